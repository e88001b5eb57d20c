"""Which requests a message speaks of, and whether its sender may add to them.

What is trusted, and why. The address in From is easily forged, a number is easily guessed, and both are public in a street where a
neighbour forwards his acknowledgement; yet a citizen who writes again from his own address must not have to prove more. So:

- A *letter* of ours that is answered proves its reading, for nobody can guess its seal; not its reader: notices are handed on. It attaches
  for whoever is known there (the requester, whom the letter was sent to, somebody of the town), or bears the requester's name: the same
  person from another address. For anybody else it proposes.
- A *tracking code* is a secret given to the requester. In the sender's own words it attaches, whoever he is: he asks in the requester's
  stead. In what he only quotes it is what a letter is.
- What was sent on the *portal* attaches to the request it was sent about: who sent it had proved there that it is his.
- A *number* attaches for a known sender alone. The town's own people are no exception: their addresses are on every letterhead.
- A mail that answers an *earlier mail* attaches for the sender of that one, and for who is known in its request.
- One that names nothing, and says that it *completes* what was written, attaches to the only request its sender wrote of that day. Where he
  wrote of several, where only a photo comes, or where his address was checked and not proven, it proposes.
- A number *without its year* (« votre dossier n° 147 ») never attaches: everybody numbers his files from 1 on.

Known is the address of From where it is the requester's own. One found in a text (a forward, a form) is only claimed, unless somebody of
the town handed the message on; and nobody is known where From is not to be believed. Whatever attaches nothing is shown to people as a
proposal, and never opens or changes the request.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.authenticity import Authenticity, Standing, is_forged
from domain.draft import Draft, Kind, Requester, Role
from domain.errors import NotFoundError
from domain.following import PortalAct
from domain.ids import DraftId, RequestId, TownId
from domain.inbound import Channel, Reception
from domain.request import Addition, Tie
from ingest.completion import Completes, completes
from ingest.email import letter_token, thread
from ingest.email.words import NO_REPLY, is_ours
from ingest.plain import fold
from store import drafts, follow_ups, following, outbox, recent, requests, threads
from store.drafts import DraftRecord
from store.outbox import LetterRecord, OutboxId
from store.requests import RequestRecord

_MOST = 20
"""So many references are looked up; who quotes more has pasted a list."""
_MOST_CHARACTERS, _MOST_COUNTERS, _YEARS = 20_000, 5, 5
"""Who chases an older request than that has its letters."""
_SAME_DAY, _SAME_HOUR = timedelta(days=1), timedelta(hours=1)
_MOST_PROPOSED = 3
_NAME_WORDS = 2
"""A surname alone names half a street."""
_NEVER = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER, Kind.SPAM})
_ORDER = tuple(Tie)
_SAID = {PortalAct.WITHDRAW: Addition.WITHDRAWAL, PortalAct.REOPEN: Addition.REOPENING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A request a message speaks of, as it stands now. ``is_proven``: the sender may add to it. ``is_answer``: he is of the town."""

    request: RequestRecord
    tie: Tie
    is_proven: bool
    is_answer: bool = False
    addition: Addition | None = None
    """What the sender says it is, on the portal; None where he only writes."""

    @property
    def reference(self) -> str:
        """Return how people call the request."""
        return str(self.request.line.number or self.request.line.tracking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote a message: the address that may be believed as far as any, and the name."""

    email: str | None
    name: str | None
    is_town: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hint:
    """What speaks for a request, not yet weighed. ``letter`` is the one answered, ``same`` the senders of the mail answered."""

    request: RequestId
    tie: Tie
    is_secret: bool = False
    """What ties them is known to nobody but who got it from us."""
    is_said: bool = False
    """The sender says it himself."""
    is_vague: bool = False
    """It may well mean another: people are asked, whoever writes."""
    letter: LetterRecord | None = None
    same: frozenset[str] = frozenset()
    addition: Addition | None = None


def writer(draft: Draft, reception: Reception) -> Writer:
    """Return who wrote a message, as far as its From may be believed."""
    requester = draft.proxy or draft.requester
    email = requester.email.casefold() if requester.email else None
    sender = draft.sender.casefold() if draft.sender else email
    if draft.channel is not Channel.EMAIL or is_forged(draft.authenticity) or _is_nobody(draft.authenticity):
        return Writer(email=None, name=requester.name, is_town=False)
    is_town = sender is not None and is_ours(sender, reception) and not NO_REPLY.match(sender)
    is_own = email == sender or is_town
    return Writer(email=email if is_own else None, name=requester.name, is_town=is_town and email == sender)


def _is_nobody(authenticity: Authenticity | None) -> bool:
    """Tell whether From names no one author: beside a second one, of another domain, what servers say of the first is not known."""
    return authenticity is not None and authenticity.author is None


def _is_doubtful(authenticity: Authenticity | None) -> bool:
    """Tell whether somebody checked the sender and nothing proves him: who gives no number, code or earlier mail must be sure to be he."""
    if authenticity is None or authenticity.standing is Standing.VERIFIED:
        return False
    return any(check.said_by is not None for check in (authenticity.dkim, authenticity.spf, authenticity.dmarc))


def message_ids(draft: Draft) -> tuple[str, ...]:
    """Return the mails a message refers to, the one it answers first, then from the latest on."""
    replied = (draft.in_reply_to,) if draft.in_reply_to else ()
    return tuple(dict.fromkeys((*replied, *reversed(draft.references))))[:_MOST]


def find(session: Session, key: bytes, reception: Reception, record: DraftRecord, received_at: datetime) -> tuple[Cited, ...]:
    """Return the requests a message speaks of, held until the transaction ends; those its sender may add to first, then by tie.

    A number or code of a request that was merged means the one it is a part of. ``received_at`` is the arrival's own time.
    """
    if record.draft.kind in _NEVER:
        return ()
    who = writer(record.draft, reception)
    hints: tuple[_Hint, ...] = tuple(_sent(session, record))
    hints = hints or (*_answered(session, key, record), *_named(session, record), *_threaded(session, reception, record))
    hints = hints or tuple(_counted(session, record, who, received_at)) or tuple(_completed(session, record, who, received_at))
    held: dict[RequestId, RequestRecord] = {}
    for request in sorted({hint.request for hint in hints}):
        # Requests are always held in this order, so that two follow-ups to the same two do not wait for each other.
        held[request] = requests.get(session, requests.hold(session, request))
    known = {request: _addresses(follow_ups.requesters(session, found.line.id)) for request, found in held.items()}
    names = {request: _names(follow_ups.requesters(session, found.line.id)) for request, found in held.items()}
    weighed = [_weighed(hint, who, held[hint.request], known[hint.request], names[hint.request]) for hint in hints]
    best: dict[RequestId, Cited] = {}
    for cited in sorted(weighed, key=lambda one: (not one.is_proven, _ORDER.index(one.tie))):
        best.setdefault(cited.request.line.id, cited)
    return tuple(best.values())


def is_same_sender(one: Draft, other: Draft, reception: Reception) -> bool:
    """Tell whether two messages come from one address, as far as their From may be believed."""
    email = writer(one, reception).email
    return email is not None and email == writer(other, reception).email


def _weighed(hint: _Hint, who: Writer, request: RequestRecord, known: frozenset[str], names: frozenset[frozenset[str]]) -> Cited:
    is_known = who.email is not None and who.email in known | hint.same
    is_named = hint.is_secret and _name_words(who.name) in names
    is_reader = hint.is_secret and hint.letter is not None and who.email == hint.letter.letter.recipient.casefold()
    is_town = hint.is_secret and who.is_town
    is_proven = not hint.is_vague and (is_known or is_named or is_reader or is_town or (hint.is_secret and hint.is_said))
    is_answer = (is_reader or is_town) and not is_known
    return Cited(request=request, tie=hint.tie, is_proven=is_proven, is_answer=is_answer, addition=hint.addition)


def _sent(session: Session, record: DraftRecord) -> Iterator[_Hint]:
    """Yield the request a message was sent about on the portal; other numbers it names are words of its text."""
    act = following.find_act(session, record.inbound_id) if record.draft.channel is Channel.PORTAL else None
    if act is not None:
        yield _Hint(request=act.request, tie=Tie.PORTAL, is_secret=True, is_said=True, addition=_SAID.get(act.act))


def _answered(session: Session, key: bytes, record: DraftRecord) -> Iterator[_Hint]:
    """Yield the requests of our own letters that the message answers."""
    for message_id in message_ids(record.draft):
        token = letter_token.read(key, message_id)
        if token is None or token.town != record.town:
            continue
        letter = _letter(session, record.town, token.letter)
        if letter is not None and letter.letter.request is not None:
            yield _Hint(request=letter.letter.request, tie=Tie.LETTER, is_secret=token.is_proven, letter=letter)


def _letter(session: Session, town: TownId, number: int) -> LetterRecord | None:
    try:
        found = outbox.get(session, OutboxId(number))
    except NotFoundError:
        return None
    return found if found.letter.town == town else None


def _named(session: Session, record: DraftRecord) -> Iterator[_Hint]:
    """Yield the requests the message names."""
    own_words = record.draft.text.upper()
    for reference in record.draft.cited[:_MOST]:
        request = requests.find_by_reference(session, record.town, reference)
        if request is not None:
            is_code = "/" not in reference
            is_said = is_code and re.sub(r"\W", "", reference) in re.sub(r"[^\w\n]", "", own_words)
            yield _Hint(request=request, tie=Tie.CODE if is_code else Tie.NUMBER, is_secret=is_code, is_said=is_said)


def _threaded(session: Session, reception: Reception, record: DraftRecord) -> Iterator[_Hint]:
    """Yield what became of the mails the message answers."""
    if record.draft.channel is not Channel.EMAIL:
        return
    for earlier in threads.named(session, record.town, message_ids(record.draft)):
        if earlier == record.id:
            continue
        draft = drafts.get(session, DraftId(earlier)).draft
        same = frozenset(filter(None, (writer(draft, reception).email,)))
        for request in follow_ups.requests_of(session, earlier):
            yield _Hint(request=request, tie=Tie.THREAD, same=same)


def _counted(session: Session, record: DraftRecord, who: Writer, received_at: datetime) -> Iterator[_Hint]:
    """Yield what numbers without a year may mean: the writer's own open requests, else this year's, where he speaks of an earlier one."""
    said = f"{record.draft.heading or ''}\n{record.draft.text}"[:_MOST_CHARACTERS]
    year = received_at.year
    for counter in thread.counters(said)[:_MOST_COUNTERS]:
        years = range(year, year - _YEARS, -1)
        numbered = [one for then in years if (one := requests.find_by_reference(session, record.town, f"{then}/{counter}")) is not None]
        own = [one for one in numbered if who.email in _addresses(follow_ups.requesters(session, one))]
        still_open = [one for one in own if not requests.get(session, one).line.status.is_over]
        current = requests.find_by_reference(session, record.town, f"{year}/{counter}") if thread.chases(said) else None
        for request in still_open or own or ([current] if current is not None else []):
            yield _Hint(request=request, tie=Tie.NUMBER, is_vague=True)


def _completed(session: Session, record: DraftRecord, who: Writer, received_at: datetime) -> Iterator[_Hint]:
    """Yield what a message that names nothing completes: what its sender wrote of last.

    One that answers a mail names that mail; where it is not known yet, it is on its way (`flows.reunion`).
    """
    draft = record.draft
    if message_ids(draft):
        return
    files = sum(one.role is Role.FILE for one in draft.attachments)
    how = completes(draft.heading or "", draft.text, files)
    if who.email is None or how is Completes.NOTHING:
        return
    since = received_at - (_SAME_DAY if how is Completes.SURELY else _SAME_HOUR)
    earlier = [one for one in recent.drafts_of(session, record.town, who.email, since=since, limit=_MOST) if one < record.id]
    went_to = dict.fromkeys(request for one in earlier for request in follow_ups.requests_of(session, one))
    is_vague = how is not Completes.SURELY or len(went_to) > 1 or who.is_town or _is_doubtful(draft.authenticity)
    for request in list(went_to)[:_MOST_PROPOSED]:
        yield _Hint(request=request, tie=Tie.SENDER, is_vague=is_vague)


def _addresses(requesters: Sequence[Requester]) -> frozenset[str]:
    return frozenset(one.email.casefold() for one in requesters if one.email)


def _names(requesters: Iterable[Requester]) -> frozenset[frozenset[str]]:
    return frozenset(words for one in requesters if (words := _name_words(one.name)))


def _name_words(name: str | None) -> frozenset[str]:
    """Return the words of a whole name in no order; nothing for a surname alone."""
    words = frozenset(re.findall(r"\w+", fold(name or "")))
    return words if len(words) >= _NAME_WORDS else frozenset()
