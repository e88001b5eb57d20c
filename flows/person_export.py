"""Everything a town has of one person in the requests an agent says are his, and nothing of others (droit d'accès, portabilité).

His own words stand as he wrote them. In what others wrote to him or about him, telephones, e-mail addresses and names of third persons are
masked; a message of somebody else that was added to his request is left out but for its day.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from json import dumps
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.consent import Consent
from domain.draft import Requester
from domain.errors import ConflictError
from domain.ids import Sha256
from domain.person_rights import IdentityProof, Person, RightsRequest
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.printing import pdf
from flows.wiring import Installation
from flows.wording import say
from ingest.phones import e164
from rules.words import fold
from store import added_files, consents, follow_ups, journal, notes, outbox, person_rights, ratings, requests
from store.originals_owned import is_owned
from store.requests import RequestRecord

MASK = "█████"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|0)(?:[ .\u00a0-]?\d){8,11}(?!\d)")
_TITLED = re.compile(r"\b(M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle|Dr|Me)(\s+)((?:[A-ZÀ-Ý][\w'’-]+\s?){1,4})")
_STYLE = (
    "body{font-family:'Liberation Sans';font-size:10pt}h2{margin-top:1.5em}dt{font-weight:bold}dd{margin:0 0 .5em;white-space:pre-wrap}"
)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Vos données personnelles",
        "lead": "Tout ce que la commune conserve sur vous dans les demandes ci-dessous, au {day}. "
        "Ce qui concerne d’autres personnes est masqué.",
        "number": "Numéro",
        "tracking": "Code de suivi",
        "received_at": "Reçue le",
        "channel": "Origine",
        "subject": "Type de demande",
        "department": "Service",
        "state": "État",
        "heading": "Objet",
        "details": "Détails",
        "requester": "Demandeur",
        "place": "Lieu",
        "message": "Message",
        "added": "Messages ajoutés",
        "letters": "Courriers envoyés",
        "consents": "Accords demandés",
        "ratings": "Avis donnés",
        "notes": "Notes internes",
        "history": "Historique",
        "files": "Fichiers",
        "given": "accord donné",
        "not_given": "accord non donné",
        "withdrawn": "accord retiré le {moment}",
        "other": "Message d’une autre personne, non communiqué",
        "request": "Demande {number}",
    },
    "en": {
        "title": "Your personal data",
        "lead": "All that the town keeps about you in the requests below, as of {day}. What concerns other persons is masked.",
        "number": "Number",
        "tracking": "Tracking code",
        "received_at": "Received",
        "channel": "Origin",
        "subject": "Type of request",
        "department": "Department",
        "state": "State",
        "heading": "Subject line",
        "details": "Details",
        "requester": "Requester",
        "place": "Place",
        "message": "Message",
        "added": "Messages added",
        "letters": "Letters sent",
        "consents": "Consents asked for",
        "ratings": "Ratings given",
        "notes": "Internal notes",
        "history": "History",
        "files": "Files",
        "given": "agreed to",
        "not_given": "not agreed to",
        "withdrawn": "taken back on {moment}",
        "other": "Message of another person, not disclosed",
        "request": "Request {number}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """By what a person is told from others: folded words of his names, his e-mail addresses, his telephones in E.164."""

    words: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]

    def is_his(self, requester: Requester, sender: str | None) -> bool:
        """Tell whether somebody is this person, by an address or a telephone; by his name where he has given neither."""
        addresses = {one.lower() for one in (requester.email, sender) if one}
        phones = {one for one in (requester.phone, *requester.other_phones) if one}
        if addresses or phones:
            return bool(addresses & self.emails or phones & self.phones)
        return requester.name is not None and set(fold(requester.name).split()) <= self.words


def known_of(person: Person, requesters: Sequence[Requester]) -> Known:
    """Return by what a person is known: what he said, and what the requests tell that an agent says are his."""
    names = (*person.names, *(one.name for one in requesters if one.name))
    phones = (*person.phones, *(phone for one in requesters for phone in (one.phone, *one.other_phones) if phone))
    emails = (*person.emails, *(one.email.lower() for one in requesters if one.email))
    return Known(words=frozenset(word for name in names for word in fold(name).split()), emails=frozenset(emails), phones=frozenset(phones))


def masked(text: str, known: Known) -> str:
    """Return a text without what tells who others are: e-mail addresses, telephones, names behind a title."""
    text = _EMAIL.sub(lambda found: found[0] if found[0].lower() in known.emails else MASK, text)
    text = _PHONE.sub(lambda found: found[0] if e164(found[0], "FR") in known.phones else MASK, text)
    return _TITLED.sub(lambda found: found[0] if set(fold(found[3]).split()) & known.words else f"{found[1]}{found[2]}{MASK} ", text)


def export(installation: Installation, number: int, by: str, now: datetime, language: str = "fr") -> bytes:
    """Return a ZIP of what a town has of a person: ``donnees.json``, ``donnees.pdf``, and the originals that are his alone.

    That it was taken out stands in the journal. Raises ConflictError where nobody was chosen or who he is is not proven, ForbiddenError.
    """
    with installation.database.read() as session:
        asked = person_rights.get(session, number)
        refuse_unless(session, installation.towns, asked.town, by, Permission.ERASE)
        if asked.identity is not IdentityProof.PROVEN:
            raise ConflictError(say("Who asks has to be proven first."))
        if not asked.chosen:
            raise ConflictError(say("Say first which requests are the person’s."))
        document, own = _gathered(installation, session, asked, now, language)
    with installation.database.write() as session:
        facts: dict[str, object] = {"requests": list(asked.chosen)}
        journal.append(session, at=now, town=asked.town, actor=by, action="rights.exported", object=f"rights:{number}", details=facts)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", dumps(document, ensure_ascii=False, indent=2))
        archive.writestr("donnees.pdf", pdf.render(as_html(document, language, now)))
        for name, digest in own.items():
            archive.writestr(name, installation.blobs.read(digest))
    return packed.getvalue()


def document_of(installation: Installation, session: Session, asked: RightsRequest, now: datetime, language: str) -> Mapping[str, object]:
    """Return what an export says, as JSON: requests with all that is in them."""
    return _gathered(installation, session, asked, now, language)[0]


def as_html(document: Mapping[str, object], language: str, now: datetime) -> str:
    """Return an export to be read, as HTML from which the PDF is made."""
    words = _WORDS[language]
    found = document["requests"]
    assert isinstance(found, list)  # noqa: S101 - made above
    body = "".join(_section(one, words) for one in found)
    day = now.date().isoformat()
    lead = escape(words["lead"].format(day=day))
    title = escape(words["title"])
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="dcterms.created" content="{day}"><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body><h1>{title}</h1><p>{lead}</p>{body}</body></html>'


def _section(one: Mapping[str, object], words: Mapping[str, str]) -> str:
    rows = "".join(f"<dt>{escape(words[name])}</dt><dd>{_shown(value)}</dd>" for name, value in one.items() if value and name in words)
    title = escape(words["request"].format(number=one.get("number") or one.get("tracking")))
    return f"<h2>{title}</h2><dl>{rows}</dl>"


def _shown(value: object) -> str:
    match value:
        case list():
            return "<br>".join(_shown(one) for one in value)
        case dict():
            return escape(" · ".join(str(one) for one in value.values() if one))
        case _:
            return escape(str(value))


def _gathered(
    installation: Installation, session: Session, asked: RightsRequest, now: datetime, language: str
) -> tuple[dict[str, object], dict[str, Sha256]]:
    records = [requests.get(session, one) for one in asked.chosen]
    known = known_of(asked.person, [one.requester for one in records])
    own: dict[str, Sha256] = {}
    told = []
    for record in records:
        for name, digest in _originals(session, asked, record):
            own[name] = digest
        told.append(_request(installation, session, record, known, language))
    return {"town": asked.town, "at": now.isoformat(timespec="seconds"), "requests": told}, own


def _originals(session: Session, asked: RightsRequest, record: RequestRecord) -> Iterator[tuple[str, Sha256]]:
    """Yield the originals that are the person's alone, with names for them."""
    name = str(record.line.number or record.line.tracking).replace("/", "-")
    if record.inbound.sha256 and is_owned(session, record.inbound_id, asked.chosen):
        kind = "eml" if record.inbound.channel == "email" else "bin"
        yield f"originaux/{name}.{kind}", record.inbound.sha256
    for file in added_files.of_request(session, record.line.id):
        if file.is_shareable:
            safe = re.sub(r"[^\w.-]+", "_", file.filename)[-80:]
            yield f"originaux/{name}-{file.id}-{safe}", file.sha256


def _request(installation: Installation, session: Session, record: RequestRecord, known: Known, language: str) -> dict[str, object]:
    ruleset = installation.towns.get(record.line.town).ruleset
    zone = ZoneInfo(installation.towns.get(record.line.town).town.timezone)
    line, who = record.line, record.requester
    is_whole = known.is_his(record.draft.requester, record.draft.sender)

    def moment(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def stood(one: Consent) -> str:
        words = _WORDS[language]
        if one.withdrawn_at is not None:
            return words["withdrawn"].format(moment=moment(one.withdrawn_at))
        return words["given" if one.is_given else "not_given"]

    return {
        "number": None if line.number is None else str(line.number),
        "tracking": line.tracking,
        "received_at": moment(line.received_at),
        "channel": line.channel.value,
        "subject": next((one.label for one in ruleset.subjects if one.code == line.subject), line.subject),
        "department": next((one.label for one in ruleset.departments if one.code == line.department), line.department),
        "state": line.status.value,
        "heading": line.heading,
        "requester": {"name": who.name, "email": who.email, "phone": who.phone, "organisation": who.organisation, "address": who.address},
        "place": record.place.text or " ".join(one for one in (record.place.number, record.place.street) if one),
        "details": record.details,
        "message": record.draft.text if is_whole else None,
        "added": [{"at": moment(one.received_at), "text": _added(one, known, language)} for one in follow_ups.of(session, record.line.id)],
        "letters": [
            {"at": moment(one.sent_at or one.created_at), "text": _letter(one.letter.payload, known)}
            for one in outbox.of_request(session, record.line.id)
            if one.letter.recipient.lower() in known.emails or "occasion" in one.letter.payload
        ],
        "consents": [
            {"at": moment(one.at), "form": f"{one.form} v{one.version}", "text": one.words.said(one.language), "state": stood(one)}
            for one in consents.of_request(session, record.line.id)
        ],
        "ratings": [
            {"at": moment(one.changed_at), "text": " – ".join(filter(None, (f"{one.stars}/5", one.words)))}
            for one in ratings.of(session, record.line.id).values()
        ],
        "notes": [{"at": moment(one.at), "text": masked(one.text, known)} for one in notes.of_request(session, record.line.id)],
        "history": [
            {"at": moment(one.at), "action": one.action, "text": masked(str(one.details.get("reason") or ""), known)}
            for one in record.history
        ],
        "files": [one.filename for one in record.draft.attachments] if is_whole else [],
    }


def _added(one: follow_ups.Added, known: Known, language: str) -> str:
    """Return a message that was added, where it is his; another's word is that person's data."""
    is_his = known.is_his(one.draft.requester, one.draft.sender)
    return one.draft.text if is_his else f"[{_WORDS[language]['other']}]"


def _letter(payload: Mapping[str, object], known: Known) -> str:
    return masked("\n".join(str(payload[name]) for name in ("subject", "body") if payload.get(name)), known)
