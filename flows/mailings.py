"""A letter of an agent's own words to everyone a query finds: first who is reached and how, then one letter to each, once.

What is ordered is written down with all its requests in one transaction, and the work on it; a worker then deals with each request in a
transaction of its own. Who dies on the way goes on with those that wait. A person is written to once by one mailing, however many of the
requests are his: he is known again by his file, his address of mail, or his name with his postal address.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.errors import ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.inbound import Channel
from domain.mailing import Mailing, MailingId, MailingItem, Outcome
from domain.query import SavedQuery
from domain.rights import Permission, Visibility, may, visibility
from flows.acting import Acting, Purpose, called, find_acting
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, ByPost, Way, way_to, written_to
from flows.correspondence.writing import Writing, is_on
from flows.kinds import LATER, JobKind
from flows.own_words import WRITTEN
from flows.queries import Asker, meant_by, used
from flows.rights import facts_of, lacking
from flows.steps import Change
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ModelKey
from store import incidents, jobs, journal, mailings, queries, requests
from store.folding import folded
from store.jobs import Job
from store.outbox import Letter
from store.requests import RequestRecord

MOST = 2_000
"""Requests of one mailing: so many are looked at in a few seconds while somebody waits for the page."""
MOST_CHARACTERS = 20_000
_WRITING = (Permission.TREAT, Permission.REQUALIFY)
"""As for a holding reply: whoever does the work of a request, or says where it belongs."""
_LEASE = timedelta(seconds=120)
_RENEWED_AFTER = 25
"""Requests between two renewals of the lease: a second or two."""
_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What would become of one request, called by ``reference``."""

    item: MailingItem
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Who would be reached, and how; ``samples`` are the first letters as their recipients get them.

    ``seal`` is what this outlook is told from another one by: requests, ways and text.
    """

    query: SavedQuery
    text: str
    prospects: tuple[Prospect, ...]
    samples: tuple[Letter, ...]
    seal: str

    @property
    def counts(self) -> Counter[Outcome]:
        """Return how many requests have which outcome."""
        return Counter(one.item.outcome for one in self.prospects if one.item.outcome is not None)

    @property
    def left_out(self) -> tuple[Prospect, ...]:
        """Return those nobody is written to for."""
        return tuple(one for one in self.prospects if one.item.outcome is not None and not one.item.outcome.is_written)


def outlook(installation: Installation, asker: Asker, town: TownId, query: int, text: str, now: datetime) -> Outlook:
    """Return who would be reached by a letter; nothing is written. Without words, no sample is shown.

    Raises NotFoundError for a query that is not his to use; ForbiddenError for who writes to nobody; InvalidError for a text that is too
    long, or a query that finds more than `MOST`; ConflictError where the town writes to no requester.
    """
    text = text.replace("\r\n", "\n").strip()
    with installation.database.read() as session:
        saved = used(session, asker, town, query)
        _refuse(installation, asker, saved, text)
        looking = _Looking(installation, session, asker, saved.town, now)
        prospects = looking.prospects(_found(session, installation, saved, asker, now))
        samples = looking.samples(prospects, text) if text else ()
    told = (saved.id, saved.version, text, [(one.item.request, str(one.item.outcome)) for one in prospects])
    return Outlook(query=saved, text=text, prospects=prospects, samples=samples, seal=sha256(repr(told).encode()).hexdigest()[:32])


def send(installation: Installation, asker: Asker, shown: Outlook, once: str, now: datetime) -> MailingId:
    """Order the letters of an outlook and return the mailing; the same words with the same ``once`` are one. A worker writes them.

    Raises InvalidError without words, ConflictError where nobody is reached.
    """
    if not shown.text:
        raise InvalidError(Mistake(where="text", what=say("The text is missing."), remedy=say("Write what they are to be told.")))
    if not any(one.item.outcome is not None and one.item.outcome.is_written for one in shown.prospects):
        raise ConflictError(say("Nobody of them can be written to: nothing was sent."))
    saved, agent = shown.query, asker.login or ""
    with installation.database.write() as session:
        # Whoever goes back and writes other words means another letter: his form brings the same ``once``.
        own = _digest(agent, once, shown.text)
        mailing = mailings.add(
            session,
            town=saved.town,
            query=saved.id,
            name=saved.name,
            criteria=saved.criteria,
            text=shown.text,
            agent=agent,
            once=own,
            now=now,
        )
        if mailing is None:
            known = mailings.find_once(session, saved.town, own)
            if known is None:
                raise NotFoundError(say("There is no mailing like that."))
            return known
        # What cannot be written stands there at once; what can, waits for its letter.
        mailings.add_items(session, mailing, [_waiting(one.item) for one in shown.prospects])
        jobs.add(session, town=saved.town, queue=LATER, kind=JobKind.MAILING, subject_id=mailing, now=now)
        facts: dict[str, object] = {"mailing": mailing, "query": saved.id, "requests": len(shown.prospects)}
        journal.append(session, at=now, town=saved.town, actor=agent, action="mailing.ordered", object=f"mailing:{mailing}", details=facts)
    installation.bell.ring(LATER)
    return mailing


def let_go(installation: Installation, job: Job) -> Change:
    """Write the letters of a mailing that wait, one request after the other, and return the change that says it is done."""
    mailing = MailingId(job.subject_id)
    with installation.database.read() as session:
        ordered = mailings.get(session, mailing)
    while True:
        with installation.database.read() as session:
            batch = mailings.waiting(session, mailing, _RENEWED_AFTER)
        if not batch:
            return partial(_finished, ordered)
        for one in batch:
            _write(installation, ordered, one)
        with installation.database.write() as session:
            jobs.extend(session, job, datetime.now(UTC), _LEASE)


def _finished(ordered: Mailing, session: Session, now: datetime) -> tuple[str, ...]:
    if mailings.get(session, ordered.id).done_at is None:
        mailings.finish(session, ordered.id, now)
        counts = mailings.counts(session, ordered.id)
        facts: dict[str, object] = {str(outcome): many for outcome, many in counts.items()}
        journal.append(
            session, at=now, town=ordered.town, actor=ordered.agent, action="mailing.done", object=f"mailing:{ordered.id}", details=facts
        )
    # Letters were written on the way.
    return (LATER,)


def _write(installation: Installation, ordered: Mailing, item: MailingItem) -> None:
    """Write to the requester of one request, if he was not written to yet, and say what became of it."""
    now = datetime.now(UTC)
    with installation.database.write() as session:
        outcome, letters = _written(installation, session, ordered, item, now)
        if outcome is not None:
            mailings.note(session, ordered.id, item.request, outcome, letters)


def _written(
    installation: Installation, session: Session, ordered: Mailing, item: MailingItem, now: datetime
) -> tuple[Outcome | None, int]:
    """Return what became of a request, and how many letters were written; None where that was said before."""
    try:
        if requests.hold(session, item.request) != item.request:
            return Outcome.GONE, 0
        record = requests.get(session, item.request)
        acting = find_acting(session, record, ordered.agent, now, Purpose(towns=installation.towns, to=_WRITING))
    except ForbiddenError:
        return Outcome.REFUSED, 0
    except NotFoundError:
        return Outcome.GONE, 0
    if not mailings.is_waiting(session, ordered.id, item.request):
        return None, 0
    return _post(installation, session, ordered, item.person, record, acting)


def _post(
    installation: Installation, session: Session, ordered: Mailing, person: str | None, record: RequestRecord, acting: Acting
) -> tuple[Outcome, int]:
    if person is not None and mailings.is_told(session, ordered.id, person):
        return Outcome.TOLD, 0
    view = installation.towns.get(ordered.town)
    writing = Writing(settings=installation.settings, view=view, session=session, now=acting.now, agent=acting.agent)
    letters = writing.of(record, _occasion(ordered.id, ordered.text, acting.agent))
    known = incidents.told_of(session, [str(one.event) for one in letters])
    new = tuple(one for one in letters if (one.recipient.strip().lower(), str(one.event)) not in known)
    if not new:
        return (Outcome.TOLD if letters else Outcome.UNREACHED), 0
    facts = {"mailing": ordered.id, "letters": len(new)}
    acting.write_down(session, record, WRITTEN, facts, {"answer": ordered.text})
    writing.post(new)
    is_mail = isinstance(way_to(session, view, record), ByMail)
    return (Outcome.MAIL if is_mail else Outcome.POST), len(new)


def _occasion(mailing: MailingId | None, text: str, agent: str) -> Occasion:
    return Occasion(model=ModelKey.MESSAGE, event=f"{ModelKey.MESSAGE}:mailing:{mailing}", answer=text, agent=agent)


def _waiting(item: MailingItem) -> MailingItem:
    """Return an item as it begins: who would be told by another request is written to by this one where that fails."""
    is_open = item.outcome is Outcome.TOLD or (item.outcome is not None and item.outcome.is_written)
    return replace(item, outcome=None if is_open else item.outcome)


def _refuse(installation: Installation, asker: Asker, saved: SavedQuery, text: str) -> None:
    if asker.standing is None or asker.login is None:
        raise ForbiddenError(say("Somebody who signs in writes letters: name who does."))
    if not is_on(installation.settings, installation.towns.get(saved.town).town):
        raise ConflictError(say("The town writes to no requester. Ask an administrator of Citoyen whether it is to."))
    if len(text) > MOST_CHARACTERS:
        what = say("The text has {count} characters; {most} are taken.", count=len(text), most=MOST_CHARACTERS)
        raise InvalidError(Mistake(where="text", what=what, remedy=say("Write less.")))


def _found(session: Session, installation: Installation, saved: SavedQuery, asker: Asker, now: datetime) -> tuple[RequestId, ...]:
    found = meant_by(session, installation, saved.town, saved.criteria, asker, now)
    ids = queries.page(session, found, asker.reach, limit=MOST + 1)
    if len(ids) > MOST:
        what = say("The query finds more than {most} requests; so many are written to at once.", most=MOST)
        raise InvalidError(Mistake(where="query", what=what, remedy=say("Add a criterion, and write in several goes.")))
    return ids


class _Looking:
    """Looks who is reached."""

    def __init__(self, installation: Installation, session: Session, asker: Asker, town: TownId, now: datetime) -> None:
        self._session, self._asker, self._now = session, asker, now
        self._settings, self._view = installation.settings, installation.towns.get(town)
        self._people: dict[str, str] = {}
        self._told: set[str] = set()

    def prospects(self, ids: Sequence[RequestId]) -> tuple[Prospect, ...]:
        """Return what would become of each request; a part of another one is dealt with as that one. Raises ForbiddenError."""
        parts = mailings.mains(self._session, ids)
        mains = tuple(dict.fromkeys(parts[one].main for one in ids if one in parts))
        dossiers = mailings.mains(self._session, mains)
        found = tuple(self._prospect(one, dossiers[one].dossier) for one in mains)
        if found and all(one.item.outcome is Outcome.REFUSED for one in found):
            raise lacking(*_WRITING)
        return found

    def samples(self, prospects: Sequence[Prospect], text: str) -> tuple[Letter, ...]:
        """Return the first letters."""
        writing = Writing(settings=self._settings, view=self._view, session=self._session, now=self._now, agent=self._asker.login)
        written = [one.item.request for one in prospects if one.item.outcome is not None and one.item.outcome.is_written]
        occasion = _occasion(None, text, self._asker.login or "")
        return tuple(letter for one in written[:_SAMPLES] for letter in writing.of(requests.get(self._session, one), occasion))

    def _prospect(self, request: RequestId, dossier: int | None) -> Prospect:
        record = requests.get(self._session, request)
        outcome, keys = self._reached(record, dossier)
        person = next((self._people[one] for one in keys if one in self._people), next(iter(keys), None))
        if person is not None:
            self._people.update(dict.fromkeys(keys, person))
            outcome = Outcome.TOLD if outcome.is_written and person in self._told else outcome
        if outcome.is_written and person is not None:
            self._told.add(person)
        item = MailingItem(request=request, outcome=outcome, person=person, letters=0)
        return Prospect(item=item, reference=called(record))

    def _reached(self, record: RequestRecord, dossier: int | None) -> tuple[Outcome, tuple[str, ...]]:
        """Return whether and how a requester is reached, and by what he is known again."""
        standing, facts = self._asker.standing, facts_of(self._view.ruleset, record)
        if (
            standing is None
            or visibility(standing, facts) is not Visibility.WHOLE
            or not any(may(standing, one, facts) for one in _WRITING)
        ):
            return Outcome.REFUSED, ()
        way = way_to(self._session, self._view, record)
        if way is None or (isinstance(way, ByPost) and way.address is None and record.line.channel is Channel.COUNTER):
            return Outcome.UNREACHED, ()
        own = () if dossier is None else (f"file:{dossier}",)
        return (Outcome.MAIL if isinstance(way, ByMail) else Outcome.POST), (*own, *_keys(record, way))


def _keys(record: RequestRecord, way: Way) -> tuple[str, ...]:
    """Return what a requester is known again by within a mailing: a digest, for it stays when he is forgotten."""
    if isinstance(way, ByMail):
        return (_digest("mail", way.address),)
    return () if way.address is None else (_digest("post", folded(written_to(record).name) or "", folded(way.address) or ""),)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
