"""Facts of requests follow what is done to them, whoever does it and whatever is killed on the way, on both databases (S26, S40)."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, text, update

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.fact import UNTIL_CLOSING
from domain.figures import Asked as Question
from domain.figures import Axis, Counts, Duration, Measure, Period
from domain.following import Rating
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.request import Addition, Closure, Status
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.facts import catch_up, differences, rebuild, seal
from flows.merge import Joining, join
from flows.undo import undo
from flows.wiring import Installation
from store import facts_kept, ratings, requests, towns
from store.facts import count
from store.schema import FactDueRow, FactRow, HistoryRow, OutboxRow, RequestRow
from tests import installations
from tests.flows.confirming import VAGUE
from tests.flows.waiting_hall import FIRST, HOLE, at, come, decide, do, mail, open_hall, ruleset
from tests.installations import BREVILLE, NOW
from tests.store.samples import keep_draft, new_request

ANNE = "anne"
SECOND = RequestId(2)
ROADS = DepartmentCode("VOI")
YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
ALL = Question(town=BREVILLE, period=YEAR, measures=frozenset(Measure), durations=frozenset(Duration))
LONG_AFTER = datetime(2027, 2, 1, tzinfo=UTC)
OPEN = {Measure.STOCK, Measure.OVERDUE}


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town that writes to requesters, with a request in review. As a demande of URB-05, a silence of two months would reject it."""
    opened = open_hall(tmp_path / "data", database_url)
    come(opened, mail(VAGUE, 1))
    yield opened
    opened.close()


def told(hall: Installation, now: datetime = LONG_AFTER, **asked: Any) -> Counts:
    """Count what is known by a moment, as whoever gives an answer does."""
    catch_up(hall, batches=4)
    question = replace(ALL, **asked)
    with hall.database.read() as session:
        return count(session, replace(question, period=replace(question.period, last=min(question.period.last, day_of(now)))))


def on(hall: Installation, day: str) -> dict[Measure, int]:
    """Return what is told of everything on a day."""
    found = told(hall, at(f"{day}T12:00"))
    return {measure: many for (_, measure), many in found.counts.items()}


def test_a_life_is_counted_each_part_by_its_own_day(hall: Installation) -> None:
    decide(hall)
    do(hall, Act.TAKE, "2026-03-16T09:14")
    do(hall, Act.ASK, "2026-03-17T10:00", pieces=("un plan",), day=date(2026, 4, 10))
    do(hall, Act.RESUME, "2026-03-20T10:00")
    do(hall, Act.CLOSE, "2026-03-31T10:00", closure=Closure.REFUSED, answer="Non, car …")
    do(hall, Act.REOPEN, "2026-04-02T10:00", reason="encore")
    do(hall, Act.CLOSE, "2026-04-30T10:00", closure=Closure.CARRIED_OUT, answer="fait")
    found = told(hall, axes=(Axis.MONTH,))
    march, april = ("2026-03",), ("2026-04",)
    # Ten working days from 12 March, and the three it waited, are over on the 31st; opened again, it has ten from 2 April on.
    assert {key: many for key, many in found.counts.items() if key[1] not in {*OPEN, Measure.LETTERS}} == {
        (march, Measure.RECEIVED): 1,
        (march, Measure.ACKNOWLEDGED_DUE): 1,
        (march, Measure.REVIEWED): 1,
        (march, Measure.CORRECTED): 1,
        (march, Measure.CLOSED): 1,
        (march, Measure.CLOSED_DUE): 1,
        (march, Measure.CLOSED_IN_TIME): 1,
        (march, Measure.REFUSED): 1,
        (april, Measure.REOPENED): 1,
        (april, Measure.CLOSED): 1,
        (april, Measure.CLOSED_DUE): 1,
    }
    assert found.spreads[march, Duration.TO_TRANSMISSION] == {(24 * 60 + 46) * 60: 1}
    assert found.spreads[march, Duration.TO_TAKING] == {4 * 24 * 60: 1}
    # From Thursday, 12 March to Tuesday, 31 March 2026; it waited from the 17th to the 20th.
    assert {one: found.spreads[march, one] for one in UNTIL_CLOSING if one is not Duration.STARS} == {
        Duration.TO_CLOSING: {19: 1},
        Duration.TO_CLOSING_WORKING: {13: 1},
        Duration.WAITING: {3: 1},
        Duration.ELSEWHERE: {0: 1},
    }


def test_each_closing_is_counted_with_the_stars_it_was_given_and_a_rating_that_is_changed_anew(hall: Installation) -> None:
    decide(hall)
    do(hall, Act.CLOSE, "2026-03-31T10:00", closure=Closure.REFUSED, answer="Non, car …")
    do(hall, Act.REOPEN, "2026-04-02T10:00", reason="encore")
    do(hall, Act.CLOSE, "2026-04-30T10:00", closure=Closure.CARRIED_OUT, answer="fait")
    assert not any(duration is Duration.STARS for _, duration in told(hall).spreads)
    rate(hall, "2026-03-31T10:00", 1)
    rate(hall, "2026-04-30T10:00", 5)
    assert stars(hall) == {"2026-03": {1: 1}, "2026-04": {5: 1}}
    rate(hall, "2026-03-31T10:00", 2)
    assert stars(hall) == {"2026-03": {2: 1}, "2026-04": {5: 1}}
    assert list(differences(hall)) == []
    rebuild(hall)
    assert stars(hall) == {"2026-03": {2: 1}, "2026-04": {5: 1}}


def rate(hall: Installation, closed: str, given: int) -> None:
    """Let the requester rate the answer of a closing."""
    with hall.database.write() as session:
        ratings.put(session, BREVILLE, FIRST, at(closed), Rating(stars=given, words=None, at=LONG_AFTER, changed_at=LONG_AFTER))


def stars(hall: Installation) -> dict[str, dict[int, int]]:
    """Return how often which stars were given, by the month of the closing."""
    found = told(hall, axes=(Axis.MONTH,)).spreads
    return {month: dict(spread) for ((month,), duration), spread in found.items() if duration is Duration.STARS}


def test_what_was_open_on_a_past_day_is_what_came_less_what_was_closed_and_more_what_was_opened_again(hall: Installation) -> None:
    decide(hall)
    do(hall, Act.CLOSE, "2026-03-14T10:00", closure=Closure.CARRIED_OUT, answer="fait")
    do(hall, Act.REOPEN, "2026-03-16T10:00", reason="encore")
    stock = [on(hall, f"2026-03-{day}").get(Measure.STOCK, 0) for day in (11, 12, 13, 14, 15, 16, 20)]
    assert stock == [0, 1, 1, 0, 0, 1, 1]


def test_an_implicit_decision_is_born_by_the_passing_of_a_day_and_by_nothing_else(hall: Installation) -> None:
    decide(hall)
    assert Measure.IMPLICIT not in on(hall, "2026-05-12")
    assert on(hall, "2026-05-13")[Measure.IMPLICIT] == 1
    assert told(hall, axes=(Axis.WEEK,)).counts[("2026-W20",), Measure.IMPLICIT] == 1
    do(hall, Act.CLOSE, "2026-05-12T23:00", closure=Closure.CARRIED_OUT, answer="fait")
    assert Measure.IMPLICIT not in on(hall, "2026-06-30")


def test_letters_that_left_are_counted_by_their_model_and_the_acknowledgement_by_its_last_day(hall: Installation) -> None:
    decide(hall)
    with hall.database.write() as session:
        written = OutboxRow.kind.in_(("letter", "receipt"))
        session.execute(update(OutboxRow).where(written).values(state="sent", sent_at=at("2026-03-13T10:05")))
    found = told(hall, axes=(Axis.LETTER,))
    letters = {key: many for (key, measure), many in found.counts.items() if measure is Measure.LETTERS}
    assert letters == {("accuse_enregistrement",): 1, ("accuse_reception_svr",): 1}
    assert found.counts[("",), Measure.ACKNOWLEDGED_IN_TIME] == 1
    assert found.spreads[("",), Duration.TO_ACKNOWLEDGE] == found.spreads[("",), Duration.TO_RECORD] == {24 * 60 + 51: 1}


def test_chasers_parts_rejections_and_what_was_taken_back_are_counted_as_they_stand(hall: Installation) -> None:
    decide(hall)
    come(hall, mail("Bonjour, je vous relance.", 2, answers=1), "2026-03-20T10:00")
    assert on(hall, "2026-03-21")[Measure.CHASERS] == 1
    come(hall, mail(HOLE, 3, sender="paul.roger@courriel.example"), "2026-03-21T10:00")
    other = RequestId(2)
    assert on(hall, "2026-03-21")[Measure.STOCK] == 2
    join(hall, Joining(request=other, main=FIRST, addition=Addition.ASKED_AGAIN), ANNE, at("2026-03-21T11:00"))
    now = on(hall, "2026-03-22")
    assert (now[Measure.MERGED], now[Measure.STOCK], now[Measure.CHASERS], now[Measure.RECEIVED]) == (1, 1, 2, 2)
    undo(hall, other, ANNE, at("2026-03-21T11:00"))
    now = on(hall, "2026-03-22")
    assert (now.get(Measure.MERGED), now[Measure.STOCK], now[Measure.CHASERS]) == (None, 2, 1)
    assert not list(differences(hall))


def test_what_is_rejected_before_it_has_a_number_counts_for_nothing_until_it_is_put_back(hall: Installation) -> None:
    assert on(hall, "2026-03-20")[Measure.RECEIVED] == 1
    do(hall, Act.REJECT, "2026-03-20T10:00", reason="rien")
    assert on(hall, "2026-03-21") == {}
    do(hall, Act.RESTORE, "2026-03-21T10:00")
    assert on(hall, "2026-03-22")[Measure.STOCK] == 1
    assert on(hall, "2026-03-20").get(Measure.STOCK) is None


def test_a_department_a_subject_or_a_theme_that_is_renamed_changes_no_figure_on_any_axis(hall: Installation) -> None:
    decide(hall)
    before = {axes: told(hall, axes=axes) for axes in ((Axis.DEPARTMENT, Axis.THEME), *((axis,) for axis in Axis))}
    assert before[Axis.DEPARTMENT, Axis.THEME].counts[("VOI", "Urbanisme"), Measure.RECEIVED] == 1
    base = ruleset(theme="Aménagement")
    renamed = replace(
        base,
        departments=tuple(replace(one, label=f"Pôle {one.label}") for one in base.departments),
        subjects=tuple(replace(one, label=f"Nouveau nom : {one.label}") for one in base.subjects),
    )
    town = replace(installations.town(), writes_to_requesters=True)
    with hall.database.write() as session:
        towns.save_town(session, town, renamed, installations.places(), installations.mailboxes(BREVILLE), NOW)
    hall.towns.refresh()
    rebuild(hall)
    assert {axes: told(hall, axes=axes) for axes in before} == before


def test_figures_are_equal_before_and_after_anonymisation(hall: Installation) -> None:
    decide(hall)
    do(hall, Act.TAKE, "2026-03-16T09:14")
    do(hall, Act.CLOSE, "2026-04-01T10:00", closure=Closure.CARRIED_OUT, answer="fait")
    with hall.database.write() as session:
        session.execute(update(OutboxRow).where(OutboxRow.kind == "letter").values(state="sent", sent_at=at("2026-04-02T10:05")))
    by_requester = told(hall, axes=(Axis.REQUESTER, Axis.STREET))
    with hall.database.write() as session:
        seal(hall, session, [FIRST], at("2027-01-01T00:00"))
        session.execute(update(RequestRow).values(requester={}, dossier_id=None, heading="", details="", street=None, taken_by=None))
        session.execute(delete(HistoryRow))
        session.execute(update(OutboxRow).values(sent_at=None))
    assert rebuild(hall) == 0
    assert told(hall, axes=(Axis.REQUESTER, Axis.STREET)) == by_requester
    assert not list(differences(hall))


def test_facts_stay_when_the_request_is_gone(hall: Installation) -> None:
    before = told(hall)
    with hall.database.write() as session:
        session.execute(text("INSERT INTO fact_due (request) VALUES (4711)"))
    assert catch_up(hall).is_all
    with hall.database.write() as session:
        session.execute(update(FactRow).values(request=4711))
        session.execute(delete(FactDueRow))
    assert told(hall).counts[(), Measure.RECEIVED] == before.counts[(), Measure.RECEIVED]


def test_what_was_tampered_with_is_found_and_made_anew(hall: Installation) -> None:
    decide(hall)
    right = told(hall)
    assert not list(differences(hall))
    with hall.database.write() as session:
        session.execute(update(FactRow).values(marks=0, hour=3))
        session.execute(text("DELETE FROM fact_decisions"))
    (found,) = differences(hall)
    assert (found.request, found.what) == (FIRST, ("facts.hour", "facts.marks", "fact_decisions: 0 rows kept, 1 counted"))
    assert told(hall) != right
    rebuild(hall)
    assert not list(differences(hall))
    assert told(hall) == right


def test_killed_at_any_point_it_goes_on_where_it_was(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with hall.database.write() as session:
        _, draft = keep_draft(session, b"x", BREVILLE)
        for part in range(1, 6):
            requests.add(session, new_request(draft, part=part, town_id=BREVILLE))
    right = told(hall)
    monkeypatch.setattr("flows.facts._BATCH", 2)
    kept = facts_kept.keep

    def killed(*given: Any) -> None:
        kept(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(facts_kept, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        rebuild(hall)
    monkeypatch.setattr(facts_kept, "keep", kept)
    assert catch_up(hall, batches=1).is_all is False
    assert told(hall) == right
    assert not list(differences(hall))


def test_who_asks_for_figures_has_the_latest_changes(hall: Installation) -> None:
    assert on(hall, "2026-03-20")[Measure.RECEIVED] == 1
    come(hall, mail(HOLE, 3, sender="paul.roger@courriel.example"), "2026-03-19T10:00")
    assert on(hall, "2026-03-20")[Measure.RECEIVED] == 2


ACTS: tuple[tuple[Act, dict[str, Any]], ...] = (
    (Act.TAKE, {}),
    (Act.CLOSE, {"closure": Closure.CARRIED_OUT, "answer": "fait"}),
    (Act.CLOSE, {"closure": Closure.REFUSED, "answer": "non, car …"}),
    (Act.REOPEN, {"reason": "encore"}),
    (Act.REJECT, {"reason": "rien"}),
    (Act.RESTORE, {}),
    (Act.REFUSE, {"reason": "pas nous"}),
    (Act.FINISH, {}),
    (Act.ASK, {"pieces": ("un plan",), "day": date(2026, 12, 1)}),
    (Act.RESUME, {}),
    (Act.HAND_OVER, {"department": DepartmentCode("ACC"), "reason": "à vous"}),
)


@pytest.mark.parametrize("seed", range(4))
def test_lives_through_the_flows_are_counted_as_they_were_lived(database_url: str, tmp_path: Path, seed: int) -> None:
    hall = open_hall(tmp_path / "data", database_url)
    chance = random.Random(seed)  # noqa: S311 - invented lives
    with hall.database.write() as session:
        _, draft = keep_draft(session, b"x", BREVILLE)
        ids = [
            requests.add(
                session,
                replace(new_request(draft, part=part, town_id=BREVILLE), received_at=NOW + timedelta(days=part % 3), created_at=NOW),
            )
            for part in range(1, 9)
        ]
    lived: Counter[tuple[date, Measure]] = Counter()
    states = {request: [(day_of(NOW + timedelta(days=part % 3)), True)] for part, request in enumerate(ids, 1)}
    numbered: set[RequestId] = set()
    moment = NOW + timedelta(days=3)
    for _ in range(90):
        moment += timedelta(hours=chance.randrange(30))
        request = chance.choice(ids)
        one, said = chance.choice((*ACTS, (Act.CONFIRM, {})))
        status = do_one(hall, request, one, said, moment)
        if status is None:
            continue
        if one in {Act.CONFIRM, Act.HAND_OVER}:
            numbered.add(request)
        states[request].append((day_of(moment), not status.is_over))
        happened = {Act.CLOSE: Measure.CLOSED, Act.REOPEN: Measure.REOPENED}.get(one)
        lived.update([(day_of(moment), happened)] if happened else [])
        lived.update([(day_of(moment), Measure.REFUSED)] if said.get("closure") is Closure.REFUSED else [])
    counting = {request for request in ids if request in numbered or states[request][-1][1]}
    for ahead in range(0, (moment - NOW).days + 2, 3):
        today = NOW + timedelta(days=ahead)
        day = day_of(today)
        found = told(hall, today, period=Period(first=day, last=day))
        expected = {measure: many for (of, measure), many in lived.items() if of == day}
        expected[Measure.STOCK] = sum(open_on(states[request], day) for request in counting)
        expected[Measure.RECEIVED] = sum(states[request][0][0] == day for request in counting)
        assert {measure: found.counts.get(((), measure), 0) for measure in expected} == expected, day
    assert not list(differences(hall))
    hall.close()


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/Paris")).date()


def open_on(states: list[tuple[date, bool]], day: date) -> bool:
    """Tell whether a request was open at the end of a day, by what was done to it."""
    return next((is_open for of, is_open in reversed(states) if of <= day), False)


def do_one(hall: Installation, request: RequestId, one: Act, said: dict[str, Any], moment: datetime) -> Status | None:
    """Do one act where it is allowed, and return where the request stands then."""
    try:
        if one is Act.CONFIRM:
            with hall.database.read() as session:
                if requests.get(session, request).line.status is not Status.REVIEW:
                    return None
            confirm(hall, request, Correction(subject=SubjectCode("VOI-01"), department=ROADS), ANNE, moment)
        else:
            act(hall, Asked(request=request, step=Step(act=one, **said)), ANNE, moment)
    except (ConflictError, InvalidError, NotFoundError):
        return None
    with hall.database.read() as session:
        return requests.get(session, request).line.status
