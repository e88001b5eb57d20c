"""Cut a letter on paper in two, or join two that lie side by side: by hand, while they wait for people."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.decision import ForReview, Reason, Routed
from domain.department import Confidentiality
from domain.draft import Draft, Kind, Paper
from domain.errors import ConflictError
from domain.ids import RequestId, TrackingCode
from domain.inbound import BlankPages, Channel, Outcome
from domain.paper import Page
from domain.request import Status
from flows import follow_up
from flows.belonging import as_kept, as_unknown, belonging
from flows.close import Acting, called, find_acting
from flows.keeping import Keeping
from flows.kinds import MAIL, JobKind
from flows.opinion import Opinion, arrived_at, for_review, opinions
from flows.paper import circumstances, in_file, letters_of, scans_in
from flows.town_views import TownView, mailbox_of
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.heap.splitting import Piece, heap
from ingest.paper.letter.cover import channel_of, with_cover
from ingest.paper.letters import Circumstances
from ingest.paper.opening.survey import Survey
from store import drafts, follow_ups, inbounds, jobs, pages, requests
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
    """A letter that may be cut or joined: its draft and all requests made of it, those that are still their own first."""

    draft: DraftRecord
    paper: Paper
    requests: tuple[RequestRecord, ...]

    @property
    def own(self) -> tuple[RequestRecord, ...]:
        """Return the requests that are no part of another one, at least one."""
        return tuple(one for one in self.requests if one.line.merged_into is None)


def split(installation: Installation, seen: Seen, at_page: int, agent: str, now: datetime) -> RequestRecord:
    """Cut the letter of a request before a page of its file, counted from 0, and return the request, which keeps the first part.

    The second part is routed as a letter that came by itself. Raises NotFoundError for a request or an agent that is not there, and
    ConflictError where the letter cannot be cut there, or was changed meanwhile.
    """
    with installation.database.read() as session:
        letter = find_letter(session, seen)
        arrival = inbounds.get(session, letter.draft.inbound_id)
    file = _file_of(installation, arrival, letter)
    own = file.own(*letter.paper.pages)
    cut = next((place for place, page in enumerate(own) if page.number >= at_page), 0)
    if not cut:
        raise ConflictError(_nowhere(letter))
    first = file.letter(own[:cut], letter.draft.draft)
    second = file.letter(own[cut:], replace(letter.draft.draft, item=0), cut_from=letter.own[0].line.tracking)
    remade = _Remade(letter=letter, draft=first, found=_opinions(file.view, first, arrival))
    with installation.database.write() as session:
        arrival = inbounds.hold(session, arrival.id)
        acting = find_acting(session, letter.own[0], agent, now)
        _hold(session, letter)
        town = letter.draft.town
        item = drafts.next_item(session, arrival.id)
        (draft_id,) = drafts.add(session, arrival.id, town, (replace(second, item=item),), now)
        jobs.add(session, town=town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
        # What waits to be sorted is handed out to nobody; routing says what became of it.
        inbounds.set_outcome(session, arrival.id, Outcome.PENDING, None)
        keeper = _Keeper(installation=installation, view=file.view, arrival=arrival, acting=acting)
        keeper.keep(session, remade, "split", {"draft": draft_id})
        kept = requests.get(session, requests.hold(session, seen.request))
    installation.bell.ring(MAIL)
    return kept


def join(installation: Installation, seen: Seen, other: Seen, agent: str, now: datetime) -> RequestRecord:
    """Join the letters of two requests that lie side by side in one file, and return the request of the first one there.

    Its letter is both from then on; the other request is a part of it: its tracking code means that one. Raises as `split`.
    """
    with installation.database.read() as session:
        one, two = sorted((find_letter(session, seen), find_letter(session, other)), key=lambda letter: letter.paper.pages)
        _check_side_by_side(session, one, two)
        arrival = inbounds.get(session, one.draft.inbound_id)
    file = _file_of(installation, arrival, one)
    draft = file.letter(file.own(one.paper.pages[0], two.paper.pages[1]), one.draft.draft)
    remade = _Remade(letter=one, draft=draft, found=_opinions(file.view, draft, arrival), joined=two)
    with installation.database.write() as session:
        arrival = inbounds.hold(session, arrival.id)
        acting = find_acting(session, one.own[0], agent, now)
        _hold(session, one, two)
        drafts.put(session, two.draft.id, replace(two.draft.draft, paper=replace(two.paper, is_joined=True)))
        keeper = _Keeper(installation=installation, view=file.view, arrival=arrival, acting=acting)
        first = keeper.keep(session, remade, "joined", {"with": two.draft.id})
        return requests.get(session, first)


# --- what may be cut and joined -------------------------------------------------------------------------------------------------------


def find_letter(session: Session, seen: Seen) -> Letter:
    """Return the letter of a request. Raises NotFoundError, and ConflictError for one that may not be cut or joined."""
    record = requests.get(session, seen.request)
    reference = called(record)
    if record.line.merged_into is not None:
        raise ConflictError(say("Request {reference} is a part of another request by now. Look at that one.", reference=reference))
    if record.line.version != seen.version:
        raise _changed(record)
    if record.draft.paper is None or record.draft.paper.is_joined:
        raise ConflictError(say("Request {reference} is no letter on paper whose pages are known.", reference=reference))
    made = [requests.get(session, one) for one in requests.of_draft(session, record.draft_id)]
    ids = {one.line.id for one in made}
    for one in made:
        if one.line.merged_into is None and one.line.status is not Status.REVIEW:
            raise ConflictError(
                say("Request {reference} is decided already. A letter is cut and joined before that.", reference=called(one))
            )
        if one.line.merged_into is not None and one.line.merged_into not in ids:
            raise ConflictError(
                say("Request {reference}, made of the same letter, is a part of another letter’s request by now.", reference=called(one))
            )
    draft = DraftRecord(id=record.draft_id, town=record.line.town, inbound_id=record.inbound_id, draft=record.draft)
    ordered = sorted(made, key=lambda one: (one.line.merged_into is not None, one.part))
    return Letter(draft=draft, paper=record.draft.paper, requests=tuple(ordered))


def _check_side_by_side(session: Session, one: Letter, two: Letter) -> None:
    if one.draft.id == two.draft.id:
        raise ConflictError(say("The two requests are of one letter already."))
    if one.draft.town != two.draft.town:
        raise ConflictError(say("The two requests are of two towns."))
    if (one.draft.inbound_id, one.paper.file) != (two.draft.inbound_id, two.paper.file):
        raise ConflictError(say("The two letters did not come in one file."))
    between = [
        lying
        for lying in drafts.on_paper(session, one.draft.inbound_id)
        if lying.file == one.paper.file and not lying.is_joined and one.paper.pages[1] < lying.pages[0] < two.paper.pages[0]
    ]
    if between:
        raise ConflictError(say("The two letters do not lie side by side: another one lies between them."))


def _hold(session: Session, *letters: Letter) -> None:
    """Make all others wait who would change these letters' requests. Raises ConflictError where somebody was faster."""
    for request in sorted(one.line.id for letter in letters for one in letter.own):
        requests.hold(session, request)
    for letter in letters:
        if drafts.get(session, letter.draft.id).draft != letter.draft.draft:
            raise _changed(letter.own[0])
        if set(requests.of_draft(session, letter.draft.id)) != {one.line.id for one in letter.requests}:
            raise _changed(letter.own[0])
        for one in letter.requests:
            if requests.get(session, one.line.id).line.version != one.line.version:
                raise _changed(one)


def _changed(record: RequestRecord) -> ConflictError:
    return ConflictError(say("Request {reference} was changed meanwhile. Look at it again.", reference=called(record)))


def _nowhere(letter: Letter) -> str:
    first, last = letter.paper.pages
    return say(
        "The letter of request {reference} is pages {first} to {last} of its file; a new one can begin behind the first of them only.",
        reference=called(letter.own[0]),
        first=first + 1,
        last=last + 1,
    )


# --- letters made anew ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file of paper as it was read, with what its letters are made of."""

    installation: Installation
    view: TownView
    known: Circumstances
    survey: Survey
    place: int
    pages: tuple[Page, ...]
    pieces: tuple[Piece, ...]
    mail: Draft | None

    def own(self, first: int, last: int) -> tuple[Page, ...]:
        """Return the pages from one to another that belong to letters: neither separators nor blank ones."""
        return tuple(page for piece in self.pieces for page in piece.pages if first <= page.number <= last)

    def letter(self, own: Sequence[Page], old: Draft, *, cut_from: TrackingCode | None = None) -> Draft:
        """Return the draft of a letter on these pages, made as live reading makes it; ``old`` is what some of them were."""
        whole = replace(self.known, heap=replace(self.known.heap, blank_pages=BlankPages.REMOVE))
        read = (*self._sheet(own[0]), *own)
        (made,) = letters_of(self.installation.paper, self.survey, read, whole, self.view, old.item).drafts
        if made.paper is None:
            raise ConflictError(say("These pages cannot be read as one letter. Look at the original."))
        draft = in_file(made, self.place)
        draft = draft if self.mail is None else with_cover(draft, replace(self.mail, authenticity=old.authenticity))
        if draft.kind is Kind.SPAM and old.kind is not Kind.SPAM:
            # Who cuts it by hand says that somebody asks something.
            draft = replace(draft, kind=Kind.REQUEST)
        origin = cut_from or (old.paper.cut_from if old.paper is not None else None)
        return draft if draft.paper is None else replace(draft, paper=replace(draft.paper, cut_from=origin))

    def _sheet(self, page: Page) -> tuple[Page, ...]:
        """Return the separator sheet that applies to a page, if any: that of the letter which live reading made of it."""
        piece = next(piece for piece in self.pieces if any(one.number == page.number for one in piece.pages))
        if piece.sheet is None:
            return ()
        return tuple(one for one in self.pages if one.sheet is not None and one.number < piece.pages[0].number)[-1:]


def _file_of(installation: Installation, arrival: InboundRecord, letter: Letter) -> _File:
    inbound, place = arrival.inbound, letter.paper.file
    view = installation.towns.get(inbound.town)
    path = installation.blobs.path(inbound.sha256)
    with installation.database.read() as session:
        read = tuple(pages.find(session, arrival.id, place).values())
    mail: Draft | None = None
    if inbound.channel is not Channel.EMAIL:
        survey = installation.paper.survey(path)
    else:
        mails = installation.reader.read(path, Channel.EMAIL, view.reception)
        mail = mails[0]
        with scans_in(installation.reader, path, mails) as files:
            survey = installation.paper.survey(files[place])
    known = circumstances(view, inbound.channel if mail is None else channel_of(mail), inbound.received_at, inbound.envelope.drop)
    pieces = heap(read, known.heap).pieces
    return _File(installation=installation, view=view, known=known, survey=survey, place=place, pages=read, pieces=pieces, mail=mail)


def _opinions(view: TownView, draft: Draft, arrival: InboundRecord) -> tuple[Opinion, ...]:
    return opinions(view, draft, arrived_at(draft, arrival.inbound), mailbox_of(view, arrival.inbound, draft))


# --- requests made anew ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remade:
    """A letter with what it says now, and the opinions on its parts; ``joined`` is the one it has taken in."""

    letter: Letter
    draft: Draft
    found: tuple[Opinion, ...]
    joined: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keeper:
    """Writes what became of a letter into its requests."""

    installation: Installation
    view: TownView
    arrival: InboundRecord
    acting: Acting

    def keep(self, session: Session, remade: _Remade, action: str, facts: Mapping[str, object]) -> RequestId:
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
        facts = {**facts, "pages": {"before": _shown(letter.paper.pages), "after": _shown(remade.draft.paper)}}
        for place, taker in enumerate(takers):
            opinion = own[place] if place < len(own) else own[0]
            requests.remake(session, taker.line.id, keeping.new_request(taker.part, opinion))
        holders = {taker.line.id for taker in takers[: len(own)]}
        for taker in takers:
            self._settle(session, letter, taker, holders, first)
        for place, opinion in enumerate(own[len(takers) :], start=1 + max(one.part for one in takers)):
            added = requests.add(session, keeping.new_request(place, opinion))
            keeping.write_down(session, added, "created", keeping.facts(opinion, ()))
        for taker in takers:
            now = requests.get(session, taker.line.id)
            if now.line.merged_into is None:
                codes, words = _changes(taker, now)
                self.acting.write_down(session, now, action, {**facts, **codes}, words)
        if remade.joined is not None:
            self._absorb(session, remade.joined, requests.of_draft(session, letter.draft.id))
        return first

    def _own(self, session: Session, record: DraftRecord, remade: _Remade) -> tuple[Opinion, ...]:
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
        return tuple(_for_people(one, floors.get(place, Confidentiality.NORMAL)) for place, one in enumerate(found))

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


def _floors(session: Session, remade: _Remade, parts: int) -> dict[int, Confidentiality]:
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


def _for_people(opinion: Opinion, floor: Confidentiality) -> Opinion:
    if isinstance(opinion.decision, Routed):
        opinion = replace(opinion, decision=for_review(opinion.decision, Reason.RECUT))
    if opinion.decision.orientation.confidentiality >= floor:
        return opinion
    secret = replace(opinion.decision.orientation, confidentiality=floor)
    return as_kept(opinion, ForReview(orientation=secret, reasons=(Reason.RECUT,)), was_added=False)


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


def _shown(where: Paper | tuple[int, int] | None) -> list[int]:
    """Return the first and the last page of a letter as people count them."""
    first, last = where.pages if isinstance(where, Paper) else where or (0, 0)
    return [first + 1, last + 1]
