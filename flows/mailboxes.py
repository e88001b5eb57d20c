"""The mailboxes an installation collects, from its settings: for which town, and with which secret they open."""

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import IO

from pydantic import SecretStr

from domain.errors import ConfigurationError, Mistake
from domain.inbound import Mailbox
from domain.town import Town
from flows.mailbox_settings import MailboxSettings
from flows.settings import Settings
from flows.wording import say
from ingest.email.imap_account import Fault, ImapAccount, ImapError, Secret, Tls
from ingest.email.imap_client import trust

_COMMAND_SECONDS = 30
_PRINTED_BYTES = 2**16
_NOWHERE = subprocess.DEVNULL
_PORT = 993
_PLAIN_PORT = 143


def accounts(settings: Settings, towns: Sequence[Town], mailboxes: Sequence[Mailbox]) -> tuple[ImapAccount, ...]:
    """Return the accounts to collect. ``towns`` and ``mailboxes`` are those of the installation.

    Raises ConfigurationError with all that is wrong: a town nobody knows, none named where there are several, an account named twice.
    """
    mistakes: list[Mistake] = []
    found: dict[str, ImapAccount] = {}
    for number, one in enumerate(settings.every_mailbox):
        where = "CITOYEN_IMAP_TOWN" if number == 0 and settings.imap is not None else f"mailboxes {number + (settings.imap is None)}"
        town = _town_of(one, towns)
        if town is None:
            mistakes.append(_no_town(where, one, towns))
            continue
        account = account_of(one, town, settings.smtp_max_bytes, mailboxes)
        try:
            trust(account)
        except ImapError as error:
            what = say("The file of authorities cannot be read ({detail}).", detail=error.detail)
            mistakes.append(Mistake(where=account.name, what=what, remedy=say("Name a readable file of certificates in the form PEM.")))
        if account.name in found:
            what = say("The account {name} is named twice.", name=account.name)
            mistakes.append(Mistake(where=where, what=what, remedy=say("Name its folders in one place.")))
        found[account.name] = account
    if mistakes:
        raise ConfigurationError(*mistakes)
    return tuple(found.values())


def _town_of(mailbox: MailboxSettings, towns: Sequence[Town]) -> Town | None:
    if mailbox.town is None:
        return towns[0] if len(towns) == 1 else None
    return next((town for town in towns if town.id == mailbox.town), None)


def _no_town(where: str, mailbox: MailboxSettings, towns: Sequence[Town]) -> Mistake:
    known = ", ".join(town.id for town in towns)
    if mailbox.town is not None:
        what = say("This installation serves no town {town}.", town=mailbox.town)
    elif towns:
        what = say("Whose mailbox {user} is remains open: the installation serves {count} towns.", user=mailbox.user, count=len(towns))
    else:
        what = say("The installation serves no town yet.")
    remedy = say("Name one of these: {towns}.", towns=known) if towns else say("Load one first: citoyen init --town FOLDER")
    return Mistake(where=where, what=what, remedy=remedy)


def account_of(mailbox: MailboxSettings, town: Town, max_bytes: int, mailboxes: Sequence[Mailbox]) -> ImapAccount:
    """Return the account that settings tell of; ``max_bytes`` is the largest mail taken in."""
    user = mailbox.user.lower()
    own = user if any(one.address == user and one.town == town.id for one in mailboxes) else town.email.lower()
    return ImapAccount(
        host=mailbox.host,
        port=mailbox.port or (_PORT if mailbox.tls is Tls.IMPLICIT else _PLAIN_PORT),
        tls=mailbox.tls,
        user=mailbox.user,
        secret=_secret(mailbox),
        town=town.id,
        address=own if mailbox.address is None else mailbox.address.lower(),
        folders=mailbox.folders,
        after=mailbox.after,
        target=mailbox.target or "",
        since=mailbox.since,
        poll_seconds=mailbox.poll_seconds,
        max_bytes=max_bytes,
        certificates=mailbox.certificates,
    )


def _secret(mailbox: MailboxSettings) -> Callable[[], Secret]:
    """Return what asks for the secret: at each connection anew, for tokens live an hour."""
    password: SecretStr | None = mailbox.password
    if password is not None:
        return lambda: Secret(value=password.get_secret_value())
    if mailbox.token_command is not None:
        command = mailbox.token_command
        return lambda: Secret(value=_printed(command).strip(), is_token=True)
    return lambda: Secret(value=_printed(mailbox.password_command or ""))


def _printed(command: str) -> str:
    """Return the first line a command prints; no shell reads it. Raises ImapError; what it printed is told nowhere."""
    is_overdue = Event()
    words = _split(command)
    try:
        with subprocess.Popen(words, stdin=_NOWHERE, stdout=subprocess.PIPE, stderr=_NOWHERE, start_new_session=True) as run:  # noqa: S603
            overdue = Timer(_COMMAND_SECONDS, _end, [run, is_overdue])
            overdue.daemon = True
            overdue.start()
            line, status = _first_line(run.stdout), run.wait()
            overdue.cancel()
    except (OSError, ValueError) as error:
        raise ImapError(Fault.NO_SECRET, _why_not_run(error, words[0])) from error
    if is_overdue.is_set():
        raise ImapError(Fault.NO_SECRET, say("no answer within {seconds} s", seconds=_COMMAND_SECONDS))
    if status:
        raise ImapError(Fault.NO_SECRET, say("exit status {status}", status=status))
    if not line:
        raise ImapError(Fault.NO_SECRET, say("nothing printed"))
    return line


def _split(command: str) -> list[str]:
    """Return the words of a command, « ~ » at the beginning of one being the home of who runs the program. Raises ImapError."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ImapError(Fault.NO_SECRET, say("a quotation mark in it is not closed")) from error
    if not words:
        raise ImapError(Fault.NO_SECRET, say("it is empty"))
    with suppress(RuntimeError):  # nobody's home: then it is a name like any other
        return [str(Path(word).expanduser()) if word.startswith("~") else word for word in words]
    return words


def _why_not_run(error: Exception, program: str) -> str:
    match error:
        case FileNotFoundError():
            return say("there is no program {program}", program=program)
        case PermissionError():
            return say("the program {program} may not be run", program=program)
        case _:
            return getattr(error, "strerror", None) or type(error).__name__


def _first_line(printed: IO[bytes] | None) -> str:
    """Return the first line of what a command prints, without its end; the rest is read and thrown away."""
    if printed is None:
        return ""
    line = printed.readline(_PRINTED_BYTES)
    while printed.read(_PRINTED_BYTES):
        pass
    return line.decode("utf-8", "replace").rstrip("\r\n")


def _end(run: subprocess.Popen[bytes], is_overdue: Event) -> None:
    """End a command with all it has started, which may hold its output open."""
    is_overdue.set()
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
