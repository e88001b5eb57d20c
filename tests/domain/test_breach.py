"""The clock of a breach, and what it lacks before it may be closed (GDPR, articles 33 and 34)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.breach import BreachFacts, BreachNature, BreachRisk, Clock, Lacking, clock_of, differing, lacking

KNOWN = datetime(2026, 4, 3, 16, 0, tzinfo=UTC)
FACTS = BreachFacts(what="Un courriel au mauvais destinataire", began_at=None, known_at=KNOWN, natures=(BreachNature.CONFIDENTIALITY,))
DONE = replace(FACTS, consequences="Aucune", measures="Rappel", risk=BreachRisk.LIKELY, authority_at=KNOWN + timedelta(hours=72))


def after(hours: float) -> datetime:
    return KNOWN + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("facts", "at", "clock"),
    [
        (FACTS, after(72), Clock.RUNNING),
        (FACTS, after(72.1), Clock.OVER),
        (replace(FACTS, risk=BreachRisk.UNLIKELY), after(100), Clock.NOT_NEEDED),
        (replace(FACTS, risk=BreachRisk.HIGH), after(100), Clock.OVER),
        (DONE, after(100), Clock.TOLD),
        (replace(DONE, authority_at=after(73)), after(100), Clock.TOLD_LATE),
        (replace(DONE, risk=BreachRisk.UNLIKELY, authority_at=after(73)), after(100), Clock.TOLD_LATE),
    ],
)
def test_clock_runs_seventy_two_hours_from_when_it_is_known(facts: BreachFacts, at: datetime, clock: Clock) -> None:
    assert clock_of(facts, at) is clock


def test_what_nobody_was_told_of_lacks_the_reason() -> None:
    assert set(lacking(FACTS)) == {Lacking.CONSEQUENCES, Lacking.MEASURES, Lacking.RISK, Lacking.AUTHORITY}
    assert not set(lacking(DONE))
    assert set(lacking(replace(DONE, authority_at=after(73)))) == {Lacking.AUTHORITY}
    assert not set(lacking(replace(DONE, authority_at=after(73), authority_why="Découverte un vendredi")))
    assert set(lacking(replace(DONE, risk=BreachRisk.HIGH))) == {Lacking.PERSONS}
    assert not set(lacking(replace(DONE, risk=BreachRisk.HIGH, persons_at=after(80))))


def test_fields_that_differ_are_named() -> None:
    assert differing(DONE, replace(DONE, measures="Autre", is_closed=True)) == ("measures", "is_closed")
