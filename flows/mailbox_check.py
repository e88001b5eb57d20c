"""Try a mailbox as the collector will use it, and say in plain words what is wrong and what to do. Changes nothing there."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches

from domain.errors import Mistake
from domain.inbound import Mailbox
from flows.wording import Message, say
from ingest.email.imap_account import After, Fault, ImapAccount, ImapError, Tls
from ingest.email.imap_trial import Names, Trial

_FULL = 0.9
"""Share of a quota from which it is worth telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was tried: what it is, how it went, and what is wrong with it, if anything.

    ``is_warning``: mails are collected all the same.
    """

    name: Message
    found: str
    mistake: Mistake | None = None
    is_warning: bool = False


def try_account(account: ImapAccount, mailboxes: Sequence[Mailbox]) -> Iterator[Step]:
    """Yield what was tried, step by step, up to the first that makes the following ones pointless."""
    yield _addressed(account, mailboxes)
    try:
        trial = Trial(account)
    except ImapError as error:
        yield Step(name=say("connection"), found="", mistake=mistake_of(account, "", error))
        return
    try:
        yield Step(name=say("connection"), found=_connection_words(account))
        yield Step(name=say("sign-in"), found=account.user)
        yield _new_mail(trial)
        for folder in account.folders:
            yield from _folder(account, trial, folder)
        yield from _afterwards(account, trial)
        yield from _room(account, trial)
    except ImapError as error:
        yield Step(name=say("connection"), found="", mistake=mistake_of(account, "", error))
    finally:
        trial.close()


def mistake_of(account: ImapAccount, folder: str, error: ImapError) -> Mistake:
    """Return what keeps a mailbox from being collected, and what to do."""
    what, remedy = _WORDS[error.fault]
    facts = {
        "host": account.host,
        "port": account.port,
        "user": account.user,
        "folder": folder,
        "target": account.target,
        "detail": error.detail,
    }
    return Mistake(where=account.name, what=_filled(what, facts), remedy=_filled(remedy, facts))


def _filled(words: Message, facts: Mapping[str, object]) -> Message:
    return say(words.template, **{name: facts[name] for name in words.values})


def _addressed(account: ImapAccount, mailboxes: Sequence[Mailbox]) -> Step:
    name, found = say("town"), f"{account.town}, {account.address}"
    if any(one.address == account.address and one.town == account.town for one in mailboxes):
        return Step(name=name, found=found)
    what = say("{address} is no mailbox of {town}: rules that ask for it will not hold.", address=account.address, town=account.town)
    remedy = say("Set the address to one of the town’s mailboxes, or add it to boites.csv.")
    return Step(name=name, found=found, mistake=Mistake(where=account.name, what=what, remedy=remedy), is_warning=True)


def _connection_words(account: ImapAccount) -> Message:
    where = f"{account.host}:{account.port}"
    if account.tls is Tls.NONE:
        return say("{where}, not encrypted", where=where)
    return say("{where}, encrypted, certificate checked", where=where)


def _new_mail(trial: Trial) -> Step:
    told = say("the server tells of new mail by itself") if trial.can("IDLE") else say("asked for from time to time")
    return Step(name=say("new mail"), found=told)


def _folder(account: ImapAccount, trial: Trial, folder: str) -> Iterator[Step]:
    name = say("folder {folder}", folder=folder)
    try:
        state = trial.look(folder)
    except ImapError as error:
        if error.fault is not Fault.NO_FOLDER:
            raise
        mistake = mistake_of(account, folder, error)
        names = trial.names().folders
        remedy = say("There are: {folders}.", folders=", ".join(_near(folder, names) or sorted(names)[:8]))
        yield Step(name=name, found="", mistake=Mistake(where=mistake.where, what=mistake.what, remedy=remedy))
        return
    yield Step(name=name, found=say("{count} mails", count=state.count))
    if state.is_read_only:
        yield Step(name=name, found="", mistake=mistake_of(account, folder, ImapError(Fault.READ_ONLY)), is_warning=True)


def _afterwards(account: ImapAccount, trial: Trial) -> Iterator[Step]:
    """Yield whether what is to become of mails can be done."""
    name = say("afterwards")
    match account.after:
        case After.LEAVE:
            yield Step(name=name, found=say("mails stay as they are"))
        case After.SEEN:
            yield Step(name=name, found=say("mails are marked as read"))
        case After.FLAG:
            yield Step(name=name, found=say("mails are flagged"))
        case After.DELETE:
            yield Step(name=name, found=say("mails are deleted"))
        case After.MOVE:
            yield _target(account, trial.names())
    is_removing = account.after is After.DELETE or (account.after is After.MOVE and not trial.can("MOVE"))
    if is_removing and not trial.can("UIDPLUS"):
        what = say("The server cannot delete single mails (UIDPLUS): those that are kept are only marked as deleted.")
        mistake = Mistake(where=account.name, what=what, remedy=say("Empty the folder by a mail program from time to time."))
        yield Step(name=name, found="", mistake=mistake, is_warning=True)


def _target(account: ImapAccount, names: Names) -> Step:
    """Return whether mails can be moved to the folder they are to be moved to, which is made where there is none."""
    step, target = say("afterwards"), account.target
    if target in names.folders:
        return Step(name=step, found=say("mails are moved to {folder}", folder=target))
    near, own = _near(target, names.folders, names.prefix), names.as_own(target)
    if target in names.hollow:
        what = say("{folder} only holds other folders: no mail can be moved to it.", folder=target)
        remedy = say("Name another folder, or one in it.")
        return Step(name=step, found="", mistake=Mistake(where=account.name, what=what, remedy=remedy))
    if own != target:
        what = say("There is no folder {folder}, and on this server it would be called otherwise.", folder=target)
        remedy = say("Set target to {folder}.", folder=near[0] if near and near[0].lower() == own.lower() else own)
        return Step(name=step, found="", mistake=Mistake(where=account.name, what=what, remedy=remedy))
    found = say("mails are moved to {folder}, which will be made", folder=target)
    if not near:
        return Step(name=step, found=found)
    what = say("There is no folder {folder}: it will be made.", folder=target)
    remedy = say("If one of these is meant, set target to it: {folders}.", folders=", ".join(near))
    return Step(name=step, found=found, mistake=Mistake(where=account.name, what=what, remedy=remedy), is_warning=True)


def _near(folder: str, names: Sequence[str], prefix: str = "") -> list[str]:
    """Return the names most like one, written in whatever case, best first; a prefix that all have is no likeness."""
    by_fold = {name.removeprefix(prefix).casefold(): name for name in names}
    return [by_fold[fold] for fold in get_close_matches(folder.removeprefix(prefix).casefold(), by_fold, n=3, cutoff=0.6)]


def _room(account: ImapAccount, trial: Trial) -> Iterator[Step]:
    """Yield how full the mailbox is, where the server tells."""
    with suppress(ImapError):
        used = trial.used()
        if used is None:
            return
        name, found = say("room"), say("{percent} % used", percent=round(100 * used))
        if used < _FULL:
            yield Step(name=name, found=found)
            return
        what, remedy = say("The mailbox is nearly full: soon it takes no more mail."), say("Delete or archive old mails there.")
        yield Step(name=name, found=found, mistake=Mistake(where=account.name, what=what, remedy=remedy), is_warning=True)


_WORDS: Mapping[Fault, tuple[Message, Message]] = {
    Fault.NO_HOST: (
        say("There is no server {host}.", host=""),
        say("Check the name of the server, and that this machine can resolve names."),
    ),
    Fault.NO_ANSWER: (
        say("{host} does not answer at port {port} ({detail}).", host="", port="", detail=""),
        say("Check server and port, and that no firewall stands between."),
    ),
    Fault.REFUSED: (
        say("{host} refuses connections at port {port}.", host="", port=""),
        say("Check the port: 993 with implicit TLS, 143 with STARTTLS."),
    ),
    Fault.CERTIFICATE: (
        say("The certificate of {host} cannot be trusted: {detail}.", host="", detail=""),
        say("Write the server’s name as its certificate has it; for an authority of your own, name its file in certificates."),
    ),
    Fault.AUTHORITIES: (
        say("The authorities that certificates are checked by cannot be read ({detail}).", detail=""),
        say("Name in certificates a file with certificates in the form PEM that the program may read."),
    ),
    Fault.TLS: (
        say("No encrypted connection with {host} at port {port} ({detail}).", host="", port="", detail=""),
        say("Port 993 usually wants tls = implicit, port 143 tls = starttls."),
    ),
    Fault.NO_STARTTLS: (
        say("{host} offers no encryption at port {port} (STARTTLS).", host="", port=""),
        say("Take tls = implicit with port 993."),
    ),
    Fault.NOT_IMAP: (
        say(
            "What answers at {host}:{port} is no IMAP server, or wants encryption from the first word ({detail}).",
            host="",
            port="",
            detail="",
        ),
        say("Check port and tls."),
    ),
    Fault.NO_SECRET: (
        say("The command that prints the secret of {user} failed ({detail}).", user="", detail=""),
        say("Run it by hand as the user the program runs as."),
    ),
    Fault.LOGIN: (
        say("The server does not let {user} in ({detail}).", user="", detail=""),
        say("Check user and password; some providers want a password made for this program, or OAuth 2."),
    ),
    Fault.NOT_NOW: (
        say("{host} lets nobody in at the moment ({detail}).", host="", detail=""),
        say("It is tried again by itself; if it stays so, ask who runs the server."),
    ),
    Fault.LOGIN_DISABLED: (
        say("{host} takes no password over this connection.", host=""),
        say("Encrypt it (tls), or use a token_command."),
    ),
    Fault.NO_FOLDER: (
        say("The folder {folder} cannot be opened ({detail}).", folder="", detail=""),
        say("Check its name and the rights of the account."),
    ),
    Fault.NO_TARGET: (
        say("Mails cannot be moved to {target} ({detail}).", target="", detail=""),
        say("Make the folder by a mail program, or name another."),
    ),
    Fault.READ_ONLY: (
        say("The mailbox may only be read: mails are kept, and stay where they are."),
        say("Give the account the right to change it, or set after = leave."),
    ),
    Fault.QUOTA: (
        say("The mailbox is full: mails are kept, and stay where they are ({detail}).", detail=""),
        say("Make room there; they are moved as soon as there is."),
    ),
    Fault.LOST: (
        say("The connection to {host} broke ({detail}).", host="", detail=""),
        say("It is tried again by itself; if it keeps breaking, ask who runs the server."),
    ),
    Fault.SLOW: (
        say("Nothing has come from {host} for {detail}, though it is connected.", host="", detail=""),
        say("It is tried again by itself; if it stays so, ask who runs the server."),
    ),
    Fault.ANSWER: (
        say("{host} gave an answer that cannot be used ({detail}).", host="", detail=""),
        say("It is tried again by itself; if it stays so, ask who runs the server."),
    ),
}
