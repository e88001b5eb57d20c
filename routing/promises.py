"""What a type of request promises, read from the rule set: its nature, its legal regime, its delays."""

import re
from dataclasses import replace
from functools import lru_cache

from domain.deadline import Acknowledgement, Alerts, Delay, Promise, Silence, Unit
from domain.ruleset import Alert, Nature, Subject

HANDED_OVER = "T "
"""How the catalogue begins a delay until a request is handed over to an outside body."""
_DELAY = re.compile(r"(\d{1,3}) (h|jo|j)")
_PERIOD = re.compile(r"(SVR|SVA|RGPD)-(\d{1,3})([MJ])")
_PERIOD_UNITS = {"M": Unit.MONTHS, "J": Unit.DAYS}
_USUAL = Delay(amount=2, unit=Unit.MONTHS)
"""CRPA, L. 231-1 and R. 231-1."""
_NO_ALERTS = "aucune"
ALERTS = re.compile(r"(J(?:0|[+-]\d{1,2})(?: J(?:0|[+-]\d{1,2}))*)(?: \+([1-9]\d?) jo)?")
"""How the catalogue writes days of alerts."""
_ALERT_DAY = re.compile(r"J([+-]?\d+)")
NUDGES = re.compile(r"J[+-][1-9]\d?(?: J[+-][1-9]\d?)*")
"""How the catalogue writes days on which a requester is reminded: ``J+10`` after he was asked, ``J-3`` before the day he was given."""
_NO_PAPER = "sans-AR-papier"
_DEMANDS = frozenset({Nature.REQUEST, Nature.COMPLAINT})
"""Demandes in the sense of CRPA, L. 110-1: réclamations too."""
_ELSEWHERE = "transfert"


def promise_of(subject: Subject, *, target: str | None = None, alert: Alert = Alert.NONE) -> Promise:
    """Return what a subject promises; a rule may have set another ``target``, or had the duty desk rung, which then answers at any hour.

    A target of no working days is the acknowledgement's: the subject, such as a building permit, has delays of its own that are not
    counted here. ValueError if a delay or the regime is written as nobody writes it; the readers of rule sets let none through.
    """
    goal = target or subject.target
    handed_over = read_delay(goal.removeprefix(HANDED_OVER)) if goal.startswith(HANDED_OVER) else None
    completed = None if handed_over else read_delay(goal)
    same_day = completed is not None and completed.amount == 0
    silence, period = _regime(subject)
    return Promise(
        nature=subject.nature,
        silence=silence,
        period=period,
        acknowledgement=_acknowledgement(subject, is_handed_over=handed_over is not None or subject.regime == _ELSEWHERE),
        acknowledged_in=completed if completed is not None and same_day else read_delay(subject.acknowledged_in),
        taken_in=read_delay(subject.taken_in),
        completed_in=None if same_day else completed,
        handed_over_in=handed_over,
        on_call=subject.on_call or alert is not Alert.NONE,
        waits=subject.waits,
        alerts=replace(read_alerts(subject.alerts), nudges=read_nudges(subject.nudges)),
    )


@lru_cache(maxsize=1024)
def read_delay(written: str) -> Delay:
    """Return a delay as the catalogue writes it: ``4 h``, ``5 jo``, ``30 j``. ValueError if it is none."""
    found = _DELAY.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no delay")
    return Delay(amount=int(found[1]), unit=Unit(found[2]))


@lru_cache(maxsize=1024)
def read_alerts(written: str) -> Alerts:
    """Return when staff are warned, as the catalogue writes it: ``J-5 J-1 J0 J+1 +5 jo``, the last « every five working days after that ».

    Empty for the usual days; ``aucune`` for none. Those before an implicit decision always come. ValueError if it is nothing of the kind.
    """
    if not written:
        return Alerts()
    if written == _NO_ALERTS:
        return Alerts(days=(), again_every=None)
    found = ALERTS.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} says no days of alerts")
    days = tuple(int(day) for day in _ALERT_DAY.findall(found[1]))
    return Alerts(days=days, again_every=None if found[2] is None else int(found[2]))


@lru_cache(maxsize=1024)
def read_nudges(written: str) -> tuple[int, ...]:
    """Return when a requester is reminded of what he was asked for, as the catalogue writes it: ``J+10 J-3``.

    Empty for the usual day; ``aucune`` for never. ValueError if it is nothing of the kind.
    """
    if not written:
        return Alerts().nudges
    if written == _NO_ALERTS:
        return ()
    if NUDGES.fullmatch(written) is None:
        raise ValueError(f"{written!r} says no days of reminders")
    return tuple(int(day) for day in _ALERT_DAY.findall(written))


def _regime(subject: Subject) -> tuple[Silence, Delay | None]:
    """Return what silence means, and the legal period.

    A regime says so, except those that name something else: a demande without acknowledgement on paper has the usual one. Of what is
    only handed over, and of what has a code of its own, the town has no period to keep here.
    """
    if subject.regime == _NO_PAPER:
        return (Silence.REJECTION, _USUAL) if subject.nature in _DEMANDS else (Silence.NONE, None)
    found = _PERIOD.fullmatch(subject.regime)
    if found is None:
        return Silence.NONE, None
    # Personal data must be answered in time (RGPD, art. 12), but silence decides nothing.
    silence = Silence.NONE if found[1] == "RGPD" else Silence(found[1])
    return silence, Delay(amount=int(found[2]), unit=_PERIOD_UNITS[found[3]])


def _acknowledgement(subject: Subject, *, is_handed_over: bool) -> Acknowledgement:
    """Return who gets an acknowledgement."""
    if is_handed_over:
        return Acknowledgement.RECEIPT
    demanded = subject.nature in _DEMANDS and subject.regime != _NO_PAPER
    return Acknowledgement.EVERY_CHANNEL if demanded else Acknowledgement.ELECTRONIC
