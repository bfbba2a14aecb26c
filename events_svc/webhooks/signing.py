"""Signatures of messages by the Standard Webhooks specification (standardwebhooks.com, 1.0). Pure.

`webhook-signature: v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; the secret is 32 bytes
in base64 after `whsec_`. Receivers refuse timestamps that are more than five minutes away.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret for an endpoint, as its receiver keeps it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(secret: str, *, guid: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes beside `body`, sent at `at`."""
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{guid}.{timestamp}.".encode() + body
    mac = base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()
    return {ID: guid, TIMESTAMP: timestamp, SIGNATURE: f"v1,{mac}"}
