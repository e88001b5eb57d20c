"""A mailbox on an IMAP server: where it is, what becomes of its mails once they are kept, and what can be wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from domain.errors import UnavailableError
from domain.ids import TownId


class Tls(StrEnum):
    """How the connection is encrypted."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


class After(StrEnum):
    """What becomes of a mail in its folder once it is kept here."""

    LEAVE = "leave"
    SEEN = "seen"
    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What opens an account: its password, or an OAuth 2 access token (RFC 7628)."""

    value: str
    is_token: bool = False

    def __repr__(self) -> str:
        """Return nothing that opens anything: logs and tracebacks are read by many."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """An account on an IMAP server (compte de courrier) whose folders are collected for a town.

    ``address`` is the address its mails were sent to where they do not say so themselves. ``target`` is the folder mails are moved to.
    ``since`` leaves what the server received before that day where it is. ``certificates`` is a PEM file of authorities to believe
    beside none other. ``secret`` is asked for at each connection and may raise UnavailableError.
    """

    host: str
    port: int
    tls: Tls
    user: str
    secret: Callable[[], Secret]
    town: TownId
    address: str
    folders: tuple[str, ...] = ("INBOX",)
    after: After = After.LEAVE
    target: str = ""
    since: date | None = None
    poll_seconds: float = 60.0
    max_bytes: int = 50 * 2**20
    certificates: Path | None = None

    @property
    def name(self) -> str:
        """Return what tells this account from every other of the installation."""
        return f"{self.user.lower()}@{self.host.lower()}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """A folder as the server presents it at selection (RFC 3501, 6.3.1). ``next_uid`` is None where it does not tell."""

    validity: int
    next_uid: int | None
    count: int
    is_read_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A mail as the server handed it over; ``received_at`` is when it took it in (aware), None where it does not say."""

    uid: int
    raw: bytes
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Mails handed over; ``is_last``: the answer to their batch is over."""

    mails: tuple[Fetched, ...]
    is_last: bool


class Fault(StrEnum):
    """What keeps a mailbox from being collected."""

    NO_HOST = "no_host"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    AUTHORITIES = "authorities"
    TLS = "tls"
    NO_STARTTLS = "no_starttls"
    NOT_IMAP = "not_imap"
    NO_SECRET = "no_secret"  # noqa: S105 — no password, a name for its absence
    LOGIN = "login"
    LOGIN_DISABLED = "login_disabled"
    NOT_NOW = "not_now"
    NO_FOLDER = "no_folder"
    NO_TARGET = "no_target"
    READ_ONLY = "read_only"
    QUOTA = "quota"
    LOST = "lost"
    SLOW = "slow"
    ANSWER = "answer"


class ImapError(UnavailableError):
    """A mailbox cannot be collected now; ``detail`` is what the server or the system said, without any secret."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Keep what is wrong."""
        super().__init__(f"The mailbox cannot be collected now ({fault}{f': {detail}' if detail else ''}).")
        self.fault = fault
        self.detail = detail
