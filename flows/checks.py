"""Is everything here: what `citoyen doctor` lists and what every start looks at first, all mistakes at once."""

import ctypes
import errno
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.version import Version
from flows.checks_folders import look_at_call_logs, look_at_folders
from flows.checks_provider import look_at_provider
from flows.data_folder import fault_of, in_use, owner, unusable
from flows.journal import look_at_ends
from flows.mailbox_health import collecting
from flows.outgoing import look as look_at_outgoing
from flows.printing.standing import look_at_printing
from flows.safe import look_at_keys
from flows.settings import Settings, load_settings
from flows.sms.look import look as look_at_gateways
from flows.unstaffed import waiting
from flows.wiring import bucket_blobs
from flows.wording import say
from ingest.email.smtp import tls_context
from store import rulesets
from store.bucket import Address
from store.engine import Database

_FREE_BYTES = 500 * 2**20
"""Below this, intake stops within a day of photographs."""
_BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""This version did not exist earlier: a clock that says so is wrong, and every deadline with it."""
_PROGRAM_SECONDS = 20
_BROKER_SECONDS = 3
_BROKER_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
_MAY_BE_AWAY = frozenset(
    {
        *("broker", "rule sets", "mailboxes", "drop folders", "call logs", "journal", "social requests", "outgoing mail"),
        *("identity provider", "printing", "text messages", "sealing"),
    }
)
"""Worth telling, no reason not to start: without the broker the sweep finds the work, rules published before go on, passwords serve."""
_FRENCH = "fra"
_JOURNAL_LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. ``found`` says how it is; ``mistakes`` is empty where all is well."""

    name: str
    found: str
    mistakes: tuple[Mistake, ...] = ()


Look = Callable[[Settings], str]
"""Looks at one thing and says how it is, changing nothing. Raises ConfigurationError where that will not do."""
Looks = Mapping[str, Look]
DOORS = ("smtp", "web")


def look_around() -> tuple[Check, ...]:
    """Look at the settings and then at all an installation needs; where they are wrong, at what does not hang on them."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        wrong = Check(name=say("settings"), found="", mistakes=error.mistakes)
        return (wrong, *_look_without_settings())
    # The roles of a cluster may run already, here or on another machine.
    return look_at_everything(settings, listens=DOORS if settings.is_embedded else ())


def look_at_everything(settings: Settings, *, listens: Iterable[str] = ()) -> tuple[Check, ...]:
    """Look at all an installation needs. ``listens`` names the doors, ``smtp`` and ``web``: their ports must be free, or ours."""
    folder = _check(*_FOLDER, settings)
    looks = {**_PARTS, **_MACHINE, **{_PORTS[door][0]: _PORTS[door][1] for door in listens}}
    hidden = _within_folder(settings) if folder.mistakes else ()
    return (folder, *(_check(name, look, settings) for name, look in looks.items() if name not in hidden))


def fit_settings(*, listens: Iterable[str] = DOORS) -> Settings:
    """Return the settings to start with. Raises ConfigurationError with everything that is wrong, in them and with the machine."""
    try:
        settings = load_settings()
    except ConfigurationError:
        _refuse(look_around())
        raise
    refuse_to_start(settings, listens=listens)
    return settings


def refuse_to_start(settings: Settings, *, listens: Iterable[str] = DOORS) -> None:
    """Raise ConfigurationError with everything that is wrong; return where nothing is."""
    _refuse((_check(_FOLDER[0], _nobody_elses, settings), *look_at_everything(settings, listens=listens)))


def originals_mistakes(settings: Settings) -> tuple[Mistake, ...]:
    """Return what keeps originals from being kept; nothing where all is well."""
    return _check("originals", _originals, settings).mistakes


def _refuse(checks: Iterable[Check]) -> None:
    mistakes = [mistake for check in checks if check.name not in _MAY_BE_AWAY for mistake in check.mistakes]
    if mistakes:
        raise ConfigurationError(*mistakes)


def _look_without_settings() -> tuple[Check, ...]:
    """Look at the machine, and at the data folder where the settings still tell which it is."""
    others = {name: field.default for name, field in Settings.model_fields.items() if name != "data"}
    try:
        settings = load_settings(**others)
    except ConfigurationError:
        return tuple(_check(name, look, Settings()) for name, look in _MACHINE.items())
    return tuple(_check(name, look, settings) for name, look in (_FOLDER, *_MACHINE.items()))


def _within_folder(settings: Settings) -> tuple[str, ...]:
    """Return the parts that lie in the data folder: what is wrong with it is told once."""
    originals = () if settings.blobs_url else ("originals", "disk")
    database = (
        "database",
        "sealing",
        "rule sets",
        "social requests",
        "mailboxes",
        "outgoing mail",
        "text messages",
        "drop folders",
        "call logs",
        "journal",
    )
    return (*originals, *(() if settings.database_url.get_secret_value() else database))


def _check(name: str, look: Look, settings: Settings) -> Check:
    try:
        return Check(name=name, found=look(settings))
    except ConfigurationError as error:
        return Check(name=name, found=error.mistakes[0].what, mistakes=error.mistakes)


def _data_folder(settings: Settings) -> str:
    if (fault := fault_of(settings.data)) is not None:
        raise unusable(settings.data, fault)
    process = owner(settings.data)
    if process is None:
        return str(settings.data.resolve())
    return say("{folder}, in use by the running installation (pid {process})", folder=settings.data.resolve(), process=process)


def _nobody_elses(settings: Settings) -> str:
    # The processes of a cluster share the folder.
    if settings.is_embedded and (process := owner(settings.data)) is not None:
        raise in_use(settings.data, process)
    return ""


def _originals(settings: Settings) -> str:
    if settings.bucket is not None:
        return _bucket(settings, settings.bucket)
    if (fault := fault_of(settings.blobs_folder)) is not None:
        remedy = say("Give this user the right to write there, or set CITOYEN_BLOBS_URL to another folder.")
        raise _wrong("CITOYEN_BLOBS_URL", say("Originals cannot be kept there: {reason}.", reason=fault), remedy)
    return str(settings.blobs_folder.resolve())


def _bucket(settings: Settings, bucket: Address) -> str:
    """Put something into the bucket, get it back and remove it."""
    try:
        bucket_blobs(settings, bucket).check()
    except UnavailableError as error:
        remedy = say("Start its server, or correct address and keys (CITOYEN_BLOBS_URL, CITOYEN_BLOBS_KEY, CITOYEN_BLOBS_SECRET).")
        raise _wrong("CITOYEN_BLOBS_URL", str(error), remedy) from error
    return say("bucket {name} takes and gives back", name=bucket.bucket)


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(_existing(settings.blobs_folder)).free
    if free < _FREE_BYTES:
        what = say("Only {free} MiB are free where originals are kept.", free=free // 2**20)
        remedy = say("Free at least {needed} MiB, or keep the data on a larger disk.", needed=_FREE_BYTES // 2**20)
        raise _wrong("CITOYEN_DATA", what, remedy)
    return say("{free} GiB free", free=free // 2**30)


def _database(settings: Settings) -> str:
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        # Looking at it would make it.
        return say("will be made")
    database = Database(settings.database_address)
    try:
        database.ping()
        return say("up to date") if database.is_current() else say("will be brought up to date")
    except UnavailableError as error:
        raise _wrong("CITOYEN_DATABASE_URL", str(error), say("Start the database server, or correct the address.")) from error
    finally:
        database.close()


def _rule_sets(settings: Settings) -> str:
    """Look for publications whose day passed in vain."""
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none yet")
    database = Database(settings.database_address)
    try:
        if not database.is_current():
            return say("will be brought up to date")
        with database.read() as session:
            late = rulesets.in_vain(session)
    except UnavailableError:
        # The database itself is looked at apart.
        return say("not known")
    finally:
        database.close()
    if late:
        raise ConfigurationError(*map(_in_vain, late))
    return say("published as asked")


def _mailboxes(settings: Settings) -> str:
    """Look for folders that cannot be collected."""
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none is collected")
    database = Database(settings.database_address)
    try:
        return collecting(settings, database, datetime.now(UTC)) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()


def _outgoing(settings: Settings) -> str:
    """Look whether letters can leave, and for those that are held."""
    return _leaving(settings, look_at_outgoing)


def _text_messages(settings: Settings) -> str:
    """Look whether text messages can leave, and for those that are held."""
    return _leaving(settings, look_at_gateways)


def _sealing(settings: Settings) -> str:
    """Look whether the keys are those that originals are sealed by."""
    return _leaving(settings, look_at_keys)


def _leaving(settings: Settings, look: Callable[[Settings, Database], str]) -> str:
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none yet")
    database = Database(settings.database_address)
    try:
        return look(settings, database) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()


def _drop_folders(settings: Settings) -> str:
    return look_at_folders(settings, _sqlite_file)


def _call_logs(settings: Settings) -> str:
    return look_at_call_logs(settings, _sqlite_file)


def _journal(settings: Settings) -> str:
    """Look whether the journal's end is what was written; `citoyen journal verify` looks at the whole."""
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none yet")
    database = Database(settings.database_address)
    try:
        return look_at_ends(database, _JOURNAL_LINES) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()


def _social_requests(settings: Settings) -> str:
    """Look for social requests that nobody may read."""
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none yet")
    database = Database(settings.database_address)
    try:
        return waiting(database) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()


def _in_vain(version: Version) -> Mistake:
    what = say("Rule set {number} was due and is not published: {fault}", number=version.number, fault=version.publish_fault)
    return Mistake(
        where=version.town, what=what, remedy=say("Correct it and publish it, or: citoyen rules discard {number}", number=version.number)
    )


def _sqlite_file(settings: Settings) -> Path | None:
    scheme, _, path = settings.database_address.partition(":///")
    return Path(path) if scheme == "sqlite" and path else None


def _broker(settings: Settings) -> str:
    if settings.is_embedded:
        return say("within the process")
    address = urlsplit(settings.broker_url.get_secret_value())
    host, port = address.hostname or "localhost", address.port or _BROKER_PORTS[address.scheme]
    try:
        socket.create_connection((host, port), timeout=_BROKER_SECONDS).close()
    except OSError as error:
        what = say("Nothing answers at {address}: {reason}.", address=f"{host}:{port}", reason=error.strerror or error)
        raise _wrong("CITOYEN_BROKER_URL", what, say("Start the broker, or correct the address.")) from error
    return say("{address} answers", address=f"{host}:{port}")


def _certificate(settings: Settings) -> str:
    if settings.smtp_certificate is None or settings.smtp_key is None:
        return say("none: STARTTLS is not offered")
    tls_context(settings.smtp_certificate, settings.smtp_key)
    return str(settings.smtp_certificate)


def _tesseract(_settings: Settings) -> str:
    program = shutil.which("tesseract")
    if program is None:
        remedy = say("Run: {command}", command="apt-get install tesseract-ocr tesseract-ocr-fra")
        raise _wrong("tesseract", say("It is not installed; scanned pages cannot be read."), remedy)
    languages = _output(program, "--list-langs").split()
    if _FRENCH not in languages:
        remedy = say("Run: {command}", command="apt-get install tesseract-ocr-fra")
        raise _wrong("tesseract", say("Its French is not installed."), remedy)
    return f"{program}, {_FRENCH}"


def _output(program: str, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=_PROGRAM_SECONDS, check=True)  # noqa: S603 — a fixed option
    except (OSError, subprocess.SubprocessError) as error:
        raise _wrong(program, say("It does not run: {reason}.", reason=type(error).__name__), say("Install it again.")) from error
    return done.stdout


def _libmagic(_settings: Settings) -> str:
    for name in ("libmagic.so.1", "libmagic.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name
    remedy = say("Run: {command}", command="apt-get install libmagic1t64")
    raise _wrong("libmagic", say("It is not installed; what attachments are cannot be told."), remedy)


def _clock(_settings: Settings) -> str:
    now = datetime.now(UTC)
    if now < _BUILT:
        what = say("It says {time} UTC, which is in the past.", time=f"{now:%Y-%m-%d %H:%M}")
        raise _wrong("clock", what, say("Set the machine's clock, best by NTP."))
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _smtp_port(settings: Settings) -> str:
    return _free_port(settings, settings.smtp_host, settings.smtp_port, "CITOYEN_SMTP_PORT")


def _web_port(settings: Settings) -> str:
    return _free_port(settings, settings.web_host, settings.web_port, "CITOYEN_WEB_PORT")


def _free_port(settings: Settings, host: str, port: int, setting: str) -> str:
    shown = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: a port that only waits for old packets is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        process = owner(settings.data) if error.errno == errno.EADDRINUSE else None
        if process is not None:
            return say("{address}, in use by the running installation (pid {process})", address=shown, process=process)
        reason = say("it is in use") if error.errno == errno.EADDRINUSE else error.strerror or error
        what = say("The port {address} cannot be had: {reason}.", address=shown, reason=reason)
        raise _wrong(setting, what, say("Stop what uses it, or set {setting} to another.", setting=setting)) from error
    return say("{address} is free", address=shown)


def _existing(path: Path) -> Path:
    absolute = path.resolve()
    return next(folder for folder in (absolute, *absolute.parents) if folder.exists())


def _wrong(where: str, what: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(Mistake(where=where, what=what, remedy=remedy))


_FOLDER: tuple[str, Look] = (say("data folder"), _data_folder)
_PARTS: Looks = {
    say("originals"): _originals,
    say("sealing"): _sealing,
    say("disk"): _disk,
    say("database"): _database,
    say("rule sets"): _rule_sets,
    say("social requests"): _social_requests,
    say("mailboxes"): _mailboxes,
    say("outgoing mail"): _outgoing,
    say("text messages"): _text_messages,
    say("drop folders"): _drop_folders,
    say("call logs"): _call_logs,
    say("journal"): _journal,
    say("broker"): _broker,
    say("certificate"): _certificate,
    say("identity provider"): look_at_provider,
}
_MACHINE: Looks = {"tesseract": _tesseract, "libmagic": _libmagic, say("printing"): look_at_printing, say("clock"): _clock}
_PORTS: Mapping[str, tuple[str, Look]] = {"smtp": (say("smtp port"), _smtp_port), "web": (say("web port"), _web_port)}
