"""Settings: one clear line when one is wrong."""

import stat
from pathlib import Path

import pytest

from events_svc import config

KEY = "k" * 32


def test_the_defaults_need_nothing_but_a_folder(tmp_path: Path) -> None:
    settings = config.load({"VAR_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite://{tmp_path / 'events.sqlite3'}"
    assert (settings.public_url, settings.worker) == ("http://localhost:8000", True)


def test_the_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = config.load({"VAR_DIR": str(tmp_path)}).secret_key
    assert config.load({"VAR_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_postgres_runs_its_worker_apart() -> None:
    settings = config.load({"SECRET_KEY": KEY, "DATABASE_URL": "postgresql://u:p@h/d"})
    assert (settings.is_postgres, settings.worker) == (True, False)
    assert settings.database_url == "postgres://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", "mysql://x", "must begin with postgres:// or sqlite://"),
        ("SECRET_KEY", "short", "must have at least 32 characters"),
        (
            "PUBLIC_URL",
            "events.example.org",
            "must be like https://events.example.org, without a path",
        ),
        (
            "STRIPE_API_URL",
            "https://stripe.example.org",
            "names a host that is not in FETCH_ALLOWED_HOSTS",
        ),
        ("PORT", "http", "must be a whole number from 0 to 65535"),
        ("PORT", "70000", "must be a whole number from 0 to 65535"),
        ("DATABASE_POOL_SIZE", "0", "must be a whole number from 1 to 200"),
        ("WORKER", "yes", "must be on or off"),
        ("LOG_FORMAT", "xml", "must be one of text, json"),
        (
            "FETCH_ALLOWED_HOSTS",
            "https://live.lan",
            "must be names or addresses, without https:// and without a path",
        ),
        ("APPLE_WALLET_KEY", __file__, "must name a file with a private key in it"),
        ("GOOGLE_WALLET_ISSUER", "3388", "goes together with GOOGLE_WALLET_KEY"),
        ("SMTP_URL", "http://mail", "must begin with smtp://, smtp+starttls:// or smtps://"),
    ],
)
def test_a_wrong_setting_is_named_with_its_reason(name: str, value: str, reason: str) -> None:
    with pytest.raises(config.SettingWrong) as refused:
        config.load({"SECRET_KEY": KEY, name: value})
    assert str(refused.value) == f"{name}: {reason}"


def test_proxies_are_addresses_or_networks() -> None:
    settings = config.load({"SECRET_KEY": KEY, "TRUSTED_PROXIES": "10.0.0.0/8 ::1"})
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    with pytest.raises(config.SettingWrong):
        config.load({"SECRET_KEY": KEY, "TRUSTED_PROXIES": "proxy.example.org"})
