"""The requests of a letter whose words or pages have become others: each is made anew and keeps its tracking code and its history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.decision import ForReview, Reason, Routed
from domain.department import Confidentiality
from domain.draft import Draft, Paper
from domain.errors import ConflictError
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission
from flows import clocks, follow_up
from flows.acting import Acting, Purpose, called, find_acting
from flows.belonging import as_kept, as_unknown, belonging
from flows.dossiers import acquaint, leave
from flows.keeping import Keeping
from flows.opinion import Opinion, arrived_at, for_review, opinions
from flows.town_views import TownView, mailbox_of
from flows.wiring import Installation
from flows.wording import say
from store import drafts, follow_ups, requests
from store.drafts import DraftRecord
from store.inbounds import InboundRecord
from store.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as somebody saw it: nothing is done to one that has changed since."""

    request: RequestId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter nothing is decided of yet: its draft and all requests made of it, those that are still their own first."""

    draft: DraftRecord
    requests: tuple[RequestRecord, ...]

    @property
    def paper(self) -> Paper:
        """Return where it lies; whoever asks has made sure that its pages are known."""
        if self.draft.draft.paper is None:
            raise AssertionError("a letter whose pages nobody knows")
        return self.draft.draft.paper

    @property
    def own(self) -> tuple[RequestRecord, ...]:
        """Return the requests that are no part of another one, at least one."""
        return tuple(one for one in self.requests if one.line.merged_into is None)


def acting_on(installation: Installation, session: Session, letter: Letter, agent: str, now: datetime) -> Acting:
    """Return an agent who does something to a whole letter: to each request in it. Raises as `flows.acting.find_acting`."""
    purpose = Purpose(towns=installation.towns, to=Permission.REVIEW)
    acting, *_ = [find_acting(session, one, agent, now, purpose) for one in letter.own]
    return acting


def find_waiting(session: Session, seen: Seen) -> Letter:
    """Return the letter of a request. Raises NotFoundError, and ConflictError where it is a part of another, or changed, or decided."""
    record = requests.get(session, seen.request)
    if record.line.merged_into is not None:
        raise ConflictError(
            say("Request {reference} is a part of another request by now. Look at that one.", reference=called(record)),
        )
    if record.line.version != seen.version:
        raise changed(record)
    return letter_of(session, record)


def letter_of(session: Session, record: RequestRecord) -> Letter:
    """Return the letter of a request. Raises ConflictError where something of it is decided, or has become a part of another letter's."""
    made = [requests.get(session, one) for one in requests.of_draft(session, record.draft_id)]
    ids = {one.line.id for one in made}
    for one in made:
        if one.line.merged_into is None and one.line.status is not Status.REVIEW:
            raise ConflictError(
                say("Request {reference} is decided already. A letter is cut, joined or opened before that.", reference=called(one))
            )
        if one.line.merged_into is not None and one.line.merged_into not in ids:
            raise ConflictError(
                say("Request {reference}, made of the same letter, is a part of another letter’s request by now.", reference=called(one))
            )
    draft = DraftRecord(id=record.draft_id, town=record.line.town, inbound_id=record.inbound_id, draft=record.draft)
    return Letter(draft=draft, requests=tuple(sorted(made, key=lambda one: (one.line.merged_into is not None, one.part))))


def hold(session: Session, *letters: Letter) -> None:
    """Make all others wait who would change these letters' requests. Raises ConflictError where somebody was faster."""
    for request in sorted(one.line.id for letter in letters for one in letter.own):
        requests.hold(session, request)
    for letter in letters:
        if drafts.get(session, letter.draft.id).draft != letter.draft.draft:
            raise changed(letter.own[0])
        if set(requests.of_draft(session, letter.draft.id)) != {one.line.id for one in letter.requests}:
            raise changed(letter.own[0])
        for one in letter.requests:
            if requests.get(session, one.line.id).line.version != one.line.version:
                raise changed(one)


def changed(record: RequestRecord) -> ConflictError:
    """Return what is raised where somebody was faster."""
    return ConflictError(say("Request {reference} was changed meanwhile. Look at it again.", reference=called(record)))


def opinions_on(view: TownView, draft: Draft, arrival: InboundRecord) -> tuple[Opinion, ...]:
    """Return the opinions on a draft of an arrival, as live routing forms them."""
    return opinions(view, draft, arrived_at(draft, arrival.inbound), mailbox_of(view, arrival.inbound, draft))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """A letter with what it says now, and the opinions on its parts; ``joined`` is the one it has taken in.

    ``reason`` is why people decide on it, however sure its words are.
    """

    letter: Letter
    draft: Draft
    found: tuple[Opinion, ...]
    joined: Letter | None = None
    reason: Reason = Reason.RECUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Writes what became of a letter into its requests."""

    installation: Installation
    view: TownView
    arrival: InboundRecord
    acting: Acting

    def keep(self, session: Session, remade: Remade, action: str, facts: Mapping[str, object]) -> RequestId:
        """Give the parts of a letter to its requests in order, and return the first of them.

        More parts become requests of their own, requests for which no part is left become a part of the first.
        """
        letter = remade.letter
        drafts.put(session, letter.draft.id, remade.draft)
        record = replace(letter.draft, draft=remade.draft)
        keeping = Keeping(settings=self.installation.settings, view=self.view, record=record, arrival=self.arrival, now=self.acting.now)
        own = self._own(session, record, remade)
        takers = _takers(letter)
        first = takers[0].line.id
        facts = {**facts, "pages": {"before": _shown(letter.draft.draft.paper), "after": _shown(remade.draft.paper)}}
        for place, taker in enumerate(takers):
            opinion = own[place] if place < len(own) else own[0]
            requests.remake(session, taker.line.id, keeping.new_request(taker.part, opinion))
            if opinion.draft.requester != taker.requester:
                leave(session, taker.line.id)
            acquaint(session, record.town, taker.line.id, opinion.draft.requester, self.acting.now)
        holders = {taker.line.id for taker in takers[: len(own)]}
        for taker in takers:
            self._settle(session, letter, taker, holders, first)
        for place, opinion in enumerate(own[len(takers) :], start=1 + max(one.part for one in takers)):
            added = requests.add(session, keeping.new_request(place, opinion))
            acquaint(session, record.town, added, opinion.draft.requester, self.acting.now)
            keeping.write_down(session, added, "created", keeping.facts(opinion, ()))
        for taker in takers:
            now = requests.get(session, taker.line.id)
            if now.line.merged_into is None:
                codes, words = _changes(taker, now)
                self.acting.write_down(session, now, action, {**facts, **codes}, words)
        if remade.joined is not None:
            self._absorb(session, remade.joined, requests.of_draft(session, letter.draft.id))
        self._follow(session, takers if remade.joined is None else (*takers, *remade.joined.own))
        return first

    def _follow(self, session: Session, touched: Sequence[RequestRecord]) -> None:
        """End what reminds of requests that are a part of another one by now."""
        for one in touched:
            clocks.follow(session, self.view, one.line.id, self.acting.now)

    def _own(self, session: Session, record: DraftRecord, remade: Remade) -> tuple[Opinion, ...]:
        """Return the opinions as live routing would keep them, but always for people, who have just touched the letter."""
        letter = remade.letter
        if follow_ups.was_added(session, record.id):
            kept = letter.own[0].decision
            found = tuple(as_kept(one, kept, was_added=True) for one in remade.found)
        else:
            key = self.installation.settings.secret_key.get_secret_value().encode()
            cited = follow_up.find(session, key, self.view.reception, record, self.arrival.inbound.received_at)
            mine = {letter.draft.id, *(() if remade.joined is None else (remade.joined.draft.id,))}
            cited = tuple(one for one in cited if one.request.draft_id not in mine)
            belongs = belonging(record.draft, cited, remade.found)
            # It waits for people already: they say whether it belongs to the request it names.
            found = tuple(map(as_unknown, remade.found)) if belongs.targets else belongs.own
            for one in cited:
                follow_ups.link(session, record.town, letter.own[0].line.id, one.request.line.id, one.tie, is_proven=one.is_proven)
        floors = _floors(session, remade, len(found))
        return tuple(_for_people(one, floors.get(place, Confidentiality.NORMAL), remade.reason) for place, one in enumerate(found))

    def _settle(self, session: Session, letter: Letter, taker: RequestRecord, holders: Collection[RequestId], first: RequestId) -> None:
        """Make a request a part of another where people had made it one, or where no part of the letter is left for it."""
        main = taker.line.merged_into
        if taker.line.id in holders and (main is None or _is_empty(letter, taker)):
            return
        follow_ups.merge(session, taker.line.id, first if main is None or main not in holders else main)
        if main is None:
            self._hand_over(session, taker, first)

    def _absorb(self, session: Session, joined: Letter, parts: Sequence[RequestId]) -> None:
        """Make the requests of a letter that was taken in parts of those that have its words now: the last ones."""
        live = [one for one in (requests.get(session, part) for part in parts) if one.line.merged_into is None]
        for one, main in _aligned(joined.own, live):
            follow_ups.merge(session, one.line.id, main.line.id)
            self._hand_over(session, one, main.line.id)

    def _hand_over(self, session: Session, record: RequestRecord, main: RequestId) -> None:
        """Bring what was added to a request to the one it is a part of now, and say it in both histories."""
        target = requests.get(session, main)
        for added in follow_ups.of(session, record.line.id):
            follow_ups.add(session, record.line.town, main, added.draft_id, added.kind, self.acting.now)
        self.acting.write_down(session, record, "merged", {"reference": called(target), "request": main})
        self.acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id})


def _takers(letter: Letter) -> tuple[RequestRecord, ...]:
    """Return a letter's requests in the order in which they are given its parts.

    First those that stand by themselves, then those that people made a part of these, last those that earlier cuts left without a part.
    """
    merged = [one for one in letter.requests if one.line.merged_into is not None]
    return (*letter.own, *sorted(merged, key=lambda one: (_is_empty(letter, one), one.part)))


def _is_empty(letter: Letter, record: RequestRecord) -> bool:
    """Tell whether a merged request had lost its part of the letter: it begins where another one does."""
    return any(one.line.id != record.line.id and one.offset == record.offset for one in letter.own)


def _aligned(joined: Sequence[RequestRecord], parts: Sequence[RequestRecord]) -> Iterator[tuple[RequestRecord, RequestRecord]]:
    """Yield the requests of a letter's end with the part of the whole letter that is theirs: the last with the last."""
    for back, one in enumerate(reversed(joined), start=1):
        yield one, parts[max(0, len(parts) - back)]


def _floors(session: Session, remade: Remade, parts: int) -> dict[int, Confidentiality]:
    """Return how confidential parts are at least: whoever opens them reads what was confidential before."""
    found: dict[int, Confidentiality] = {}
    for one in remade.letter.own[parts:]:
        if follow_ups.of(session, one.line.id):
            found[0] = max(found.get(0, Confidentiality.NORMAL), one.line.confidentiality)
    if remade.joined is not None:
        for back, one in enumerate(reversed(remade.joined.own), start=1):
            place = max(0, parts - back)
            found[place] = max(found.get(place, Confidentiality.NORMAL), one.line.confidentiality)
        found[0] = max(found.get(0, Confidentiality.NORMAL), remade.letter.own[0].line.confidentiality)
    return found


def _for_people(opinion: Opinion, floor: Confidentiality, reason: Reason) -> Opinion:
    if isinstance(opinion.decision, Routed):
        opinion = replace(opinion, decision=for_review(opinion.decision, reason))
    if opinion.decision.orientation.confidentiality >= floor:
        return opinion
    secret = replace(opinion.decision.orientation, confidentiality=floor)
    return as_kept(opinion, ForReview(orientation=secret, reasons=(reason,)), was_added=False)


def _changes(before: RequestRecord, after: RequestRecord) -> tuple[dict[str, object], dict[str, object]]:
    """Return what is otherwise now: codes, and what people wrote."""
    codes = {
        "subject": (before.line.subject, after.line.subject),
        "department": (before.line.department, after.line.department),
        "confidentiality": (int(before.line.confidentiality), int(after.line.confidentiality)),
    }
    words = {
        "heading": (before.line.heading, after.line.heading),
        "requester": (before.line.requester, after.line.requester),
        "place": (before.line.place, after.line.place),
    }
    return _otherwise(codes), _otherwise(words)


def _otherwise(pairs: Mapping[str, tuple[object, object]]) -> dict[str, object]:
    return {name: {"before": old, "after": new} for name, (old, new) in pairs.items() if old != new}


def _shown(paper: Paper | None) -> list[int] | None:
    """Return the first and the last page of a letter as people count them, None where nobody knows them."""
    return None if paper is None else [number + 1 for number in paper.pages]
