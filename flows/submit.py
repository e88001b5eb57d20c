"""A form that a citizen has filled in: checked, kept, and its receipt given at once, both durable.

What several send at the same moment is kept in one commit (`flows.together`).
"""

import hashlib
import itertools
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import CitoyenError
from domain.form import FieldKind, FormDefinition, Target, shown_fields
from domain.ids import CitizenId, InboundId, TownId, TrackingCode
from domain.inbound import Arrival, Channel, Drop, Envelope
from flows import once
from flows.forms import FormBook
from flows.once import Write
from flows.receive import Received, receive
from flows.together import Together
from flows.town_views import TownView
from flows.wiring import Installation
from ingest.form.container import Handed, written, written_hook
from ingest.form.faults import Fault
from ingest.form.validate import Submission, Verdict, validate
from ingest.form.values import Around, Streets
from ingest.phones import e164
from store import citizens, consents, forms, tracking
from store.answered import Answered
from store.consents import Asked, NewConsents
from store.forms import Earlier, NewSubmission, Published

CREATED = 201
AGAIN = timedelta(minutes=10)
"""The same answers within this time are one submission sent twice."""
HOOK_AGAIN = timedelta(days=7)
"""Form builders send again for days what was not acknowledged."""
LIKE = timedelta(days=7)
"""So long the same person with the same form may mean the same thing (DOMAIN S45)."""
SURE, NEAR = 0.8, 0.05
"""Worth of a street's name from which it is taken for the one that is meant, and how much worse the next one must be."""


_PROCESS, _COUNT = secrets.token_hex(10), itertools.count(1)
"""By these a submission is named: a draw for each would let other threads go first each time."""


class FaultyError(CitoyenError):
    """Something is wrong beside fields; nothing was kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{one.field}: {one.code}" for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a submission comes in. ``address`` is where from; ``trap`` what stands in the field that people do not see.

    ``page`` tells the page it was filled in on from every other; empty: it was none of ours.
    ``write`` bears the Idempotency-Key of a program, ``citizen`` who was signed in at the portal: what he sends is his.
    ``privacy`` is the number of what he was told of his data (`flows.privacy_text`); None where he filled in no page of ours.
    """

    now: datetime
    language: str = "fr"
    address: str = ""
    trap: str = ""
    page: str = ""
    write: Write | None = None
    citizen: CitizenId | None = None
    privacy: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A submission that may be kept. ``original`` gives its bytes, with warnings for staff that are added; ``boxes`` are those to agree."""

    form: Published
    way: Way
    at: datetime
    digest: str
    person: str | None
    span: timedelta
    original: Callable[[Sequence[str]], bytes]
    boxes: tuple[Asked, ...] = ()

    @property
    def key(self) -> tuple[TownId, str, str]:
        """Return what is equal for the same submission."""
        return self.form.town, self.form.definition.code, self.digest


Prepare = Callable[[], _Ready]


class FormIntake:
    """Takes in what is sent by the forms of an installation. One a process; safe for many threads.

    Submissions without files are checked by the thread that keeps them. Files take long to look at: that is done where they come in.
    """

    def __init__(self, installation: Installation, book: FormBook) -> None:
        """Take in what the forms of a book ask."""
        self._installation = installation
        self.book = book
        self._together: Together[Prepare, Answered] = Together(self._keep)

    def submit(self, form: Published, sent: Submission, way: Way) -> "Future[Answered]":
        """Keep a submission; its receipt is answered with ``tracking``, ``received_at``, ``is_repeat`` and what it is of.

        It is told FaultyError, `flows.once.DifferentError`, UnavailableError; then nothing is kept.
        """
        if not sent.files:
            return self._together.ask(lambda: self._prepared(form, sent, way))
        ready = self._prepared(form, sent, way)
        return self._together.ask(lambda: ready)

    def take_hook(self, form: Published, body: bytes, way: Way) -> "Future[Answered]":
        """Keep what a form builder sent, as `submit` does; the same body again within days is the same submission."""
        handed = _handed(self._installation.towns.get(form.town), form, way)
        digest = hashlib.sha256(b"webhook\n" + body).hexdigest()
        original = written_hook(form.definition, handed, body)
        ready = _Ready(form=form, way=way, at=handed.at, digest=digest, person=None, span=HOOK_AGAIN, original=lambda _warnings: original)
        return self._together.ask(lambda: ready)

    def _prepared(self, form: Published, sent: Submission, way: Way) -> _Ready:
        view = self._installation.towns.get(form.town)
        zone = ZoneInfo(view.town.timezone)
        verdict = validate(form.definition, sent, around(view, way.now.astimezone(zone)))
        if verdict.faults:
            raise FaultyError(verdict.faults)
        handed = _handed(view, form, way)
        person = _person(form.town, verdict, view.reception.region)

        def original(warnings: Sequence[str]) -> bytes:
            return written(form.definition, replace(verdict, warnings=(*verdict.warnings, *warnings)), handed)

        # The receipt of a submission opens its request: it is given again to the sender alone. Who says nothing of himself is known by the
        # page he has before him, and else not at all: others may send the same words from where he is.
        sender = way.address if person else way.page or handed.id
        if way.citizen is not None:
            sender = f"citizen {way.citizen}"
        digest = _digest(form.definition, verdict, sender)
        boxes = tuple(_boxes(form.definition, verdict))
        return _Ready(form=form, way=way, at=handed.at, digest=digest, person=person, span=AGAIN, original=original, boxes=boxes)

    def _keep(self, batch: Sequence[Prepare]) -> Sequence[Answered | Exception]:
        ready = [_tried(prepare) for prepare in batch]
        fit = [one for one in ready if not isinstance(one, Exception)]
        answered = iter(self._kept_or_told(fit))
        return [one if isinstance(one, Exception) else next(answered) for one in ready]

    def _kept_or_told(self, fit: Sequence[_Ready]) -> Sequence[Answered | Exception]:
        if len(fit) > 1:
            found = _tried(lambda: _kept(self._installation, fit))
            if not isinstance(found, Exception):
                return found
        # Each alone, so that one that cannot be kept takes no other along.
        return [_tried(partial(_kept_once, self._installation, one)) for one in fit]


def _kept_once(installation: Installation, one: _Ready) -> Answered:
    return once.once(installation, one.way.write, lambda: _kept(installation, [one])[0])


Tried = TypeVar("Tried")


def _tried(do: Callable[[], Tried]) -> Tried | Exception:
    """Return what is done, or the error: it is raised where the submission came in."""
    try:
        return do()
    except Exception as error:  # noqa: BLE001 - see above
        return error


def around(view: TownView, now: datetime) -> Around:
    """Return what is known around a submission to a town; ``now`` is in its time."""

    def streets(text: str) -> Streets:
        found = view.classifier.find_addresses(text)
        is_sure = bool(found) and found[0].score >= SURE and (len(found) == 1 or found[0].score - found[1].score >= NEAR)
        names = tuple(" ".join(filter(None, (one.number, one.street))) for one in found)
        return Streets(names=names, is_sure=is_sure or view.classifier.names_a_place(text, SURE))

    places = view.classifier.places
    return Around(
        today=now.date(),
        region=view.reception.region,
        town_name=view.town.name,
        postcode=view.town.postcode,
        neighbours={one.name: one.postcode or "" for one in places.neighbours},
        streets=streets if places.streets else None,
    )


# --- kept together --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of a batch before it is kept: submissions of the same content and of the same persons, writes that were answered."""

    same: Mapping[str, Sequence[Earlier]]
    persons: Mapping[str, Sequence[Earlier]]
    answered: Mapping[int, Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """A batch by what is to be done: ``fresh`` is kept, ``twins`` were sent at the same moment as one of those, ``repeats`` before."""

    fresh: tuple[int, ...]
    twins: Mapping[int, int]
    repeats: Mapping[int, Earlier]


def _kept(installation: Installation, batch: Sequence[_Ready]) -> list[Answered]:
    """Return the receipts of a batch; all are durable."""
    known = _known(installation, batch)
    found = _sorted(batch, known)
    results: dict[int, Answered] = dict(known.answered)

    def then(session: Session, received: Sequence[Received]) -> None:
        ids = [one.inbound_id for one in received]
        codes = dict(zip(found.fresh, _codes(session, [batch[place] for place in found.fresh], ids), strict=True))
        forms.add_submissions(session, [_row(batch[place], of) for place, of in zip(found.fresh, ids, strict=True)])
        consents.add(session, [_agreed(batch[place], one) for place, one in zip(found.fresh, received, strict=True) if one.is_new])
        for place, of in zip(found.fresh, ids, strict=True):
            _link(session, batch[place], of)
        for place in found.fresh:
            results[place] = _answered(session, batch[place], codes[place], batch[place].at)
        for place, first in found.twins.items():
            results[place] = _answered(session, batch[place], codes[first], batch[first].at, is_repeat=True)

    if found.fresh:
        receive(installation, [_arrival(batch[place], _like(known, batch[place])) for place in found.fresh], then)
    for place, earlier in found.repeats.items():
        results[place] = _answer_again(installation, batch[place], earlier)
    return [results[place] for place in range(len(batch))]


def _sorted(batch: Sequence[_Ready], known: _Known) -> _Sorted:
    repeats: dict[int, Earlier] = {}
    twins: dict[int, int] = {}
    first: dict[tuple[TownId, str, str], int] = {}
    for place, one in enumerate(batch):
        if place in known.answered:
            continue
        if (earlier := _latest(known.same.get(one.digest, ()), one, one.span)) is not None:
            repeats[place] = earlier
        elif one.key in first:
            twins[place] = first[one.key]
        else:
            first[one.key] = place
    return _Sorted(fresh=tuple(first.values()), twins=twins, repeats=repeats)


def _known(installation: Installation, batch: Sequence[_Ready]) -> _Known:
    since = min(one.way.now - max(one.span, LIKE) for one in batch)
    with installation.database.read() as session:
        same = forms.find_same(session, [one.digest for one in batch], since)
        persons = forms.find_of_persons(session, [one.person for one in batch if one.person is not None], since)
    answered: dict[int, Answered] = {}
    for place, one in enumerate(batch):
        if len(batch) > 1 and one.way.write is not None and (found := once.earlier(installation, one.way.write)) is not None:
            answered[place] = found
    return _Known(same=same, persons=persons, answered=answered)


def _latest(found: Sequence[Earlier], one: _Ready, span: timedelta) -> Earlier | None:
    """Return the latest of those handed in by the same form within a span."""
    own = (one.form.town, one.form.definition.code)
    near = [earlier for earlier in found if (earlier.town, earlier.code) == own and earlier.at >= one.way.now - span]
    return max(near, key=lambda earlier: earlier.at, default=None)


def _like(known: _Known, one: _Ready) -> tuple[str, ...]:
    """Return what staff are told where the same person has sent the same form lately."""
    earlier = _latest(known.persons.get(one.person, ()), one, LIKE) if one.person is not None else None
    if earlier is None:
        return ()
    code = f" ({earlier.tracking})" if earlier.tracking else ""
    return (f"La même personne a envoyé ce formulaire le {earlier.at.astimezone(one.at.tzinfo):%d/%m/%Y à %H:%M}{code}.",)


def _arrival(one: _Ready, warnings: Sequence[str]) -> Arrival:
    department = one.form.definition.department
    return Arrival(
        raw=one.original(warnings),
        channel=Channel.FORM,
        town=one.form.town,
        mailbox=None,
        envelope=Envelope(drop=None if department is None else Drop(department=department)),
        received_at=one.way.now,
    )


def _codes(session: Session, fresh: Sequence[_Ready], ids: Sequence[InboundId]) -> list[TrackingCode]:
    of_town: defaultdict[TownId, list[int]] = defaultdict(list)
    for place, one in enumerate(fresh):
        of_town[one.form.town].append(place)
    codes: dict[int, TrackingCode] = {}
    for town, places in of_town.items():
        given = tracking.give(session, town, [ids[place] for place in places], fresh[places[0]].way.now)
        codes.update(zip(places, given, strict=True))
    return [codes[place] for place in range(len(fresh))]


def _link(session: Session, one: _Ready, inbound_id: InboundId) -> None:
    """Write whose arrival it is; an account that was deleted a moment ago has none."""
    citizen = one.way.citizen
    if citizen is not None and citizens.find(session, citizen) is not None:
        citizens.link_arrival(session, citizen, inbound_id, one.way.now)


def _row(one: _Ready, inbound_id: InboundId) -> NewSubmission:
    return NewSubmission(
        inbound_id=inbound_id,
        town=one.form.town,
        code=one.form.definition.code,
        digest=one.digest,
        person=one.person,
        at=one.way.now,
        privacy=one.way.privacy,
    )


def _agreed(one: _Ready, received: Received) -> NewConsents:
    return NewConsents(
        inbound_id=received.inbound_id,
        town=one.form.town,
        code=one.form.definition.code,
        version=one.form.number,
        language=one.way.language,
        at=one.way.now,
        asked=one.boxes,
    )


def _boxes(definition: FormDefinition, verdict: Verdict) -> Iterator[Asked]:
    """Yield the boxes to agree that were asked, ticked or not."""
    answers = {one.field.name: one.value.texts for one in verdict.filled}
    for one in shown_fields(definition, answers):
        if one.kind is FieldKind.CONSENT:
            yield Asked(field=one.name, use=one.consent_for, is_given=bool(answers.get(one.name)))


def _answer_again(installation: Installation, one: _Ready, earlier: Earlier) -> Answered:
    if earlier.tracking is None:
        raise CitoyenError(f"Arrival {earlier.inbound_id} has no receipt.")
    at = earlier.at.astimezone(one.at.tzinfo)
    if one.way.write is None:
        return _receipt(one, earlier.tracking, at, is_repeat=True)
    with installation.database.write() as session:
        return _answered(session, one, earlier.tracking, at, is_repeat=True)


def _answered(session: Session, one: _Ready, code: TrackingCode, at: datetime, *, is_repeat: bool = False) -> Answered:
    answered = _receipt(one, code, at, is_repeat=is_repeat)
    if one.way.write is not None:
        once.keep(session, one.way.write, CREATED, answered.answer, one.way.now)
    return answered


def _receipt(one: _Ready, code: TrackingCode, at: datetime, *, is_repeat: bool = False) -> Answered:
    answer: dict[str, object] = {
        "tracking": code,
        "received_at": at.isoformat(timespec="seconds"),
        "form": one.form.definition.code,
        "version": one.form.number,
        "is_repeat": is_repeat,
    }
    return Answered(fingerprint=one.way.write.fingerprint if one.way.write else "", status=CREATED, answer=answer)


def _handed(view: TownView, form: Published, way: Way) -> Handed:
    wanted = form.definition.subject
    subject = None if wanted is None else next((one.label for one in view.ruleset.subjects if one.code == wanted), None)
    return Handed(
        id=f"{_PROCESS}-{next(_COUNT)}",
        at=way.now.astimezone(ZoneInfo(view.town.timezone)),
        version=form.number,
        language=way.language,
        subject=subject,
        trap=way.trap[:200],
    )


# --- known again ----------------------------------------------------------------------------------------------------------------------


def _digest(definition: FormDefinition, verdict: Verdict, sender: str) -> str:
    """Return what is equal for the same answers of the same sender."""
    answers = [
        [one.field.name, *one.value.texts, *([one.value.point.lat, one.value.point.lon] if one.value.point else [])]
        for one in (*verdict.filled, *verdict.beside)
    ]
    files = [hashlib.sha256(one.file.content).hexdigest() for one in verdict.files]
    return hashlib.sha256(json.dumps([definition.code, sender, answers, files]).encode()).hexdigest()


def _person(town: TownId, verdict: Verdict, region: str) -> str | None:
    email, phone = verdict.text(Target.EMAIL), verdict.text(Target.PHONE)
    known = (email or "").lower() or (e164(phone, region) if phone else None)
    return hashlib.sha256(f"{town}\n{known}".encode()).hexdigest() if known else None
