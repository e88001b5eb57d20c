"""Mailboxes and drop folders: those of the settings, and those that administrators name on the desk beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr, ValidationError
from sqlalchemy.orm import Session

from domain.channel import ChannelId, ChannelKind, Hand, OwnChannel
from domain.errors import ConfigurationError, InvalidError, Mistake
from domain.ids import TownId
from domain.inbound import Channel, Mailbox
from domain.town import Town
from flows.folder_settings import FolderSettings
from flows.folders import DropFolder, drop_folders
from flows.mailbox_settings import MailboxSettings
from flows.mailboxes import account_of, accounts
from flows.secret import opened, sealed
from flows.settings import Settings
from flows.wiring import Installation
from flows.wording import Message, say
from ingest.email.imap_account import Fault, ImapAccount, ImapError, Secret
from store import channels, journal, towns

_PURPOSE = "mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A mailbox that is collected; ``own`` is what was named on the desk, None where the settings name it."""

    account: ImapAccount
    own: OwnChannel | None = None

    @property
    def mark(self) -> object:
        """Return what is equal as long as nothing about it changes: its secret is asked for anew each time."""
        return replace(self.account, secret=_unasked), self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A drop folder that is taken from; ``own`` is what was named on the desk, None where the settings name it."""

    folder: DropFolder
    own: OwnChannel | None = None


def collected_mailboxes(settings: Settings, session: Session) -> tuple[Collected, ...]:
    """Return every mailbox. Raises ConfigurationError for what is wrong in the settings."""
    known, boxes = towns.towns(session), towns.mailboxes(session)
    found = [Collected(account=one) for one in accounts(settings, known, boxes)]
    names = {one.account.name for one in found}
    for own in channels.of_kind(session, ChannelKind.MAILBOX):
        account = own_account(settings, own, _town(known, own.town), boxes)
        # What the settings name since then is theirs.
        if account.name not in names:
            found.append(Collected(account=account, own=own))
    return tuple(found)


def watched_folders(settings: Settings, session: Session) -> tuple[Watched, ...]:
    """Return every drop folder. Raises ConfigurationError for what is wrong in the settings.

    One named on the desk that the settings have come to overlap since then is not among them.
    """
    found = [Watched(folder=one) for one in drop_folders(settings, session)]
    taken = settings
    for own in channels.of_kind(session, ChannelKind.FOLDER):
        wanted = _with_folder(taken, own_folder(settings, own))
        try:
            folder = drop_folders(wanted, session)[-1]
        except ConfigurationError:
            continue
        found.append(Watched(folder=folder, own=own))
        taken = wanted
    return tuple(found)


def drop_root(settings: Settings) -> Path:
    """Return the folder within which drop folders can be named on the desk."""
    return (settings.drop_root or settings.data / "depots").absolute()


def own_account(settings: Settings, own: OwnChannel, town: Town, boxes: Sequence[Mailbox]) -> ImapAccount:
    """Return the account that was named on the desk."""
    mailbox = MailboxSettings(**own.document, password=SecretStr(""))
    return replace(account_of(mailbox, town, settings.smtp_max_bytes, boxes), secret=_secret(settings, own.secret))


def tried_account(settings: Settings, document: dict[str, object], password: str, town: Town, boxes: Sequence[Mailbox]) -> ImapAccount:
    """Return the account somebody typed, to be tried before it is kept. Raises InvalidError."""
    return account_of(_mailbox(document, password), town, settings.smtp_max_bytes, boxes)


def own_folder(settings: Settings, own: OwnChannel) -> FolderSettings:
    """Return the settings of a folder that was named on the desk."""
    return _folder(settings, own.town, str(own.document["name"]), Channel(str(own.document["channel"])))


def password_of(settings: Settings, own: OwnChannel) -> str:
    """Return the password that is kept; empty where it cannot be opened with this installation's key."""
    return opened(settings, _PURPOSE, own.secret or "") or ""


def add_mailbox(installation: Installation, town: TownId, document: dict[str, object], password: str, hand: Hand) -> ChannelId:
    """Keep a mailbox; it is collected within seconds. Twice the same is once. Raises InvalidError."""
    kept = _document(_mailbox(document, password))
    secret = sealed(installation.settings, _PURPOSE, password)
    with installation.database.write() as session:
        name = _account(installation.settings, session, town, kept).name
        same = _named(installation.settings, session, name)
        if same is not None and same.own is not None and same.own.town == town:
            channels.change(session, same.own, kept, secret, hand)
            channel, action = same.own.id, "change_channel"
        else:
            _refuse_twice(same, name)
            channel, action = channels.add(session, town, ChannelKind.MAILBOX, kept, secret, hand), "add_channel"
        _note(session, town, action, channel, {"mailbox": name}, hand)
    return channel


def change_mailbox(installation: Installation, own: OwnChannel, document: dict[str, object], password: str, hand: Hand) -> None:
    """Keep a mailbox anew; without a password the old one stays. Raises InvalidError, ConflictError where it changed since."""
    kept = _document(_mailbox(document, password or "-"))
    secret = sealed(installation.settings, _PURPOSE, password) if password else own.secret
    with installation.database.write() as session:
        name = _account(installation.settings, session, own.town, kept).name
        same = _named(installation.settings, session, name)
        if same is not None and (same.own is None or same.own.id != own.id):
            _refuse_twice(same, name)
        channels.change(session, own, kept, secret, hand)
        _note(session, own.town, "change_channel", own.id, {"mailbox": name}, hand)


def add_folder(installation: Installation, town: TownId, name: str, channel: Channel, hand: Hand) -> ChannelId:
    """Make a drop folder and keep it; it is watched within seconds. Twice the same is once. Raises InvalidError."""
    settings = installation.settings
    wanted = _folder(settings, town, name, channel)
    document: dict[str, object] = {"name": name, "channel": channel.value}
    with installation.database.write() as session:
        same = [one for one in channels.of_kind(session, ChannelKind.FOLDER) if own_folder(settings, one).path == wanted.path]
        if same:
            return same[0].id
        taken = settings
        for one in watched_folders(settings, session):
            taken = taken if one.own is None else _with_folder(taken, own_folder(settings, one.own))
        try:
            drop_folders(_with_folder(taken, wanted), session)
            wanted.path.mkdir(mode=0o770, parents=True, exist_ok=True)
        except ConfigurationError as error:
            raise InvalidError(*(replace(one, where="folder") for one in error.mistakes)) from error
        except OSError as error:
            raise _wrong("folder", say("The folder {path} cannot be made: {reason}.", path=wanted.path, reason=error.strerror)) from error
        found = channels.add(session, town, ChannelKind.FOLDER, document, None, hand)
        _note(session, town, "add_channel", found, {"folder": str(wanted.path)}, hand)
    return found


def remove_channel(installation: Installation, own: OwnChannel, hand: Hand) -> None:
    """Collect or watch it no longer; what came in by it stays, and so does the folder on the disk."""
    with installation.database.write() as session:
        channels.remove(session, own.id)
        _note(session, own.town, "remove_channel", own.id, {"kind": own.kind.value}, hand)


def _mailbox(document: dict[str, object], password: str) -> MailboxSettings:
    if not password:
        raise _wrong("password", say("A password is needed."))
    try:
        return MailboxSettings.model_validate({**document, "password": password})
    except ValidationError as error:
        raise InvalidError(*(_mistake(details) for details in error.errors())) from error


def _mistake(details: object) -> Mistake:
    told = details if isinstance(details, dict) else {}
    raised = (told.get("ctx") or {}).get("error")
    cause = raised.args[0] if isinstance(raised, ValueError) and raised.args else None
    field = str((told.get("loc") or ("target",))[0])
    what = cause if isinstance(cause, Message) else say("This is not as expected.")
    return Mistake(where=field, what=what, remedy=say("Look at it again."))


def _document(mailbox: MailboxSettings) -> dict[str, object]:
    kept: dict[str, object] = mailbox.model_dump(mode="json", exclude={"password"}, exclude_defaults=True)
    return kept


def _account(settings: Settings, session: Session, town: TownId, document: dict[str, object]) -> ImapAccount:
    mailbox = MailboxSettings.model_validate({**document, "password": "-"})
    return account_of(mailbox, towns.town(session, town), settings.smtp_max_bytes, towns.mailboxes(session))


def _named(settings: Settings, session: Session, name: str) -> Collected | None:
    return next((one for one in collected_mailboxes(settings, session) if one.account.name == name), None)


def _refuse_twice(same: Collected | None, name: str) -> None:
    if same is not None:
        raise _wrong("user", say("The account {name} is collected already.", name=name))


def _folder(settings: Settings, town: TownId, name: str, channel: Channel) -> FolderSettings:
    """Return the settings of a folder below the root. Raises InvalidError where it would lie elsewhere."""
    root = drop_root(settings)
    path = root / name
    is_plain = name.strip() == name and name not in ("", ".", "..") and "/" not in name and "\0" not in name and name.isprintable()
    if not is_plain or path.resolve() != root.resolve() / name:
        raise _wrong("folder", say("A folder’s name is one word or a few, without a slash."))
    return FolderSettings.model_validate({"path": path, "channel": channel, "town": town, "scanner": name})


def _with_folder(settings: Settings, folder: FolderSettings) -> Settings:
    return settings.model_copy(update={"folders": (*settings.folders, folder)})


def _secret(settings: Settings, kept: str | None) -> Callable[[], Secret]:
    def ask() -> Secret:
        password = opened(settings, _PURPOSE, kept or "")
        if not password:
            raise ImapError(Fault.NO_SECRET, say("it was kept under another secret key; type it again"))
        return Secret(value=password)

    return ask


def _unasked() -> Secret:
    raise AssertionError("a mark opens nothing")


def _town(known: Sequence[Town], wanted: TownId) -> Town:
    return next(one for one in known if one.id == wanted)


def _wrong(field: str, what: Message) -> InvalidError:
    return InvalidError(Mistake(where=field, what=what, remedy=""))


def _note(session: Session, town: TownId, action: str, channel: ChannelId, details: dict[str, object], hand: Hand) -> None:
    journal.append(session, at=hand.at, town=town, actor=hand.by, action=action, object=f"channel {channel}", details=details)
