from pathlib import Path

import pytest

from domain.deadline import Acknowledgement, Delay, Silence, Unit
from domain.ruleset import Alert, Nature
from flows.town_folder import read_town
from routing.promises import promise_of, read_delay
from tests.routing.promised import subject

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"
TWO_MONTHS, ONE_MONTH = Delay(amount=2, unit=Unit.MONTHS), Delay(amount=1, unit=Unit.MONTHS)


@pytest.mark.parametrize(
    ("nature", "regime", "silence", "period", "acknowledgement"),
    [
        (Nature.REQUEST, "SVR-2M", Silence.REJECTION, TWO_MONTHS, Acknowledgement.EVERY_CHANNEL),
        (Nature.COMPLAINT, "SVR-2M", Silence.REJECTION, TWO_MONTHS, Acknowledgement.EVERY_CHANNEL),
        # A document (CADA): a month.
        (Nature.REQUEST, "SVR-1M", Silence.REJECTION, ONE_MONTH, Acknowledgement.EVERY_CHANNEL),
        (Nature.REQUEST, "SVA-2M", Silence.ACCEPTANCE, TWO_MONTHS, Acknowledgement.EVERY_CHANNEL),
        (Nature.REQUEST, "SVA-15J", Silence.ACCEPTANCE, Delay(amount=15, unit=Unit.DAYS), Acknowledgement.EVERY_CHANNEL),
        (Nature.REQUEST, "RGPD-1M", Silence.NONE, ONE_MONTH, Acknowledgement.EVERY_CHANNEL),
        # R. 112-4: no acknowledgement on paper, but the usual period.
        (Nature.REQUEST, "sans-AR-papier", Silence.REJECTION, TWO_MONTHS, Acknowledgement.ELECTRONIC),
        (Nature.REQUEST, "URBANISME", Silence.NONE, None, Acknowledgement.EVERY_CHANNEL),
        # L. 114-4: the acknowledgement is for those who decide to send.
        (Nature.COMPLAINT, "transfert", Silence.NONE, None, Acknowledgement.RECEIPT),
        # A signalement is no demande.
        (Nature.REPORT, "aucun", Silence.NONE, None, Acknowledgement.ELECTRONIC),
        (Nature.QUESTION, "aucun", Silence.NONE, None, Acknowledgement.ELECTRONIC),
        (Nature.OTHER, "aucun", Silence.NONE, None, Acknowledgement.ELECTRONIC),
    ],
)
def test_law_follows_from_nature_and_regime(
    nature: Nature, regime: str, silence: Silence, period: Delay | None, acknowledgement: Acknowledgement
) -> None:
    found = promise_of(subject(nature=nature, regime=regime))

    assert (found.silence, found.period, found.acknowledgement) == (silence, period, acknowledgement)


def test_targets_are_read_as_the_catalogue_writes_them() -> None:
    assert promise_of(subject(target="4 h")).completed_in == Delay(amount=4, unit=Unit.HOURS)
    assert promise_of(subject(target="30 j")).completed_in == Delay(amount=30, unit=Unit.DAYS)
    assert promise_of(subject()).taken_in == Delay(amount=2, unit=Unit.WORKING_DAYS)
    assert promise_of(subject()).acknowledged_in == Delay(amount=5, unit=Unit.WORKING_DAYS)


def test_a_target_of_a_rule_goes_before_that_of_the_subject() -> None:
    assert promise_of(subject(target="10 jo"), target="5 jo").completed_in == Delay(amount=5, unit=Unit.WORKING_DAYS)


def test_a_subject_that_is_only_handed_over_has_no_completion() -> None:
    found = promise_of(subject(regime="transfert", target="T 1 jo"))

    assert (found.handed_over_in, found.completed_in) == (Delay(amount=1, unit=Unit.WORKING_DAYS), None)
    assert promise_of(subject(nature=Nature.REPORT, regime="aucun", target="T 1 jo")).acknowledgement is Acknowledgement.RECEIPT


def test_no_day_at_all_is_the_target_of_the_acknowledgement() -> None:
    found = promise_of(subject(regime="URBANISME", target="0 jo"))

    assert (found.acknowledged_in, found.completed_in) == (Delay(amount=0, unit=Unit.WORKING_DAYS), None)


@pytest.mark.parametrize(("own", "alert", "expected"), [(True, Alert.NONE, True), (False, Alert.ALWAYS, True), (False, Alert.NONE, False)])
def test_somebody_answers_at_any_hour_where_the_duty_desk_is_rung(own: bool, alert: Alert, expected: bool) -> None:
    assert promise_of(subject(on_call=own), alert=alert).on_call is expected


@pytest.mark.parametrize("written", ["4h", "jo", "5 semaines", "", "T 1 jo", "-1 jo"])
def test_what_is_no_delay_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no delay"):
        read_delay(written)


@pytest.mark.parametrize(
    ("written", "days", "again"),
    [
        ("", (-5, -1, 0, 1), 5),
        ("aucune", (), None),
        ("J0", (0,), None),
        ("J-5 J-1 J0 J+3 J+10", (-5, -1, 0, 3, 10), None),
        ("J-2 +7 jo", (-2,), 7),
    ],
)
def test_days_of_alerts_are_read(written: str, days: tuple[int, ...], again: int | None) -> None:
    found = promise_of(subject(alerts=written)).alerts
    assert (found.days, found.again_every, found.legal) == (days, again, (-15, -5))


@pytest.mark.parametrize("written", ["J", "J-5,J0", "+5 jo", "J+1 +0 jo", "J-100", "aucun", "J-5 J-1 "])
def test_what_says_no_days_of_alerts_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no days of alerts"):
        promise_of(subject(alerts=written))


def test_every_subject_of_the_demo_town_promises_something() -> None:
    for one in read_town(DEMO).ruleset.subjects:
        found = promise_of(one)
        assert (found.completed_in or found.handed_over_in) or one.regime == "URBANISME", one.code
        assert (found.period is not None) == (
            one.nature in {Nature.REQUEST, Nature.COMPLAINT} and one.regime not in {"URBANISME", "transfert"}
        )
