"""Settings, read once from the environment. Every name here is explained in docs/operating.md."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import maxminddb

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingWrong(Exception):
    """A setting cannot be used as it stands."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Platforms:
    """Where the platforms are asked for their counters, and the operator's keys for it, by host."""

    read: bool
    bases: Mapping[str, str]
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Payments:
    """Where the payment providers are asked, by name."""

    bases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wallets:
    """The operator's keys for the wallets of phones: the contents of the files, empty without one."""

    apple: bytes = field(default=b"", repr=False)
    google: bytes = field(default=b"", repr=False)
    google_issuer: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided; immutable for the life of the process."""

    database_url: str
    secret_key: str
    public_url: str
    smtp_url: str | None
    mail_from: str
    var: Path
    host: str
    port: int
    trusted_proxies: tuple[IPNetwork, ...]
    fetch_allowed_hosts: frozenset[str]
    stream_link_secret: str
    stream_link_hosts: frozenset[str]
    pool_size: int
    worker: bool
    test_payments: bool
    log_format: str
    log_level: str
    country_database: str | None
    platforms: Platforms
    payments: Payments
    wallets: Wallets
    is_hub: bool = False  # the command `gate` says so, no setting does

    @property
    def is_postgres(self) -> bool:
        return self.database_url.startswith("postgres")

    @property
    def is_secure(self) -> bool:
        """Whether people reach us by https, so that cookies may be marked Secure."""
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `environ`; raises SettingWrong for the first that cannot be used."""
    var = Path(environ.get("VAR_DIR", "var")).absolute()
    host, port = environ.get("HOST", "127.0.0.1"), _port(environ)
    return Settings(
        database_url=_database_url(environ, var),
        secret_key=_secret_key(environ, var),
        public_url=_public_url(environ, host, port),
        smtp_url=_smtp_url(environ),
        mail_from=environ.get("MAIL_FROM", "events@localhost"),
        var=var,
        host=host,
        port=port,
        trusted_proxies=_networks(environ, "TRUSTED_PROXIES"),
        fetch_allowed_hosts=_hosts(environ, "FETCH_ALLOWED_HOSTS"),
        stream_link_secret=environ.get("STREAM_LINK_SECRET", ""),
        stream_link_hosts=_hosts(environ, "STREAM_LINK_HOSTS"),
        pool_size=_number(environ, "DATABASE_POOL_SIZE", 10, low=1, high=200),
        worker=_switch(environ, "WORKER", default=not _is_postgres_url(environ)),
        test_payments=_switch(environ, "TEST_PAYMENTS", default=True),
        log_format=_choice(environ, "LOG_FORMAT", ("text", "json")),
        log_level=_choice(environ, "LOG_LEVEL", ("info", "debug", "warning", "error")),
        country_database=_countries(environ),
        platforms=_platforms(environ),
        payments=_payments(environ),
        wallets=_wallets(environ),
    )


def _wallets(environ: Mapping[str, str]) -> Wallets:
    issuer = environ.get("GOOGLE_WALLET_ISSUER", "")
    google = _key_file(environ, "GOOGLE_WALLET_KEY")
    if bool(google) != bool(issuer):
        raise SettingWrong("GOOGLE_WALLET_ISSUER", "goes together with GOOGLE_WALLET_KEY")
    return Wallets(_key_file(environ, "APPLE_WALLET_KEY"), google, issuer)


def _key_file(environ: Mapping[str, str], name: str) -> bytes:
    """The contents of the file that the setting names."""
    if not (path := environ.get(name)):
        return b""
    try:
        found = Path(path).read_bytes()
    except OSError as error:
        raise SettingWrong(name, f"cannot be read: {error.strerror}") from error
    if b"PRIVATE KEY" not in found:
        raise SettingWrong(name, "must name a file with a private key in it")
    return found


def _payments(environ: Mapping[str, str]) -> Payments:
    return Payments(
        bases={
            "stripe": _money_base(environ, "STRIPE_API_URL", "https://api.stripe.com"),
            "wechat": _money_base(environ, "WECHAT_PAY_API_URL", "https://api.mch.weixin.qq.com"),
            "alipay": _money_base(environ, "ALIPAY_API_URL", "https://openapi.alipay.com"),
        }
    )


def _money_base(environ: Mapping[str, str], name: str, default: str) -> str:
    """Another address than the provider's own only where its host is allowed on purpose: what asks
    there is signed with the merchants' keys.
    """
    url = _base(environ, name, default)
    if url != default and urlsplit(url).hostname not in _hosts(environ, "FETCH_ALLOWED_HOSTS"):
        raise SettingWrong(name, "names a host that is not in FETCH_ALLOWED_HOSTS")
    return url


def _platforms(environ: Mapping[str, str]) -> Platforms:
    bilibili_live = _base(environ, "BILIBILI_LIVE_API_URL", "https://api.live.bilibili.com")
    return Platforms(
        read=_switch(environ, "READ_COUNTERS", default=True),
        bases={
            "youtube": _base(environ, "YOUTUBE_API_URL", "https://www.googleapis.com"),
            "vimeo": _base(environ, "VIMEO_API_URL", "https://api.vimeo.com"),
            "bilibili": _base(environ, "BILIBILI_API_URL", "https://api.bilibili.com"),
            "bilibili-live": bilibili_live,
        },
        keys={
            "youtube": environ.get("YOUTUBE_API_KEY", ""),
            "vimeo": environ.get("VIMEO_TOKEN", ""),
        },
    )


def _base(environ: Mapping[str, str], name: str, default: str) -> str:
    url = (environ.get(name) or default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise SettingWrong(name, "must be like https://api.example.org")
    return url


def _database_url(environ: Mapping[str, str], var: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite://{var / 'events.sqlite3'}"
    if urlsplit(url).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise SettingWrong("DATABASE_URL", "must begin with postgres:// or sqlite://")
    return url.replace("postgresql://", "postgres://", 1)


def _is_postgres_url(environ: Mapping[str, str]) -> bool:
    return environ.get("DATABASE_URL", "").startswith("postgres")


def _secret_key(environ: Mapping[str, str], var: Path) -> str:
    """The key of the environment, or one that is made once and kept in `var/`."""
    key = environ.get("SECRET_KEY")
    if key is not None:
        if len(key) < 32:
            raise SettingWrong("SECRET_KEY", "must have at least 32 characters")
        return key
    kept = var / "secret-key"
    try:
        var.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingWrong("VAR_DIR", f"cannot be written ({error.strerror})") from error
    return kept.read_text().strip()


def _public_url(environ: Mapping[str, str], host: str, port: int) -> str:
    shown = "localhost" if host in {"0.0.0.0", "::", "127.0.0.1"} else host  # noqa: S104 compared, not bound
    url = environ.get("PUBLIC_URL") or f"http://{shown}:{port}"
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise SettingWrong("PUBLIC_URL", "must be like https://events.example.org, without a path")
    return url.rstrip("/")


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("SMTP_URL") or None
    if url is not None and urlsplit(url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise SettingWrong("SMTP_URL", "must begin with smtp://, smtp+starttls:// or smtps://")
    return url


def _port(environ: Mapping[str, str]) -> int:
    return _number(environ, "PORT", 8000, low=0, high=65535)


def _number(environ: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    raw = environ.get(name) or str(default)
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise SettingWrong(name, f"must be a whole number from {low} to {high}")
    return int(raw)


def _switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    raw = (environ.get(name) or ("on" if default else "off")).lower()
    if raw not in {"on", "off"}:
        raise SettingWrong(name, "must be on or off")
    return raw == "on"


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    raw = (environ.get(name) or choices[0]).lower()
    if raw not in choices:
        raise SettingWrong(name, f"must be one of {', '.join(choices)}")
    return raw


def _countries(environ: Mapping[str, str]) -> str | None:
    path = environ.get("COUNTRY_DATABASE") or None
    if path is None:
        return None
    try:
        maxminddb.open_database(path).close()
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise SettingWrong("COUNTRY_DATABASE", "must name a file in MaxMind's format") from error
    return path


def _networks(environ: Mapping[str, str], name: str) -> tuple[IPNetwork, ...]:
    try:
        return tuple(ipaddress.ip_network(part) for part in environ.get(name, "").split())
    except ValueError as error:
        raise SettingWrong(name, f"must be addresses or networks, {error}") from error


def _hosts(environ: Mapping[str, str], name: str) -> frozenset[str]:
    hosts = environ.get(name, "").lower().split()
    if any("/" in host for host in hosts):
        raise SettingWrong(name, "must be names or addresses, without https:// and without a path")
    return frozenset(hosts)
