"""A connection to an IMAP server that is signed in; what library, system and server say when something is wrong becomes an ImapError."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import partial
from typing import Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]  # ships no types
from imapclient.exceptions import ProtocolError  # type: ignore[import-untyped]

from ingest.email.imap_account import Fault, FolderState, ImapAccount, ImapError, Secret, Tls
from ingest.email.imap_answers import believable
from ingest.email.imap_connection import Client

READ_SECONDS = 60.0
QUIET = (OSError, imaplib.IMAP4.error)
"""What the end of a connection may raise without anybody being interested."""
_CONNECT_SECONDS = 15.0
_DETAIL = 200
_QUOTA = re.compile(r"OVERQUOTA|quota", re.IGNORECASE)
_NO_SUCH = re.compile(r"TRYCREATE|NONEXISTENT|doesn't exist|does not exist|unknown mailbox|no such", re.IGNORECASE)
_PLAIN = re.compile(r"[!-~]+")
"""What every server takes as a quoted string: printable ASCII without spaces."""
_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)
"""The password may be right (RFC 5530, 3)."""
_UNENCRYPTED = re.compile(r"\[PRIVACYREQUIRED\]", re.IGNORECASE)
_NO_MAILS = frozenset({b"\\noselect", b"\\nonexistent"})
"""Names that only hold others (RFC 3501, 7.2.2; RFC 5258, 3)."""
_BYE = "* BYE"
_SIGNED_IN = "AUTH"
_SLACK = 2**20
_GARBAGE = (ValueError, TypeError, AttributeError, LookupError, RecursionError, MemoryError)
"""What the library's parsers raise on answers nobody foresaw."""

# A folder of 100,000 mails is listed in one line of 700 kB; the library's limit of 1 MB would end there.
imaplib._MAXLINE = 32 * 2**20  # type: ignore[attr-defined]


class Doing(StrEnum):
    """What was asked when something went wrong: it tells what a refusal means."""

    CONNECTING = "connecting"
    SELECTING = "selecting"
    READING = "reading"
    WRITING = "writing"
    CREATING = "creating"


def connected(account: ImapAccount) -> IMAPClient:
    """Return a connection that is signed in. Raises ImapError."""
    secret = account.secret()
    client = _reached(account)
    try:
        _sign_in(client, account.user, secret)
        with explained():
            client.capabilities()  # told with the answer to most sign-ins, and forgotten by the library at the next command
    except BaseException:
        with suppress(*QUIET):
            client.shutdown()
        raise
    client.normalise_times = False
    # The library believes whatever length a server announces; memory would go before the mail does.
    client._imap.read = partial(_read, client._imap, 2 * account.max_bytes + _SLACK)
    return client


def selected(client: IMAPClient, folder: str, *, is_changed: bool) -> FolderState:
    """Select a folder, for reading only where nothing is to be changed in it or nothing may be. Raises ImapError."""
    with explained(Doing.SELECTING):
        is_read_only = False
        try:
            told = client.select_folder(folder, readonly=not is_changed)
        except imaplib.IMAP4.readonly:
            is_read_only = True
            told = client.select_folder(folder, readonly=True)
        if b"UIDVALIDITY" not in told:
            raise ImapError(Fault.ANSWER, "no UIDVALIDITY")
        next_uid = told.get(b"UIDNEXT")
        # READ-WRITE need not be told (RFC 3501, 6.3.1).
        is_read_only = is_read_only or b"READ-ONLY" in told or told.get(b"PERMANENTFLAGS") == ()
        return FolderState(
            validity=believable(int(told[b"UIDVALIDITY"]), "UIDVALIDITY"),
            next_uid=None if next_uid is None else int(next_uid),
            count=int(told.get(b"EXISTS", 0)),
            is_read_only=is_changed and is_read_only,
        )


def holds_mails(flags: Iterable[bytes]) -> bool:
    """Tell by the flags of a folder whether mails can be in it."""
    return _NO_MAILS.isdisjoint(flag.lower() for flag in flags)


def is_there(client: IMAPClient, folder: str) -> bool:
    """Tell whether there is a folder that mails can be in. Raises ImapError."""
    with explained():
        return any(str(name) == folder and holds_mails(flags) for flags, _, name in client.list_folders("", folder))


def _reached(account: ImapAccount) -> IMAPClient:
    with explained(Doing.CONNECTING):
        trusted = trust(account)
        client = Client(
            account.host,
            account.port,
            ssl=account.tls is Tls.IMPLICIT,
            ssl_context=trusted if account.tls is Tls.IMPLICIT else None,
            timeout=SocketTimeout(_CONNECT_SECONDS, READ_SECONDS),
        )
        if account.tls is Tls.STARTTLS:
            try:
                # Signed in before it was encrypted: somebody in between may have said so (RFC 9051, 11.4).
                if client._imap.state == _SIGNED_IN or not client.has_capability("STARTTLS"):
                    raise ImapError(Fault.NO_STARTTLS)
                client.starttls(trusted)
            except BaseException:
                with suppress(*QUIET):
                    client.shutdown()
                raise
    return client


def trust(account: ImapAccount) -> ssl.SSLContext | None:
    """Return what the server's certificate is checked by, None where there is none. Raises ImapError if that cannot be read."""
    if account.tls is Tls.NONE:
        return None
    try:
        return ssl.create_default_context(cafile=None if account.certificates is None else str(account.certificates))
    except OSError as error:  # an SSLError is one
        raise ImapError(Fault.AUTHORITIES, f"{account.certificates}: {_words(error)}") from error


def _read(connection: Any, most: int, size: int) -> bytes:  # Any: what the library keeps for itself
    if size > most:
        raise imaplib.IMAP4.abort(f"{size} bytes announced, at most {most} are taken")
    content: bytes = connection.file.read(size)
    return content


def _sign_in(client: IMAPClient, user: str, secret: Secret) -> None:
    if client._imap.state == _SIGNED_IN:
        return  # the server knows us otherwise (RFC 3501, 7.1.4: PREAUTH)
    with explained():
        is_plain = client.has_capability("AUTH=PLAIN")
        if not secret.is_token and not is_plain and client.has_capability("LOGINDISABLED"):
            raise ImapError(Fault.LOGIN_DISABLED)
        try:
            if not secret.is_token:
                _log_in(client, user, secret.value)
            elif client.has_capability("AUTH=OAUTHBEARER"):
                client.oauthbearer_login(user, secret.value)
            else:
                client.oauth2_login(user, secret.value)
        except imaplib.IMAP4.abort as error:
            raise imaplib.IMAP4.abort(_without(_words(error), secret.value)) from None
        except (imaplib.IMAP4.error, *_GARBAGE) as error:
            # Nothing of the error itself goes on: it may hold what was sent.
            words = _without(_words(error), secret.value) if isinstance(error, imaplib.IMAP4.error) else ""
            raise ImapError(_no_entry(words), words) from None


def _log_in(client: IMAPClient, user: str, password: str) -> None:
    """Sign in with a password: by LOGIN where it can be quoted, else in a way that takes any character."""
    if _PLAIN.fullmatch(user) and _PLAIN.fullmatch(password) and not client.has_capability("LOGINDISABLED"):
        client.login(_quoted(user), password)
    elif client.has_capability("AUTH=PLAIN"):
        words = f"\0{user}\0{password}".encode()  # RFC 4616
        client.sasl_login("PLAIN", lambda _challenge: words)
    else:
        connection = client._imap
        connection.literal = password.encode()
        kind, told = connection._simple_command("LOGIN", _quoted(" ".join(user.splitlines())).encode())
        if kind != "OK":
            raise imaplib.IMAP4.error(*told)
        connection.state = _SIGNED_IN


def _no_entry(words: str) -> Fault:
    """Return what a server means that lets nobody in."""
    if _UNENCRYPTED.search(words):
        return Fault.LOGIN_DISABLED
    return Fault.NOT_NOW if _NOT_NOW.search(words) else Fault.LOGIN


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def explained(doing: Doing = Doing.READING) -> Iterator[None]:
    """Turn what library and system raise into ImapError."""
    try:
        yield
    except OSError as error:  # also those of TLS
        raise ImapError(_system_fault(error, doing), _words(error)) from error
    except UnicodeError as error:  # a name that is no name of a host
        raise ImapError(Fault.NO_HOST if doing is Doing.CONNECTING else Fault.ANSWER, "") from error
    except imaplib.IMAP4.readonly as error:
        raise ImapError(Fault.READ_ONLY, _words(error)) from error
    except imaplib.IMAP4.abort as error:
        raise ImapError(Fault.NOT_IMAP if doing is Doing.CONNECTING else Fault.LOST, _words(error)) from error
    except imaplib.IMAP4.error as error:
        words = _words(error)
        if doing is Doing.CONNECTING and words.startswith(_BYE):  # it speaks IMAP, and does not want to now
            raise ImapError(Fault.LOST, words.removeprefix(_BYE).strip()) from error
        raise ImapError(_refusal(words, doing), words) from error
    except _GARBAGE as error:
        raise ImapError(Fault.NOT_IMAP if doing is Doing.CONNECTING else Fault.ANSWER, type(error).__name__) from error


def _words(error: BaseException) -> str:
    """Return what server or system said. What the library quotes of an answer it does not understand may be a mail: it is left out."""
    first = error.args[0] if error.args else ""
    if isinstance(first, bytes):
        return first.decode("utf-8", "replace")[:_DETAIL]
    words = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error)
    if isinstance(error, ProtocolError) or "unexpected" in words or "unterminated" in words:
        words = re.split(r"b?['\"(]|:(?=[^:]*$)", words, maxsplit=1)[0].strip(" :")
    found = re.fullmatch(r"(.*?)\[?b(['\"])(.*)\2\]?", words, re.DOTALL)  # bytes as the library hands them on
    return (f"{found[1]}{found[3]}" if found else words)[:_DETAIL]


def _system_fault(error: OSError, doing: Doing) -> Fault:
    is_connecting = doing is Doing.CONNECTING
    match error:
        case ssl.SSLCertVerificationError():
            return Fault.CERTIFICATE
        case ssl.SSLError() if is_connecting:
            return Fault.TLS
        case socket.gaierror():
            return Fault.NO_HOST
        case ConnectionRefusedError():
            return Fault.REFUSED
        case _:
            return Fault.NO_ANSWER if is_connecting else Fault.LOST


def _refusal(words: str, doing: Doing) -> Fault:
    """Return what a server means that said no (RFC 5530)."""
    match doing:
        case Doing.WRITING | Doing.CREATING if _QUOTA.search(words):
            return Fault.QUOTA
        case Doing.CREATING:
            return Fault.NO_TARGET
        case Doing.WRITING if _NO_SUCH.search(words):
            return Fault.NO_TARGET
        case Doing.SELECTING:
            return Fault.NO_FOLDER
        case Doing.CONNECTING:
            return Fault.NOT_IMAP
        case _:
            return Fault.ANSWER


def _without(words: str, secret: str) -> str:
    return words.replace(secret, "…")[:_DETAIL] if secret else words[:_DETAIL]
