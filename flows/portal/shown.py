"""A request as its citizen sees it on the portal: where it stands, what was promised, what was written both ways. Pure.

Never shown: internal notes, who of the town hall did something, anybody else who asked for the same. Of a confidential request no more than
where it stands and when, and his own words: the portal is read on telephones that lie about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.deadline import Due, Silence
from domain.department import Confidentiality
from domain.draft import Attachment, Draft, Role
from domain.following import PortalAct, Rating, may_rate, possible_acts
from domain.ids import InboundId, RequestId
from domain.inbound import Channel, Reception
from domain.lifecycle import PublicStatus, public_status
from domain.request import Addition, Closure, Status
from flows import notice
from flows.correspondence.tongues import parted
from flows.kinds import PAPER
from flows.post import BY_POST, BY_SMS
from ingest.email.words import is_ours
from store.follow_ups import Added
from store.following import SentAct
from store.history import HistoryLine
from store.outbox import LetterRecord, OutboxId
from store.requests import RequestRecord

_SHOWN_KINDS = frozenset({notice.LETTER, notice.RECEIPT})
_OWN_ADDITIONS = frozenset({Addition.CHASER, Addition.THANKS, Addition.WITHDRAWAL, Addition.REOPENING})
_NOTED = frozenset({Channel.PHONE, Channel.COUNTER})
"""What came so was written down by an agent, in words for his colleagues."""
_DECIDING = frozenset({"closed", "reopened", "rejected", "restored"})
"""Acts after which a withdrawal or a wish to reopen is no longer an open question."""


class Side(StrEnum):
    """Who wrote a message."""

    TOWN = "town"
    CITIZEN = "citizen"


class NextStep(StrEnum):
    """What comes next (suite)."""

    READ = "read"
    """Somebody decides which department it is for."""
    TAKE = "take"
    WORK = "work"
    PLANNED = "planned"
    ANSWER = "answer"
    """The citizen is waited for."""
    AUTHORITY = "authority"
    TELL = "tell"
    """It is done; the answer follows."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file a citizen sent. It is found by its arrival and its part in that; one that is kept apart is not handed out."""

    filename: str | None
    media_type: str
    size: int
    inbound_id: InboundId
    part: int
    is_apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something written, by either side. ``at`` is when it was sent, or came.

    ``letter`` is the letter it is, ``has_pdf`` whether that can be had as PDF; ``is_new``: it was not opened here before. ``act`` is what
    the citizen asked with it.
    ``is_pending``: it is kept, and not read yet. ``text`` is empty where nothing of it is shown.
    """

    side: Side
    at: datetime
    title: str = ""
    text: str = ""
    english: str = ""
    files: tuple[ShownFile, ...] = ()
    letter: OutboxId | None = None
    has_pdf: bool = False
    is_by_post: bool = False
    is_new: bool = False
    act: PortalAct | None = None
    is_pending: bool = False
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the five public states on the line of steps."""

    status: PublicStatus
    is_over: bool
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRequest:
    """What its citizen sees. What is None or empty is not known, not to be shown, or does not count any more.

    ``promised`` is the day the town aims at, ``legal`` that of an implicit decision, which ``silence`` is; both tell how they were counted.
    ``pieces`` are what he is waited for, until ``pieces_until``. ``unread`` are letters that he had not opened here.
    """

    id: RequestId
    name: str
    tracking: str
    heading: str | None
    place: str | None
    department: str | None
    received_at: datetime
    channel: Channel
    status: PublicStatus
    stages: tuple[Stage, ...]
    next_step: NextStep
    planned_on: date | None
    promised: Due | None
    promised_on: date | None
    legal: Due | None
    silence: Silence
    pieces: tuple[str, ...]
    pieces_until: date | None
    closure: Closure | None
    closed_at: datetime | None
    messages: tuple[Message, ...]
    acts: tuple[PortalAct, ...]
    rating: Rating | None
    may_rate: bool
    is_confidential: bool
    withdrawn_at: datetime | None
    reopening_at: datetime | None
    changes: tuple[tuple[datetime, PublicStatus], ...] = ()
    """When it came to stand how, oldest first."""
    feed_since: datetime | None = None

    @property
    def unread(self) -> tuple[OutboxId, ...]:
        """Return the letters he has not opened here."""
        return tuple(one.letter for one in self.messages if one.is_new and one.letter is not None)

    @property
    def last_told(self) -> Message | None:
        """Return what the town hall wrote last."""
        return next((one for one in reversed(self.messages) if one.side is Side.TOWN), None)

    def file(self, inbound_id: int, part: int) -> ShownFile | None:
        """Return one of his own files; None for what is none of them, or is kept apart."""
        files = (file for message in self.messages for file in message.files)
        return next((one for one in files if (one.inbound_id, one.part) == (inbound_id, part) and not one.is_apart), None)

    def has_letter(self, letter: int) -> bool:
        """Tell whether a letter is among those he may open."""
        return any(one.letter == letter and one.has_pdf for one in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is known of a request. ``record`` stands as its main request does, where it is a part of one (`as_part`).

    ``history`` is that of the request which is worked on, ``letters`` are those about this one; ``joined_at`` is when it became a part of
    that, None where it is none: what was written before to who asked for the same is nothing of his.
    """

    record: RequestRecord
    history: Sequence[HistoryLine]
    added: Sequence[Added]
    acts: Sequence[SentAct]
    letters: Sequence[LetterRecord]
    opened: Mapping[OutboxId, datetime]
    ratings: Mapping[datetime, Rating]
    reception: Reception
    department: str | None
    silence: Silence
    reopen_days: int
    feed_since: datetime | None = None
    joined_at: datetime | None = None


def joined_at(part: RequestRecord, main: RequestRecord) -> datetime | None:
    """Return when a request became a part of the one it is in now; None where that was not written down."""
    merged = next((line for line in reversed(part.history) if line.action == "merged"), None)
    if merged is None or merged.details.get("request") == main.line.id:
        return None if merged is None else merged.at
    # It came along with the one it was a part of.
    into = merged.details.get("request")
    came = (line.at for line in reversed(main.history) if line.action == "absorbed" and line.details.get("request") == into)
    return next(came, None)


def shown(known: Material, now: datetime) -> ShownRequest:
    """Return a request as its citizen sees it at a moment."""
    record = known.record
    line, situation = record.line, record.line.situation
    is_secret = line.confidentiality is not Confidentiality.NORMAL
    withdrawn_at = _asked(known, PortalAct.WITHDRAW)
    reopening_at = _asked(known, PortalAct.REOPEN)
    closed_at = situation.closed_at if line.status in {Status.CLOSED, Status.ARCHIVED} else None
    rating = known.ratings.get(closed_at) if closed_at is not None else None
    clocks = record.timing.clocks if record.timing is not None else None
    is_running = line.status.is_open and line.status is not Status.DONE
    chosen_on = record.timing.chosen_on if record.timing is not None else None
    promised = clocks.completion if clocks is not None and is_running and chosen_on is None else None
    legal = clocks.legal if clocks is not None and (line.status.is_open or line.status is Status.REVIEW) else None
    acts = possible_acts(
        line.status,
        closed_at,
        now,
        reopen_days=known.reopen_days,
        is_withdrawn=withdrawn_at is not None,
        is_reopening=reopening_at is not None,
    )
    return ShownRequest(
        id=line.id,
        name=str(line.number or line.tracking),
        tracking=str(line.tracking),
        heading=None if is_secret else line.heading,
        place=None if is_secret else line.place,
        department=None if is_secret or line.status is Status.REVIEW else known.department,
        received_at=line.received_at,
        channel=line.channel,
        status=public_status(line.status),
        stages=_stages(public_status(line.status)),
        next_step=_NEXT[line.status],
        planned_on=situation.planned_on,
        promised=promised,
        promised_on=promised.on if promised is not None else chosen_on if is_running else None,
        legal=None if known.silence is Silence.NONE else legal,
        silence=known.silence,
        pieces=() if is_secret or line.status is not Status.WAITING else _pieces(_heard(known)),
        pieces_until=situation.awaited_until if line.status is Status.WAITING else None,
        closure=None if is_secret else situation.closure,
        closed_at=closed_at,
        messages=tuple(_messages(known, is_secret=is_secret)),
        acts=acts,
        rating=rating,
        may_rate=may_rate(situation, rating, now),
        is_confidential=is_secret,
        withdrawn_at=withdrawn_at,
        reopening_at=reopening_at,
        changes=tuple(_changes(known)),
        feed_since=known.feed_since,
    )


_NEXT: Mapping[Status, NextStep] = {
    Status.REVIEW: NextStep.READ,
    Status.REJECTED: NextStep.NOTHING,
    Status.OPEN: NextStep.TAKE,
    Status.ACCEPTED: NextStep.WORK,
    Status.PLANNED: NextStep.PLANNED,
    Status.WAITING: NextStep.ANSWER,
    Status.TRANSFERRED: NextStep.AUTHORITY,
    Status.DONE: NextStep.TELL,
    Status.CLOSED: NextStep.NOTHING,
    Status.ARCHIVED: NextStep.NOTHING,
}


def _stages(now: PublicStatus) -> tuple[Stage, ...]:
    """Return the line of steps; that he is waited for stands on it only while he is."""
    line = [one for one in PublicStatus if one is not PublicStatus.AWAITS_YOU or one is now]
    at = line.index(now)
    return tuple(Stage(status=one, is_over=place < at, is_now=place == at) for place, one in enumerate(line))


_BECAME: Mapping[str, PublicStatus] = {
    "numbered": PublicStatus.SENT,
    "taken": PublicStatus.IN_HAND,
    "refused": PublicStatus.RECEIVED,
    "handed_over": PublicStatus.SENT,
    "asked": PublicStatus.AWAITS_YOU,
    "resumed": PublicStatus.IN_HAND,
    "transferred": PublicStatus.IN_HAND,
    "rejected": PublicStatus.OVER,
    "restored": PublicStatus.RECEIVED,
    "closed": PublicStatus.OVER,
    "reopened": PublicStatus.SENT,
}
"""How a request stands in public after an act of its history."""


def _changes(known: Material) -> Iterator[tuple[datetime, PublicStatus]]:
    """Yield when it came to stand how in public, each change once; the last is how it stands."""
    line = known.record.line
    stood = PublicStatus.RECEIVED
    at = line.received_at
    yield at, stood
    for one in known.history:
        became = _BECAME.get(one.action)
        if became is not None and became is not stood:
            stood, at = became, max(at, one.at)
            yield at, stood
    if stood is not public_status(line.status):
        yield max([at, *(one.at for one in known.history)]), public_status(line.status)


def _pieces(history: Sequence[HistoryLine]) -> tuple[str, ...]:
    asked = next((line.details.get("pieces") for line in reversed(history) if line.action == "asked"), None)
    return tuple(map(str, asked)) if isinstance(asked, list) else ()


def _heard(known: Material) -> Sequence[HistoryLine]:
    """Return what was done of his request, first alone and then as a part of another one."""
    joined = known.joined_at
    if joined is None:
        return known.history
    return (*(line for line in known.record.history if line.at < joined), *(line for line in known.history if line.at >= joined))


def _asked(known: Material, act: PortalAct) -> datetime | None:
    """Return when an act was asked that nothing was decided of since; None where none is open."""
    asked = max((one.at for one in known.acts if one.act is act), default=None)
    if asked is None:
        return None
    decided = max((line.at for line in known.history if line.action in _DECIDING), default=None)
    return None if decided is not None and decided > asked else asked


# --- what was written -----------------------------------------------------------------------------------------------------------------


def _messages(known: Material, *, is_secret: bool) -> Iterator[Message]:
    """Yield what was written by both sides, in the order it was."""
    own = [_first(known), *_written_again(known), *_sent_here(known)]
    # That his own messages here were received was said here at once.
    receipts = {f"{notice.RECEIPT}:{one.inbound_id}" for one in known.acts}
    letters = [_letter(one, known.opened) for one in known.letters if _is_shown(one) and one.letter.event not in receipts]
    told = [*letters, *_told(known)]
    if is_secret:
        # What it is about stands in every line of it; his own words are his.
        told = [replace(one, title="", text="", english="", has_pdf=False) for one in told]
    yield from sorted((*own, *told), key=lambda one: one.at)


def _first(known: Material) -> Message:
    record = known.record
    is_own_words = record.line.channel not in _NOTED and _is_his(record.draft, known.reception) and record.line.channel not in PAPER
    return Message(
        side=Side.CITIZEN,
        at=record.line.received_at,
        text=record.details if is_own_words else "",
        files=_files(record.draft, record.inbound_id, known.reception),
        channel=record.line.channel,
    )


def _written_again(known: Material) -> Iterator[Message]:
    """Yield what he wrote about it later by other ways; what others wrote of the same is theirs."""
    record = known.record
    emails = {one.casefold() for one in (record.requester.email, record.draft.requester.email, record.draft.sender) if one}
    for one in known.added:
        email = (one.draft.requester.email or one.draft.sender or "").casefold()
        is_his = one.draft.channel is not Channel.PORTAL and email in emails and _is_his(one.draft, known.reception)
        if is_his and one.kind in _OWN_ADDITIONS:
            files = _files(one.draft, one.inbound_id, known.reception)
            yield Message(side=Side.CITIZEN, at=one.received_at, text=one.draft.text, files=files, channel=one.draft.channel)


def _sent_here(known: Material) -> Iterator[Message]:
    for one in known.acts:
        draft = one.draft
        yield Message(
            side=Side.CITIZEN,
            at=one.at,
            text="" if draft is None else draft.text,
            files=() if draft is None else _files(draft, one.inbound_id, known.reception),
            act=one.act,
            is_pending=draft is None,
            channel=Channel.PORTAL,
        )


def _is_his(draft: Draft, reception: Reception) -> bool:
    """Tell whether the words of a message are its requester's own: what the town hall handed on may hold words of its own."""
    return draft.channel not in _NOTED and not is_ours((draft.sender or "").casefold(), reception)


def _files(draft: Draft, inbound_id: InboundId, reception: Reception) -> tuple[ShownFile, ...]:
    if draft.channel in PAPER or not _is_his(draft, reception):
        return ()
    return tuple(_file(one, inbound_id) for one in draft.attachments if one.role is Role.FILE)


def _file(one: Attachment, inbound_id: InboundId) -> ShownFile:
    return ShownFile(
        filename=one.filename,
        media_type=one.media_type,
        size=one.size,
        inbound_id=inbound_id,
        part=one.part,
        is_apart=one.danger is not None,
    )


def _is_shown(one: LetterRecord) -> bool:
    """Tell whether a letter went to the requester: what waits, or was taken back, is none of his yet."""
    payload = one.letter.payload
    return one.letter.kind in _SHOWN_KINDS and one.state == "sent" and "occasion" in payload and "body" in payload


def _letter(one: LetterRecord, opened: Mapping[OutboxId, datetime]) -> Message:
    payload = one.letter.payload
    french, english = parted(str(payload.get("body") or ""))
    return Message(
        side=Side.TOWN,
        at=one.sent_at or one.created_at,
        title=str(payload.get("subject") or ""),
        text=french,
        english=english or "",
        letter=one.id,
        has_pdf="office" not in payload and payload.get("way") != BY_SMS,
        is_by_post=payload.get("way") == BY_POST,
        is_new=one.id not in opened,
    )


def _told(known: Material) -> Iterator[Message]:
    """Yield the answers that no letter brings him: he gave no address, or the town writes to nobody."""
    written = {one.created_at for one in known.letters if one.letter.kind in _SHOWN_KINDS}
    for line in _heard(known):
        answer = line.details.get("answer")
        if isinstance(answer, str) and answer and line.at not in written:
            yield Message(side=Side.TOWN, at=line.at, text=answer)
