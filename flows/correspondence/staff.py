"""What the town's own people are written, by the models of the town: a mail that tells of a request never waits for its model.

Where a town's own text cannot be written, or leaves out what the mail is for, the shipped one is written in its place, and the journal, the
history of the request and the page of the model say so. The number of a request and its page on the desk stand in each, whatever the text.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.deadline import Silence
from domain.draft import Flag
from domain.ids import RequestId, TownId
from domain.ruleset import Subject
from domain.town import Town
from flows import notice
from flows.clocks import find_promise
from flows.correspondence import models
from flows.correspondence.facts import day, dialled, town_hall
from flows.correspondence.models import Current
from flows.post import ACTOR
from flows.town_views import TownView
from letters import fields
from letters.fields import Fields
from letters.kinds import ENTRIES, Language, ModelKey
from letters.model import Model, UnresolvedError, UnwritableError, write
from routing.calendar import calendar_of
from store import agents, history, journal
from store.history import HistoryLine
from store.journal import Sought
from store.request_lines import RequestLine

REPLACED = "letter_model.replaced"
"""What the journal calls it where the shipped text was written in place of a town's own."""
NOTED = "notice_replaced"
"""The same in the history of a request."""
_ONCE = timedelta(days=1)
_REQUEST = {Language.FRENCH: "demande", Language.ENGLISH: "request"}
_OPEN = {Language.FRENCH: "Ouvrir la demande :", Language.ENGLISH: "Open the request:"}
_BLANKS = re.compile(r"[ \t\r\n]+")


BLANK = fields.Fiche(
    reference="",
    numero=None,
    suivi="",
    objet="",
    type="",
    nature="",
    regime="",
    origine="",
    date_reception="",
    heure_reception="",
    localisation=None,
    details="",
    date_limite=None,
    date_decision_implicite=None,
    lien_suivi=None,
    lien="",
    principale=None,
    est_danger=False,
)
"""A request of which nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A mail, or an entry of one: ``version`` of the town's own model, 0 for the one that is shipped."""

    subject: str
    body: str
    version: int = 0

    def payload(self, key: ModelKey) -> dict[str, object]:
        """Return it as the outbox keeps it."""
        return {"subject": self.subject, "body": self.body, **({"written_by": key.value, "version": self.version} if self.version else {})}


class LeavesOutError(Exception):
    """A text says less than the mail is for."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Writes to the people of a town at a moment. ``session`` is the transaction of what they are told of."""

    view: TownView
    session: Session
    now: datetime
    url: str
    language: Language = Language.FRENCH
    """French, and English to an agent who reads that."""
    read: dict[ModelKey, Current] = field(default_factory=dict)
    """The models that were asked for: a mail of a day has a hundred entries."""

    def own(self, key: ModelKey) -> Current:
        """Return the model that counts."""
        found = self.read.get(key)
        if found is None:
            found = self.read[key] = models.current(self.session, self.view.town.id, key, self.language)
        return found

    def say(self, own: Current, known: Fields, request: RequestId | None = None) -> Words:
        """Return what a mail says by a model of the town, by the shipped one where that fails; which is then written down."""
        key = ModelKey(own.key)
        if own.number:
            try:
                return replace(worded(key, own.model, known, self.language), version=own.number)
            except (UnresolvedError, UnwritableError, LeavesOutError) as error:
                lacking = None if isinstance(error, UnwritableError) else error.field
                one = Replaced(key=key, language=self.language, number=own.number, lacking=lacking, request=request)
                tell_replaced(self.session, self.view.town.id, one, self.now)
        return worded(key, models.shipped(key, self.language), known, self.language)

    def base(self, fiche: fields.Fiche, department: str = "") -> Fields:
        """Return the merge fields of a mail to the town's own people; those of requesters and decisions are empty."""
        return bare(self.view.town, self.now, self.language, fiche, department)

    def fiche(self, line: RequestLine, called: str) -> fields.Fiche:
        """Return a request as a mail to the town's own people names it. ``called`` is its number, or what stands for that."""
        subject = next((one for one in self.view.ruleset.subjects if one.code == line.subject), None)
        promise = find_promise(self.view.ruleset, line.subject)
        received = calendar_of(self.view.town).local(line.received_at)
        by = line.dates.complete_by
        return fields.Fiche(
            reference=called,
            numero=str(line.number) if line.number else None,
            suivi="",
            objet=line.heading,
            type=notice.subject_label(self.view.ruleset, line.subject),
            nature=_nature(subject),
            regime=(Silence.NONE if promise is None else promise.silence).value,
            origine=line.channel.value,
            date_reception=day(received.date(), self.language),
            heure_reception=f"{received:%H:%M}",
            localisation=line.place,
            details="",
            date_limite=None if by is None else day(calendar_of(self.view.town).local(by).date(), self.language),
            date_decision_implicite=None if line.dates.legal_on is None else day(line.dates.legal_on, self.language),
            lien_suivi=None,
            lien=f"{self.url}/requests/{line.id}",
            principale=None,
            est_danger=Flag.DANGER in line.flags,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A town's own text that was not written; ``lacking`` is the field it lacked, or left out."""

    key: ModelKey
    number: int
    lacking: str | None
    language: Language = Language.FRENCH
    request: RequestId | None = None


def tell_replaced(session: Session, town: TownId, one: Replaced, now: datetime) -> None:
    """Say on its request that the shipped text was written in place of the town's own, and once a day in the journal."""
    facts: dict[str, object] = {"model": one.key.value, "number": one.number, **({"field": one.lacking} if one.lacking else {})}
    if one.request is not None:
        history.append(session, town, one.request, HistoryLine(at=now, actor=ACTOR, action=NOTED, details=facts))
    name = models.stored(one.key, one.language)
    if last_replaced(session, town, name, now - _ONCE) is None:
        journal.append(session, at=now, town=town, actor=ACTOR, action=REPLACED, object=f"letter_model:{name}", details=facts)


def last_replaced(session: Session, town: TownId, name: str, since: datetime) -> str | None:
    """Return what the town's own text lacked when the shipped one was last written in its place, "" for none; None: that was not since."""
    sought = Sought(action=REPLACED, object=f"letter_model:{name}", since=since)
    found = journal.page(session, town, after=None, limit=1, sought=sought)
    return str(found[0].details.get("field") or "") if found else None


def worded(key: ModelKey, model: Model, known: Fields, language: Language = Language.FRENCH) -> Words:
    """Return what a model makes of a request, with what must stand in such a mail. Raises as `letters.model.write`; LeavesOutError."""
    title = _BLANKS.sub(" ", write(Model(subject=model.subject, text=model.subject), known).text).strip()
    body = write(model, known).text
    if not title or (not body and key not in ENTRIES):
        raise LeavesOutError("objet" if not title else "texte")
    if key is ModelKey.DUE_TODAY:
        _refuse_short(body, known)
        return Words(subject=title, body=body)
    if key is ModelKey.OVERDUE and known.relance.ligne and known.relance.ligne not in body:
        raise LeavesOutError("relance.ligne")
    reference, link = known.fiche.reference, known.fiche.lien
    # By its number a department's answer finds its request, and by its page whoever reads it; the entry of another mail has the latter.
    subject = title if reference in title else f"{title} – {_REQUEST[language]} {reference}"
    if link in body:
        return Words(subject=subject, body=body)
    return Words(subject=subject, body=f"{body}\n{link}".lstrip() if key in ENTRIES else f"{body}\n\n{_OPEN[language]} {link}")


def _refuse_short(body: str, known: Fields) -> None:
    told = known.echeances
    for name in ("decisions", "retards", "usagers", "a_venir"):
        if any(one not in body for one in getattr(told, name)):
            raise LeavesOutError(f"echeances.{name}")
    if told.reste and told.reste not in body:
        raise LeavesOutError("echeances.reste")


def bare(town: Town, now: datetime, language: Language, fiche: fields.Fiche = BLANK, department: str = "") -> Fields:
    """Return the merge fields of a mail that tells of a town, a day and maybe a request; all others are empty."""
    return Fields(
        collectivite=hall(town),
        fiche=fiche,
        demandeur=fields.Demandeur(civilite="", nom=None, adresse_bloc=None),
        service=fields.Service(nom=department, telephone=None, courriel=None),
        agent=fields.Agent(nom=None, qualite=None),
        signataire=fields.Signataire(nom=None, qualite=None),
        pieces=fields.Pieces(liste=(), date_limite=None, suspend=False),
        autorite=fields.Autorite(nom=None, courriel=None, telephone=None),
        recours=fields.Recours(tribunal=None),
        reponse=fields.Reponse(texte=None, motif=None),
        intervention=fields.Intervention(date=None),
        date_courrier=day(calendar_of(town).local(now).date(), language),
    )


def hall(town: Town, *, has_logo: bool = False) -> fields.Collectivite:
    """Return a town hall as its letters name it."""
    return fields.Collectivite(
        nom=town_hall(town.name),
        adresse=", ".join(town.address),
        telephone=dialled(town.phone),
        courriel=town.email,
        site=town.site,
        commune=town.name,
        logo=has_logo or None,
    )


def _nature(subject: Subject | None) -> str:
    return subject.nature.value if subject else "autre"


def language_of(session: Session, address: str) -> Language:
    """Return the language whoever reads at an address is written in: his own, where it is one agent's; a department's is the town's."""
    return Language.ENGLISH if agents.reads_english(session, address) else Language.FRENCH
