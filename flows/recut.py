"""Cut a letter on paper in two, or join two that lie side by side: by hand, while they wait for people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.draft import Draft, Kind
from domain.errors import ConflictError
from domain.ids import TrackingCode
from domain.inbound import BlankPages, Channel, Outcome
from domain.paper import Page
from flows.acting import called
from flows.kinds import MAIL, JobKind
from flows.paper import circumstances, in_file, letters_of, scans_in
from flows.remake import Keeper, Letter, Remade, Seen, acting_on, find_waiting, hold, opinions_on
from flows.town_views import TownView
from flows.unlock import readable
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.circumstances import Circumstances
from ingest.paper.heap.splitting import Piece, heap
from ingest.paper.letter.cover import channel_of, with_cover
from ingest.paper.opening.survey import Survey
from store import drafts, heaps, inbounds, jobs, pages, requests
from store.inbounds import InboundRecord
from store.requests import RequestRecord


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
    remade = Remade(letter=letter, draft=first, found=opinions_on(file.view, first, arrival))
    with installation.database.write() as session:
        arrival = inbounds.hold(session, arrival.id)
        acting = acting_on(installation, session, letter, agent, now)
        hold(session, letter)
        town = letter.draft.town
        item = drafts.next_item(session, arrival.id)
        (draft_id,) = drafts.add(session, arrival.id, town, (replace(second, item=item),), now)
        jobs.add(session, town=town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
        # What waits to be sorted is handed out to nobody; routing says what became of it.
        inbounds.set_outcome(session, arrival.id, Outcome.PENDING, None)
        keeper = Keeper(installation=installation, view=file.view, arrival=arrival, acting=acting)
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
    remade = Remade(letter=one, draft=draft, found=opinions_on(file.view, draft, arrival), joined=two)
    with installation.database.write() as session:
        arrival = inbounds.hold(session, arrival.id)
        acting = acting_on(installation, session, one, agent, now)
        acting_on(installation, session, two, agent, now)
        hold(session, one, two)
        drafts.put(session, two.draft.id, replace(two.draft.draft, paper=replace(two.paper, is_joined=True)))
        keeper = Keeper(installation=installation, view=file.view, arrival=arrival, acting=acting)
        first = keeper.keep(session, remade, "joined", {"with": two.draft.id})
        return requests.get(session, first)


# --- what may be cut and joined -------------------------------------------------------------------------------------------------------


def find_letter(session: Session, seen: Seen) -> Letter:
    """Return the letter of a request. Raises NotFoundError, and ConflictError for one that may not be cut or joined."""
    letter = find_waiting(session, seen)
    paper = letter.draft.draft.paper
    if paper is None or paper.is_joined:
        reference = called(next(one for one in letter.requests if one.line.id == seen.request))
        raise ConflictError(say("Request {reference} is no letter on paper whose pages are known.", reference=reference))
    return letter


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
    with installation.database.read() as session:
        read = tuple(pages.find(session, arrival.id, place).values())
        reports = heaps.find(session, arrival.id)
    mail: Draft | None = None
    if inbound.channel is not Channel.EMAIL:
        report = reports[place] if place < len(reports) else None
        survey = installation.paper.survey(installation.blobs.path(readable(inbound, report)))
    else:
        path = installation.blobs.path(inbound.sha256)
        mails = installation.reader.read(path, Channel.EMAIL, view.reception)
        mail = mails[0]
        with scans_in(installation.reader, path, mails) as files:
            copy = reports[place].unlocked if place < len(reports) else None
            survey = installation.paper.survey(files[place] if copy is None else installation.blobs.path(copy))
    known = circumstances(view, inbound.channel if mail is None else channel_of(mail), inbound.received_at, inbound.envelope.drop)
    pieces = heap(read, known.heap).pieces
    return _File(installation=installation, view=view, known=known, survey=survey, place=place, pages=read, pieces=pieces, mail=mail)
