import base64
import hashlib
import hmac
from datetime import UTC, datetime

from events_svc.webhooks.signing import headers, new_secret

# The example of standardwebhooks.com, 1.0: secret, id, timestamp, body and their signature.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime(2021, 1, 28, 16, 22, 10, tzinfo=UTC)


def test_a_message_is_signed_as_the_specification_says() -> None:
    body = b'{"test": 2432232314}'
    found = headers(SECRET, guid="msg_p5jXN8AQM9LWM0D4loKWxJek", at=AT, body=body)
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    told = b"msg_p5jXN8AQM9LWM0D4loKWxJek.1611850930." + body
    mac = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1611850930",
        "webhook-signature": f"v1,{mac}",
    }


def test_secrets_are_32_bytes_and_never_the_same() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.b64decode(one.removeprefix("whsec_"))) for one in made} == {32}
