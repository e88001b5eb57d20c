"""A letter on paper: from what it says to its PDF, with the town's letterhead, the address for its envelope and its signature."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from domain.town import Logo, Town
from flows import notice
from flows.correspondence import held, signing
from flows.correspondence.facts import day, dialled, find_signatory, reference, their_reference, town_hall
from flows.correspondence.hand import is_unsigned, signer_name
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import written_to
from flows.correspondence.tongues import COURTESY, parted
from flows.correspondence.writing import BY_HAND
from flows.post import BY_POST, signed_on
from flows.printing.pdf import Printed, Printer, UnprintableError, draw
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from letters import sheet
from letters.address import Envelope, envelope
from letters.kinds import ModelKey
from letters.sheet import Letterhead, Sheet, Signed
from store import added_files, history, letter_sheets, logos, outbox, requests, stationery
from store.mapping import load
from store.outbox import LetterRecord, OutboxId
from store.requests import RequestRecord

LOGO, HAND = "logo", "signature.png"
_SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A letter laid out, before it is made: a document, its pictures, and what stands on its envelope."""

    html: str
    files: Mapping[str, bytes]
    envelope: Envelope
    language: str = "fr"

    def drawn(self, printer: Printer | None = None) -> Printed:
        """Return it as PDF. Raises UnprintableError, UnavailableError."""
        make = draw if printer is None else printer.make
        return make(self.html, self.files, styles=(sheet.STYLE,))


def pdf_of(installation: Installation, letter: OutboxId, now: datetime) -> bytes:
    """Return a letter as PDF: as it left, or as it would be printed now; one to print is kept so, for that may be what goes by post.

    Raises NotFoundError; ConflictError for one that is not written yet, UnprintableError, UnavailableError.
    """
    with installation.database.read() as session:
        record, kept = outbox.get(session, letter), letter_sheets.find(session, letter)
        if kept is not None and record.state == "sent":
            return kept
        laid = lay(session, installation.towns.get(record.letter.town), record)
    made = laid.drawn()
    if record.state == "kept" and made.content != kept:
        keep(installation, letter, made, now)
    return made.content


def letter_as_pdf(installation: Installation, letter: OutboxId, now: datetime) -> bytes:
    """Return what `pdf_of` does. Raises ConflictError in place of UnprintableError."""
    try:
        return pdf_of(installation, letter, now)
    except UnprintableError as error:
        raise ConflictError(error.message) from error


def pdf_to_sign(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> bytes:
    """Return a letter that waits for a signature as PDF, as it leaves if this agent signs it now; nothing is kept.

    Raises NotFoundError for one that is not his to sign, UnprintableError, UnavailableError.
    """
    with installation.database.read() as session:
        view = installation.towns.get(outbox.get(session, letter).letter.town)
        own = signing.to_sign(session, installation.towns, view.town.id, agent, now)
        found = next((one for one in own if one.letter.id == letter), None)
        if found is None:
            raise NotFoundError(say("Letter {id} is not yours to sign today.", id=letter))
        laid = lay(session, view, signing.signed_now(view, found, now))
    return laid.drawn().content


def keep(installation: Installation, letter: OutboxId, made: Printed, now: datetime) -> None:
    """Keep a letter as it may be printed; one that has left meanwhile stays as it left."""
    with installation.database.write() as session:
        if outbox.get(session, letter).state != "sent":
            letter_sheets.keep(session, letter, made.content, made.pages, now)


def preview(installation: Installation, key: str, request: RequestId, now: datetime, text: str | None = None) -> bytes:
    """Return what a model makes of a request as PDF; nothing is kept. Raises as `held.preview` does, UnprintableError, UnavailableError."""
    payload = held.preview(installation, key, request, now, text)
    with installation.database.read() as session:
        record = requests.get(session, request)
        view = installation.towns.get(record.line.town)
        laid = _laid(session, view, record, payload, now, signatory_of=None, to=written(record))
    return laid.drawn().content


def lay(session: Session, view: TownView, letter: LetterRecord) -> Laid:
    """Return a letter laid out for its envelope. Raises ConflictError for one that is not written yet, or goes to no requester."""
    payload = letter.letter.payload
    if letter.letter.request is None or "occasion" not in payload:
        raise ConflictError(say("Letter {id} goes to no requester.", id=letter.id))
    if "office" in payload:
        raise ConflictError(say("Letter {id} is a document of its own: download it and print it.", id=letter.id))
    if "body" not in payload:
        raise ConflictError(say("Letter {id} is not written yet.", id=letter.id))
    record = requests.get(session, letter.letter.request, history.only())
    occasion = load(Occasion, dict(payload["occasion"]))  # type: ignore[call-overload]  # a JSON document
    on = signed_on(payload)
    at = letter.created_at if on is None else datetime.combine(on, time(12), ZoneInfo(view.town.timezone))
    return _laid(session, view, record, payload, at, signatory_of=occasion, to=_to(view, record, letter, occasion))


def written(record: RequestRecord) -> Envelope:
    """Return the envelope of a letter to a requester."""
    return envelope(_names(record), written_to(record).address)


def _names(record: RequestRecord) -> tuple[str, ...]:
    who = written_to(record)
    return tuple(one for one in (who.organisation, who.name) if one) or ("Madame, Monsieur",)


def _to(view: TownView, record: RequestRecord, letter: LetterRecord, occasion: Occasion) -> Envelope:
    recipient, is_posted = letter.letter.recipient, letter.letter.payload.get("way") == BY_POST
    if letter.letter.kind == notice.AUTHORITY:
        authority = next((one for one in view.ruleset.departments if one.code == occasion.authority), None)
        return envelope((authority.label if authority else recipient,), authority.address if authority else None)
    if is_posted and recipient != BY_HAND:
        return envelope(_names(record), recipient)
    found = written(record)
    # A copy of a mail: who has given no address is called by the one he used.
    lines = found.lines if found.is_whole or is_posted else (*_names(record), recipient)
    return replace(found, lines=lines)


def _laid(  # noqa: PLR0913 - what a letter is made of
    session: Session,
    view: TownView,
    record: RequestRecord,
    payload: Mapping[str, object],
    at: datetime,
    *,
    signatory_of: Occasion | None,
    to: Envelope,
) -> Laid:
    town, on = view.town, at.astimezone(ZoneInfo(view.town.timezone)).date()
    paper, _ = stationery.find(session, town.id)
    logo = logos.find(session, town.id)
    signatory = find_signatory(town.signatories, None if signatory_of is None else signatory_of.agent)
    name = signer_name(payload) or (None if signatory is None else signatory.name)
    # Nobody's signature stands on what he has not signed yet.
    hand = None if name is None or is_unsigned(payload) else stationery.picture(session, town.id, name)
    text, english = parted(str(payload.get("rich") or payload["body"]))
    made = Sheet(
        letterhead=Letterhead(
            name=town_hall(town.name), lines=paper.lines or _lines(town), logo=logo_name(logo) if logo else None, foot=paper.foot
        ),
        recipient=to.lines,
        ours=f"fiche n°\u00a0{reference(record)}",
        theirs=None if payload.get("model") == ModelKey.TO_AUTHORITY else their_reference(record),
        place_and_day=f"{town.name}, le\u00a0{day(on)}",
        created=on.isoformat(),
        subject=str(payload["subject"]),
        text=text,
        english=None if english is None else f"{COURTESY}\n\n{english}",
        signed=None if name is None else Signed(name=name, picture=HAND if hand else None),
        enclosed=_enclosed(session, record, payload, signatory_of),
        bottom_mm=paper.bottom_mm,
    )
    files = {**({logo_name(logo): logo.content} if logo else {}), **({HAND: hand} if hand else {})}
    return Laid(html=sheet.html(made), files=files, envelope=to)


def _lines(town: Town) -> tuple[str, ...]:
    said = (*town.address, f"Tél.\u00a0: {dialled(town.phone)}" if town.phone else "", town.email, town.site or "")
    return tuple(line for line in said if line)


def logo_name(logo: Logo) -> str:
    """Return what a town's logo is called among the files of a document."""
    return f"{LOGO}{_SUFFIXES[logo.media_type]}"


def _enclosed(session: Session, record: RequestRecord, payload: Mapping[str, object], occasion: Occasion | None) -> tuple[str, ...]:
    """Return the names of what goes along with a letter."""
    named = payload.get("added")
    own = added_files.of_whole(session, record.line.id) if isinstance(named, list) else ()
    added = tuple(one.filename for one in own if isinstance(named, list) and one.id in named and one.is_shareable)
    return (*(occasion.enclosed if occasion else ()), *added)
