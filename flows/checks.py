"""Is everything here: what `citoyen doctor` lists and what every start looks at first, all mistakes at once."""

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import ConfigurationError, Mistake, UnavailableError
from flows.data_folder import make, own
from flows.settings import Settings
from ingest.email.smtp import tls_context
from store.blobs import Blobs
from store.engine import Database

_FREE_BYTES = 500 * 2**20
"""Below this, intake stops within a day of photographs."""
_BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""This version did not exist earlier: a clock that says so is wrong, and every deadline with it."""
_PROGRAM_SECONDS = 20
_BROKER_SECONDS = 3
_BROKER_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
_MAY_BE_AWAY = frozenset({"broker"})
"""Worth telling, no reason not to start: without the broker the sweep finds the work."""
_FRENCH = "fra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. ``found`` says how it is; ``mistakes`` is empty where all is well."""

    name: str
    found: str
    mistakes: tuple[Mistake, ...] = ()


Look = Callable[[Settings], str]
"""Looks at one thing and says how it is. Raises ConfigurationError where that will not do."""


def look_at_everything(settings: Settings, *, listens: Iterable[str] = ()) -> tuple[Check, ...]:
    """Look at all an installation needs. ``listens`` names the doors about to be opened, ``smtp`` and ``web``: their ports must be free."""
    looks: dict[str, Look] = {
        "data folder": _data_folder,
        "originals": _originals,
        "disk": _disk,
        "database": _database,
        "broker": _broker,
        "certificate": _certificate,
        "tesseract": _tesseract,
        "libmagic": _libmagic,
        "clock": _clock,
    }
    ports: dict[str, Look] = {"smtp": _smtp_port, "web": _web_port}
    return tuple(_check(name, look, settings) for name, look in (looks | {f"{door} port": ports[door] for door in listens}).items())


def refuse_to_start(settings: Settings, *, listens: Iterable[str] = ("smtp", "web")) -> None:
    """Raise ConfigurationError with everything that is wrong; return where nothing is."""
    checks = look_at_everything(settings, listens=listens)
    mistakes = [mistake for check in checks if check.name not in _MAY_BE_AWAY for mistake in check.mistakes]
    if mistakes:
        raise ConfigurationError(*mistakes)


def _check(name: str, look: Look, settings: Settings) -> Check:
    try:
        return Check(name=name, found=look(settings))
    except ConfigurationError as error:
        return Check(name=name, found=error.mistakes[0].what, mistakes=error.mistakes)


def _data_folder(settings: Settings) -> str:
    if settings.is_embedded:
        with own(settings.data):
            return str(settings.data.resolve())
    # The processes of a cluster share the folder.
    make(settings.data)
    if not os.access(settings.data, os.W_OK | os.X_OK):
        remedy = "Give this user the right to, or set CITOYEN_DATA to another folder."
        raise _wrong("CITOYEN_DATA", f"The data folder {settings.data} cannot be written to.", remedy)
    return str(settings.data.resolve())


def _originals(settings: Settings) -> str:
    try:
        Blobs(settings.blobs_folder).check()
    except UnavailableError as error:
        raise _wrong("CITOYEN_BLOBS_URL", str(error), "") from error
    return str(settings.blobs_folder.resolve())


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(_existing(settings.blobs_folder)).free
    if free < _FREE_BYTES:
        what = f"Only {free // 2**20} MiB are free where originals are kept."
        raise _wrong("CITOYEN_DATA", what, f"Free at least {_FREE_BYTES // 2**20} MiB, or keep the data on a larger disk.")
    return f"{free // 2**30} GiB free"


def _database(settings: Settings) -> str:
    database = Database(settings.database_address)
    try:
        database.ping()
        return "up to date" if database.is_current() else "will be brought up to date"
    except UnavailableError as error:
        raise _wrong("CITOYEN_DATABASE_URL", str(error), "Start the database server, or correct the address.") from error
    finally:
        database.close()


def _broker(settings: Settings) -> str:
    if settings.is_embedded:
        return "within the process"
    address = urlsplit(settings.broker_url.get_secret_value())
    host, port = address.hostname or "localhost", address.port or _BROKER_PORTS[address.scheme]
    try:
        socket.create_connection((host, port), timeout=_BROKER_SECONDS).close()
    except OSError as error:
        what = f"Nothing answers at {host}:{port}: {error.strerror or error}."
        raise _wrong("CITOYEN_BROKER_URL", what, "Start the broker, or correct the address.") from error
    return f"{host}:{port} answers"


def _certificate(settings: Settings) -> str:
    if settings.smtp_certificate is None or settings.smtp_key is None:
        return "none: STARTTLS is not offered"
    tls_context(settings.smtp_certificate, settings.smtp_key)
    return str(settings.smtp_certificate)


def _tesseract(_settings: Settings) -> str:
    program = shutil.which("tesseract")
    if program is None:
        remedy = "Run: apt-get install tesseract-ocr tesseract-ocr-fra"
        raise _wrong("tesseract", "It is not installed; scanned pages cannot be read.", remedy)
    languages = _output(program, "--list-langs").split()
    if _FRENCH not in languages:
        raise _wrong("tesseract", "Its French is not installed.", "Run: apt-get install tesseract-ocr-fra")
    return f"{program}, {_FRENCH}"


def _output(program: str, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=_PROGRAM_SECONDS, check=True)  # noqa: S603 — a fixed option
    except (OSError, subprocess.SubprocessError) as error:
        raise _wrong(program, f"It does not run: {type(error).__name__}.", "Install it again.") from error
    return done.stdout


def _libmagic(_settings: Settings) -> str:
    for name in ("libmagic.so.1", "libmagic.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name
    raise _wrong("libmagic", "It is not installed; what attachments are cannot be told.", "Run: apt-get install libmagic1t64")


def _clock(_settings: Settings) -> str:
    now = datetime.now(UTC)
    if now < _BUILT:
        raise _wrong("clock", f"It says {now:%Y-%m-%d %H:%M} UTC, which is in the past.", "Set the machine's clock, best by NTP.")
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _smtp_port(settings: Settings) -> str:
    return _free_port(settings.smtp_host, settings.smtp_port, "CITOYEN_SMTP_PORT")


def _web_port(settings: Settings) -> str:
    return _free_port(settings.web_host, settings.web_port, "CITOYEN_WEB_PORT")


def _free_port(host: str, port: int, setting: str) -> str:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: a port that only waits for old packets is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        what = f"The port {host}:{port} cannot be had: {error.strerror or error}."
        raise _wrong(setting, what, f"Stop what uses it, or set {setting} to another.") from error
    return f"{host}:{port} is free"


def _existing(path: Path) -> Path:
    absolute = path.resolve()
    return next(folder for folder in (absolute, *absolute.parents) if folder.exists())


def _wrong(where: str, what: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(Mistake(where=where, what=what, remedy=remedy))
