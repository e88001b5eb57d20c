"""Two years of requests of the demo town, written as they would stand in the database: invented, and the same each time."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.decision import ForReview, Orientation, Reason, Routed
from domain.draft import Flag, Requester
from domain.ids import RuleId, SectorName, TownId
from domain.place import Place, PlaceStatus
from domain.request import Closure, Status
from domain.ruleset import Alert, Subject
from flows.facts import rebuild
from flows.towns import load_town
from flows.wiring import Installation
from store.mapping import dump
from store.schema import ConfirmationRow, DraftRow, InboundRow, RequestRow
from tests.demo_town import demo_town

VALOGNES = TownId("valognes")
BEGAN, ENDED = date(2024, 1, 1), date(2025, 12, 31)
NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
"""A Monday: the week before, the month and the year are over."""
_CHANNELS = {"email": 42, "form": 25, "phone": 20, "counter": 8, "scan": 4, "fax": 1}
_THEMES = {"Propreté": 40, "Voirie": 30, "Éclairage": 13}
_SEASONS = (0.8, 0.85, 1.0, 1.1, 1.2, 1.15, 1.0, 0.75, 1.15, 1.1, 0.95, 0.8)
_DAILY = 2.6


def fill(installation: Installation) -> int:
    """Load the demo town, write its requests and count their facts; return how many there are."""
    folder = demo_town()
    load_town(installation, folder, datetime(2023, 12, 1, tzinfo=UTC))
    with installation.database.write() as session:
        sectors, streets = ([one.name for one in many] for many in (folder.places.sectors, folder.places.streets))
        rows = _write(session, folder.ruleset.subjects, sectors, streets)
    rebuild(installation)
    return rows


def _write(session: Session, subjects: Sequence[Subject], sectors: Sequence[str], streets: Sequence[str]) -> int:
    chance = random.Random(2025)  # noqa: S311 — invented requests
    session.execute(insert(InboundRow), [_inbound()])
    session.execute(insert(DraftRow), [{"id": 1, "town": VALOGNES, "inbound_id": 1, "item": 1, "document": {}, "created_at": NOW}])
    weights = [_THEMES.get(one.theme, 2.0) / sum(other.theme == one.theme for other in subjects) for one in subjects]
    weights = [weight * 3 if place % 4 == 0 else weight for place, weight in enumerate(weights)]
    shares = [3.0, 2.2, *(1.0 for _ in sectors[2:])][: len(sectors)]
    requests: list[dict[str, Any]] = []
    judged: list[dict[str, Any]] = []
    counters = dict.fromkeys((2024, 2025), 0)
    day = BEGAN
    while day <= ENDED:
        growth = 1.0 if day.year == 2024 else 1.12
        busy = (0.35 if day.weekday() > 4 else 1.25) * _SEASONS[day.month - 1] * growth
        for _ in range(_times(chance, _DAILY * busy)):
            counters[day.year] += 1
            made, confirmed = _request(
                chance,
                len(requests) + 1,
                day,
                counters[day.year],
                chance.choices(subjects, weights)[0],
                chance.choices(sectors, shares)[0],
                chance.choice(streets[:40]),
            )
            requests.append(made)
            judged += confirmed
        day += timedelta(days=1)
    session.execute(insert(RequestRow), requests)
    session.execute(insert(ConfirmationRow), judged)
    return len(requests)


def _times(chance: random.Random, mean: float) -> int:
    return sum(chance.random() < mean / 12 for _ in range(12))


def _inbound() -> dict[str, Any]:
    return {
        "id": 1,
        "town": VALOGNES,
        "channel": "email",
        "sha256": "a" * 64,
        "size": 1,
        "content_key": "a" * 64,
        "received_at": NOW,
        "envelope": {},
        "outcome": "drafted",
    }


def _request(  # noqa: PLR0913, PLR0917 — what a request is made of
    chance: random.Random, number: int, day: date, counter: int, subject: Subject, sector: str, street: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    at = datetime(day.year, day.month, day.day, chance.randrange(6, 19), chance.randrange(60), tzinfo=UTC)
    target = at + timedelta(days=chance.choice((2, 5, 10, 15, 30)))
    slow = 8 if chance.random() < 0.03 else 1
    takes = chance.lognormvariate(1.6, 0.9) * (30 if subject.confidentiality else slow)
    closed = at + timedelta(days=takes)
    is_closed = closed < NOW
    is_alone = chance.random() < 0.72
    flags = (Flag.ANONYMOUS,) if chance.random() < 0.06 else ()
    place = Place(status=PlaceStatus.EXACT, text=None, number=None, street=street, sector=SectorName(sector), score=1.0)
    orientation = Orientation(
        subject=subject.code,
        department=subject.department,
        copies=(),
        priority=3,
        confidentiality=subject.confidentiality,
        flags=flags,
        place=place,
        confidence=0.9,
        rule=RuleId("R1"),
        ruleset=1,
        target="5 jo",
        alert=Alert.NONE,
        notices=(),
    )
    decision = Routed(orientation=orientation) if is_alone else ForReview(orientation=orientation, reasons=(Reason.TIE,), alternatives=())
    is_legal = subject.nature.value in {"demande", "reclamation"}
    made = {
        "id": number,
        "town": VALOGNES,
        "draft_id": 1,
        "part": number,
        "tracking": f"T{number:05}",
        "year": day.year,
        "counter": counter,
        "status": Status.CLOSED if is_closed else Status.ACCEPTED,
        "channel": chance.choices(tuple(_CHANNELS), tuple(_CHANNELS.values()))[0],
        "received_at": at,
        "subject": subject.code,
        "department": subject.department,
        "priority": chance.choices((1, 2, 3, 4), (2, 20, 68, 10))[0],
        "confidentiality": int(subject.confidentiality),
        "heading": subject.label,
        "details": "",
        "requester": dump(Requester()),
        "place": dump(place),
        "street": street,
        "sector": sector,
        "decision": dump(decision),
        "trace": {},
        "ruleset_number": 1,
        "created_at": at + timedelta(seconds=40),
        "taken_at": at + timedelta(hours=chance.randrange(1, 40)),
        "taken_by": None,
        "closure": Closure.CARRIED_OUT if is_closed else None,
        "closed_at": closed if is_closed else None,
        "complete_by": target,
        "legal_on": (at + timedelta(days=60)).date() if is_legal else None,
        "due_at": None if is_closed else target,
    }
    if is_closed and chance.random() < 0.04:
        made["closure"] = Closure.REFUSED
    return made, [] if is_alone else [_confirmation(chance, number, made)]


def _confirmation(chance: random.Random, number: int, made: dict[str, Any]) -> dict[str, Any]:
    own = {name: made[name] for name in ("subject", "department", "street", "sector")}
    proposed = {f"proposed_{name}": value for name, value in own.items()}
    if chance.random() < 0.22:
        proposed["proposed_street"] = "Rue inconnue"
    return {
        "town": VALOGNES,
        "request_id": number,
        "rank": 1,
        "at": made["received_at"] + timedelta(hours=2),
        "agent": "claire",
        "number": None,
        "proposed_number": None,
        "ruleset_number": 1,
        **own,
        **proposed,
    }
