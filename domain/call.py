"""Telephone calls as switchboards log them, and what they ask of the town hall (appels, rappels, fiches d'appel)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Way(StrEnum):
    """Which way a call went (sens)."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class CallEnd(StrEnum):
    """How a call ended (issue de l'appel)."""

    ANSWERED = "answered"
    """A person talked with the caller."""
    MISSED = "missed"
    """Nobody took it: it rang out, or the caller hung up."""
    BUSY = "busy"
    FAILED = "failed"
    """The network or the switchboard could not put it through."""
    VOICEMAIL = "voicemail"
    """The caller spoke to the answering machine."""
    FAX = "fax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One row of a log (ligne du journal d'appels): a call, or the part of it that one extension had.

    ``line`` is the row's first line in the file, from 1. ``call_id`` is the row's own identifier, ``linked_id`` the one that the legs of a
    call share. ``at`` is aware, the moment it began. ``caller`` and ``called`` stand as the log has them, ``caller`` None where the
    number is withheld; ``dialled`` is what the caller chose, where it was put through to another. ``talk_s`` and ``ring_s`` are seconds.
    ``agent`` is who answered or called, by name or extension. ``way`` is None where the log does not say it. ``audio`` names the
    file of a voice message, ``transcript`` its words as the switchboard gives them.
    """

    line: int
    at: datetime
    end: CallEnd
    caller: str | None
    called: str | None
    way: Way | None = None
    call_id: str | None = None
    linked_id: str | None = None
    dialled: str | None = None
    caller_name: str | None = None
    talk_s: int = 0
    ring_s: int = 0
    agent: str | None = None
    note: str | None = None
    audio: str | None = None
    transcript: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call with all its legs (appel). Numbers are E.164, or an extension's; ``outside`` is the other side's, None where it is withheld.

    ``key`` is equal for the same call in two exports. ``line`` of the town is the number that was called, or from which was called.
    ``lines`` are the rows it was read from.
    """

    key: str
    way: Way
    at: datetime
    end: CallEnd
    outside: str | None
    line: str | None
    lines: tuple[int, ...]
    call_id: str | None = None
    name: str | None = None
    talk_s: int = 0
    ring_s: int = 0
    agent: str | None = None
    note: str | None = None
    audio: str | None = None
    transcript: str | None = None


class CallBackState(StrEnum):
    """Whether somebody must still be called (état du rappel)."""

    DUE = "due"
    """À rappeler."""
    ANSWERED_LATER = "answered_later"
    """He called again and was answered."""
    CALLED_BACK = "called_back"
    """The town called him, and he answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """The unanswered calls of one number on one day, local time (demande de rappel): its calls in order, and how it stands.

    ``is_repeated``: the number called so often that day that somebody should look into it. Without calls it is withdrawn: further rows of
    the log told that the call was answered after all.
    """

    number: str
    day: date
    calls: tuple[Call, ...]
    state: CallBackState
    closed_by: Call | None = None
    is_repeated: bool = False
