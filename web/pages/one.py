"""One request: its source on the left, what was made of it on the right, its history below."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from sqlalchemy.orm import Session

from domain.draft import Flag, Trait
from domain.inbound import Channel
from domain.request import Closure
from domain.rights import Permission, Role, may
from flows.accounts import MACHINE_ACTORS
from flows.act import UNTOLD
from flows.attached import may_be_read
from flows.correspondence.standing import letters_of as standing_letters
from flows.deadline_words import delay_in_words
from flows.departments.unread import note_opened
from flows.notes import NOTED
from flows.postpone import POSTPONES
from flows.rights import facts_of
from flows.unlock import closed_pieces, find_lock, opened_pieces
from store import agents, consents, deliveries, dossiers, follow_ups, followers, limited, outbox, work_list
from store.deliveries import Delivery
from store.history import HistoryLine
from store.outbox import Held
from store.requests import RequestRecord
from web import explained, words
from web.access import AskedRow, Concealed, RowId, eyes_of, looked_at, note_list
from web.acting import acts_of, closers_of
from web.calls import back_view
from web.deciding import DecideTyped, decide_view, just_done
from web.desk import Desk, desk_of
from web.documents import documents_of
from web.due import due_notes, due_view
from web.formats import percent, plain_day
from web.hold import hold_opened, hold_view
from web.hushed import hushed
from web.incidents import fact_view
from web.labels import Labels
from web.letter_shown import called, has_paper, state_of
from web.letterbox import untwisted
from web.life_words import CAUSES, CLOSURES
from web.pages.cut import may_cut
from web.pages.held_letters import way_out
from web.paper import PaperView, in_place, is_parted, is_shared, paper_view, parts_beside
from web.place_map import atlas_of, map_headers, place_map, with_photo
from web.portal_side import portal_side
from web.recut import notes, recut_view
from web.relations import links_of
from web.requester_words import TRAITS, changes
from web.sectors import sector_notes
from web.source import bodies
from web.teamwork import note_seen, team_view
from web.translations import Language
from web.viewer import cut_off, piece_view, viewed_letter
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
VIEWS = ("pages", "text", "mail", "plain")
ZOOMS = ("fit", "100", "200")
NOTHING_SAID: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the history in words."""

    at: datetime
    actor: str
    action: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLetter:
    """A letter about a request and what became of it; ``is_flagged``: its address takes no letters, by all that is known now.

    ``number`` counts those to requesters and authorities from 1, ``model`` is what each was written by; None of a notice to a department.
    """

    kind: str
    number: int | None
    model: str | None
    recipient: str
    at: datetime
    state: str
    held: Held | None
    told: Delivery | None
    is_flagged: bool
    file: str | None = None
    pdf: str | None = None
    """Where it is shown as PDF; None of a notice, and of one that is not written yet."""
    id: int = 0
    way_out: str | None = None


@pages.get("/requests/{request_id}")
def request_page(  # noqa: PLR0913, PLR0917 - what its address may say
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    view: str = "",
    zoom: str = "fit",
    done: AskedRow = None,
    cut: AskedRow = None,
) -> Response:
    """Show a request; ``done`` is the one that was decided just before, ``cut`` the one a part of this has just become."""
    desk = desk_of(http)
    record = looked_at(desk, who, request_id, "page")
    if isinstance(record, Concealed):
        return show(http, who, "concealed.html", _concealed(desk, record, who))
    note_opened(desk.installation, record, who.agent.login, datetime.now(UTC))
    note_seen(desk, who, record.line.id, datetime.now(UTC))
    hold_opened(desk, who, record, datetime.now(UTC))
    return show_request(http, who, record, view=view, zoom=zoom, done=done, cut=cut)


def show_request(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    who: Member,
    record: RequestRecord,
    *,
    view: str = "",
    zoom: str = "fit",
    status: int = 200,
    lock_fault: str = "",
    due_typed: Mapping[str, str] | None = None,
    later_typed: Mapping[str, str] | None = None,
    decide_typed: DecideTyped | None = None,
    act_typed: DecideTyped | None = None,
    team_typed: DecideTyped | None = None,
    done: int | None = None,
    cut: int | None = None,
) -> Response:
    """Return the page of a request the agent may read; ``lock_fault`` says why the password he has just entered opens nothing.

    ``due_typed`` is what he wrote to put a deadline off, ``later_typed`` to come back to it later, ``decide_typed`` to
    decide it, ``act_typed`` to work on it, ``team_typed`` to tell his colleagues something, and why that cannot be. ``done`` is the
    request he has decided before, ``cut`` the one a part of this has just become.
    """
    desk, eyes = desk_of(http), eyes_of(who)
    with desk.installation.database.read() as session:
        record = hushed(session, record, eyes)
        labels = desk.book.labels(session, record.line.town, record.ruleset_number)
        added = follow_ups.of(session, record.line.id)
        links = tuple(links_of(session, record, labels, eyes))
        letters, documents = tuple(letters_of(session, record)), documents_of(session, record.line.town)
        titles = _titles(desk.languages[who.language])
        recut = recut_view(session, record, eyes)
        back = back_view(desk, session, record, eyes)
        paper = paper_view(session, record, labels, titles, desk.languages[who.language], eyes)
        shared, parted = is_shared(session, record, eyes), is_parted(session, record, eyes)
        parts = () if parted else parts_beside(session, record)
        kept_back = {one.draft_id for one in added if is_parted(session, in_place(record, one), eyes)}
        lock = find_lock(desk.installation, session, record)
        closed = closed_pieces(session, record) if lock is not None else ()
        copies = opened_pieces(session, record)
        due = due_view(desk, session, record, desk.languages[who.language], datetime.now(UTC))
        fact = fact_view(desk, session, record, eyes, desk.languages[who.language])
        hold = hold_view(desk, session, who, record, datetime.now(UTC))
        before = just_done(session, who, done, datetime.now(UTC), desk.installation.settings.undo_seconds)
        names = names_of(session, record)
        file = dossiers.of_request(session, record.line.id)
        facts = facts_of(desk.installation.towns.get(record.line.town).ruleset, record)
        team = team_view(desk, session, record, who, facts, labels, datetime.now(UTC))
        closers = closers_of(session, record, who.standing, facts)
        portal = portal_side(session, record, tuple(one.id for one in letters), who.standing, facts)
        followed_by = followers.count(session, record.line.id)
        has_consents = consents.has_any(session, limited.family(session, record.line.id))
        told_file = file if file is not None and work_list.told_files(session, [file], eyes.reach) else None
    town_view = desk.installation.towns.get(record.line.town)
    can_review = may(who.standing, Permission.REVIEW, facts)
    known = hold.known.others if can_review and hold is not None and hold.known is not None else ()
    beside = {line.id: line for line in (*(one.other for one in links), *known, *parts)}
    note_list(desk, eyes, list(beside.values()), "beside request")
    is_email = record.inbound.channel is Channel.EMAIL
    views = _views(paper, is_email=is_email and not shared)
    piece = piece_view(desk, who, record, view)
    shown_view = piece.view if piece is not None else view if view in views else views[0]
    sent = bodies(desk, record) if shown_view in {"mail", "plain"} else (None, None)
    values = {
        "view": shown_view,
        "views": views,
        "zoom": zoom if zoom in ZOOMS else ZOOMS[0],
        "paper": paper,
        "documents": documents,
        "is_shared": shared,
        "is_parted": parted,
        "kept_back": kept_back,
        "piece": piece,
        "viewed": piece or (viewed_letter(record, paper) if paper is not None and shown_view == "pages" else None),
        "may_cut": can_review and may_cut(desk, who, record),
        "cut_off": None if cut is None else cut_off(desk, eyes, record, cut),
        "can_review": can_review,
        "can_postpone": any(may(who.standing, one, facts) for one in POSTPONES),
        "hold": hold if can_review else None,
        "decide": decide_view(town_view, record, datetime.now(UTC)) if can_review else None,
        "decide_typed": decide_typed or DecideTyped(),
        "map": with_photo(
            place_map(atlas_of(http), town_view, desk.installation.settings, record.place, explained.places(record)),
            None if piece is None else piece.position,
            desk.languages[who.language].gettext("Where the photo was taken"),
        ),
        "can_teach": who.works_for_all(Permission.RULES) and (who.town or who.towns[0]).id == record.line.town,
        "acts": acts_of(town_view, record, who.standing, facts, datetime.now(UTC)),
        "act_typed": act_typed or DecideTyped(),
        "act_open": http.query_params.get("open", ""),
        "team": team,
        "closers": closers,
        "team_typed": team_typed or DecideTyped(),
        "closures": tuple(Closure),
        "done": before,
        "later_typed": {"day": "", "hour": "", "reason": "", "fault": ""} | dict(later_typed or {}),
        "recut": recut if can_review else None,
        "back": back,
        "lock": lock,
        "lock_fault": lock_fault,
        "due": due,
        "due_typed": {"form": "", "day": "", "reason": "", "fault": ""} | dict(due_typed or {}),
        "closed": closed,
        "opened": copies,
        "with_text": frozenset(one.part for one in record.draft.attachments if may_be_read(record, one, copies.get(one.part))),
        "linked": paper.linked if paper is not None and shown_view == "pages" else frozenset(),
        "proxy": explained.proxy(record),
        "plain": untwisted(sent[0] or ""),
        "has_html": sent[1] is not None,
        "is_email": is_email,
        "letters": letters,
        "portal": portal,
        "followers": followed_by,
        "has_consents": has_consents,
        "added": added,
        "links": links,
        "fact": fact,
        "file": told_file,
        "history": history_lines(record, names, desk.languages[who.language], team.said),
        **_request(desk, record, labels, who),
        **_decision(record, labels),
        "target": delay_in_words(record.decision.orientation.target, who.language),
        **_source(record, labels, titles, only_own=parted),
    }
    page = show(http, who, "request.html", values, status)
    page.headers.update(map_headers(desk.installation.settings.map_tiles))
    return page


def _concealed(desk: Desk, found: Concealed, who: Member) -> Mapping[str, object]:
    town = desk.book.town(found.town)
    return {
        "request": found,
        "zone": town.timezone,
        "town_name": town.name if who.town is None else None,
        "can_open_on_case": Role.DPO in who.standing.roles,
    }


def _request(desk: Desk, record: RequestRecord, labels: Labels, who: Member) -> Mapping[str, object]:
    town = desk.book.town(record.line.town)
    return {
        "request": record.line,
        "record": record,
        "zone": town.timezone,
        "town_name": town.name if who.town is None else None,
        "heading": record.line.heading or labels.subject(record.line.subject),
        "requester": record.requester,
        "traits": explained.traits(record),
        "place": record.place,
    }


def _decision(record: RequestRecord, labels: Labels) -> Mapping[str, object]:
    orientation = record.decision.orientation
    reasons, alternatives = explained.reasons_and_alternatives(record, labels)
    held, failed = explained.rules(record, labels.rules)
    return {
        "orientation": orientation,
        "subject_label": labels.subject(record.line.subject),
        "subject": labels.subjects.get(record.line.subject),
        "department": labels.department(record.line.department),
        "copies": tuple(labels.department(code) for code in orientation.copies),
        # The level of confidentiality has a mark of its own.
        "flags": tuple(flag for flag in orientation.flags if flag is not Flag.CONFIDENTIAL or not orientation.confidentiality),
        "notices": orientation.notices,
        "reasons": reasons,
        "alternatives": alternatives,
        "candidates": explained.subjects(record, labels),
        "places": explained.places(record),
        "rules_held": held,
        "rules_failed": failed,
    }


def _views(paper: PaperView | None, *, is_email: bool) -> tuple[str, ...]:
    """Return the ways in which a message can be looked at, the one that is shown first in front."""
    has_pages = paper is not None and bool(paper.sheets)
    return tuple(view for view in VIEWS if (has_pages if view == "pages" else is_email or view == "text"))


def _titles(language: Language) -> Mapping[str, str]:
    """Return what the kinds of evidence are called where they are marked."""
    gettext = language.gettext
    titles = {"subject": gettext("Subject:"), "place": gettext("Place:"), "rule": gettext("Rule:")}
    return titles | {trait: " ".join((gettext("Requester:"), gettext(TRAITS[trait]))) for trait in Trait}


def _source(record: RequestRecord, labels: Labels, titles: Mapping[str, str], *, only_own: bool) -> Mapping[str, object]:
    return {
        "draft": record.draft,
        "remarks": record.draft.remarks,
        "mailboxes": _addresses(record),
        "original_size": record.inbound.size,
        "heading_pieces": explained.heading_pieces(record, titles, labels, only_own=only_own),
        "signature_pieces": explained.signature_pieces(record, titles, labels),
        "text_pieces": explained.text_pieces(record, titles, labels, only_own=only_own),
        "is_part": not only_own and bool(record.details) and len(record.details.strip()) < len(record.draft.text.strip()),
    }


def _addresses(record: RequestRecord) -> tuple[str, ...]:
    """Return the addresses of the town at which the message came in, the first one first."""
    came = (address for address in (record.inbound.mailbox, *record.inbound.envelope.recipients) if address)
    return tuple({address.lower(): address for address in came}.values())


def letters_of(session: Session, record: RequestRecord) -> Iterator[ShownLetter]:
    """Yield the letters about a request, in the order they were written."""
    letters = outbox.of_request(session, record.line.id)
    told = {one.letter: one for one in deliveries.of_request(session, record.line.id)}
    addresses = {one.letter.recipient for one in letters}
    flagged = {one.address for one in deliveries.flagged(session, record.line.town, addresses)} if addresses else set()
    standing = {one.id: one for one in standing_letters(session, record.line.id)}
    for one in letters:
        numbered, found = standing.get(one.id), told.get(one.id)
        yield ShownLetter(
            kind=one.letter.kind,
            number=None if numbered is None else numbered.number,
            model=None if numbered is None else numbered.model,
            recipient=called(one.letter),
            at=one.sent_at or one.created_at,
            state=state_of(one.state if found is None else found.fate, numbered),
            held=one.held_why,
            told=found,
            is_flagged=one.letter.recipient.lower() in flagged,
            file=f"/letters/{one.id}/document" if "office" in one.letter.payload else None,
            pdf=f"/letters/{one.id}.pdf" if numbered and has_paper(one.letter) else None,
            id=one.id,
            way_out=None if numbered is None else way_out(one, found),
        )


def names_of(session: Session, record: RequestRecord) -> Mapping[str, str]:
    """Return what those are called, by login, who have done something to a request; who has no account is left out."""
    took = record.line.situation.taken_by
    whose = {str(line.details["for_agent"]) for line in record.history if "for_agent" in line.details}
    return agents.names(session, {*(line.actor for line in record.history), *whose, *((took,) if took else ())} - MACHINE_ACTORS)


def history_lines(
    record: RequestRecord, names: Mapping[str, str], language: Language, said: Mapping[int, str] = NOTHING_SAID
) -> tuple[ShownLine, ...]:
    """Return the history of a request as people read it, oldest first; who did what by name, by login where none is known.

    ``said`` is what internal notes say, by their ids: for pages nobody prints for anybody outside.
    """
    return tuple(_line(line, names, language, said) for line in record.history)


def _line(line: HistoryLine, names: Mapping[str, str], language: Language, said: Mapping[int, str]) -> ShownLine:
    actor = language.gettext("Citoyen (automatic)") if line.actor in MACHINE_ACTORS else names.get(line.actor, line.actor)
    found = list(_notes(line.details, language))
    if isinstance(note := line.details.get("note"), int) and note in said and line.action == NOTED:
        found.append(said[note])
    if isinstance(whose := line.details.get("for_agent") or line.details.get("for_department"), str):
        found.insert(0, names.get(whose, whose))
    return ShownLine(at=line.at, actor=actor, action=line.action, note=" · ".join(found))


def _notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a person wants to know of an action's details, in words; ids of rows are not among it."""
    for key in ("number", "reference"):
        if key in details:
            yield str(details[key])
    yield from notes(details, language)
    yield from _letter_notes(details, language)
    yield from _act_notes(details, language)
    yield from changes(details, language)
    yield from sector_notes(details, language)
    if "mailboxes" in details and isinstance(details["mailboxes"], list):
        yield ", ".join(map(str, details["mailboxes"]))
    if "follows" in details:
        follows = language.gettext("Follows:") if details.get("proven") else language.gettext("Possibly follows:")
        yield " ".join((follows, str(details["follows"])))
    if "cites" in details:
        yield " ".join((language.gettext("Cites, and it is not known here:"), str(details["cites"])))
    if "rule" in details:
        yield " ".join((language.gettext("Rule:"), str(details["rule"])))
    confidence = details.get("confidence")
    if isinstance(confidence, float | int):
        yield " ".join((language.gettext("Confidence:"), percent(confidence, language.locale)))


def _act_notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what was said with an act: how it ended, for which day, what was asked, why, and what the requester was told."""
    if isinstance(cause := details.get("cause"), str):
        yield language.gettext(CAUSES.get(cause, cause))
    if isinstance(closure := details.get("closure"), str):
        yield language.gettext(CLOSURES.get(closure, closure))
    if isinstance(department := details.get("department"), str):
        yield department
    if isinstance(day := details.get("day"), str):
        yield plain_day(date.fromisoformat(day), language.locale)
    yield from due_notes(details, language)
    if isinstance(pieces := details.get("pieces"), list):
        yield ", ".join(map(str, pieces))
    if isinstance(reason := details.get("reason"), str):
        yield " ".join((language.gettext("Reason:"), reason))
    if isinstance(answer := details.get("answer"), str):
        is_untold = bool(details.get(UNTOLD))
        yield " ".join((language.gettext("Answer kept, not sent:") if is_untold else language.gettext("Answer:"), answer))


def _letter_notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what became of a letter, why, and by which way, or how often, a message came."""
    for key, table in (("why", words.FAULTS), ("held", words.HELD), ("sort", words.SORTS)):
        if key in details:
            yield language.gettext(table.get(str(details[key]), str(details[key])))
    for key in ("field", "code"):
        if details.get(key):
            yield str(details[key])
    if details.get("is_proven") is False:
        yield language.gettext("Nothing proves this report: anybody may have written it.")
    if details.get("tie") == "portal":
        yield language.gettext("Sent on the portal")
    times = details.get("times")
    if isinstance(times, int):
        yield language.ngettext("%(num)s time", "%(num)s times", times) % {"num": times}
