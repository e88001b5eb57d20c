"""Towns and types of request that tests of deadlines share."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.deadline import Ours, Promise, Reception
from domain.department import Confidentiality
from domain.ids import DepartmentCode, SubjectCode, TownId
from domain.inbound import Channel
from domain.ruleset import Nature, Subject, Weekday
from domain.town import OpeningHours, Town
from routing.promises import promise_of

OFFICE = tuple(
    OpeningHours(day=day, opens=opens, closes=closes)
    for day in (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
    for opens, closes in ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
)


def town(holidays: str = "metropole", timezone: str = "Europe/Paris", hours: tuple[OpeningHours, ...] = OFFICE) -> Town:
    return Town(
        id=TownId("valmont"),
        name="Valmont",
        insee="50999",
        postcode="50999",
        timezone=timezone,
        address=(),
        email="mairie@valmont.example",
        phone=None,
        fax=None,
        site=None,
        hours=hours,
        holidays=holidays,
        court=None,
    )


def subject(nature: Nature = Nature.REQUEST, regime: str = "SVR-2M", target: str = "10 jo", **changes: object) -> Subject:
    usual = Subject(
        code=SubjectCode("AG-01"),
        label="Essai",
        theme="Essais",
        nature=nature,
        regime=regime,
        priority=3,
        target=target,
        department=DepartmentCode("AG"),
        copies=(),
        confidentiality=Confidentiality.NORMAL,
        vocabulary=(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def promise(regime: str = "SVR-2M", target: str = "10 jo", nature: Nature = Nature.REQUEST, **changes: object) -> Promise:
    return promise_of(subject(nature, regime, target, **changes))


def received(on: str | date, channel: Channel = Channel.EMAIL, zone: str = "Europe/Paris", first_on: date | None = None) -> Reception:
    """Return a reception on a day, at ten unless a time is given."""
    at = datetime.fromisoformat(str(on))
    at = at if "T" in str(on) else at.replace(hour=10)
    return Reception(at=at.replace(tzinfo=ZoneInfo(zone)), channel=channel, competence=Ours(first_on=first_on))
