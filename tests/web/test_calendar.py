"""The town's calendar on screen: changed by who sets up the town, counted with at once, never overwritten unseen (S34)."""

from collections.abc import Callable
from datetime import date, time, timedelta

from domain.ruleset import Weekday
from domain.town import Closure, OpeningHours
from flows.wiring import Installation
from store import journal, towns
from tests.installations import BREVILLE
from tests.web.conftest import ORIGIN
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Desk, desk, fields_of, hall, template

__all__ = ["desk", "hall", "template"]
Open = Callable[[str], Desk]
SAVE = f"/calendar/{BREVILLE}"


def fields(browser: Desk) -> dict[str, str | list[str]]:
    return fields_of(browser.get("/calendar").replace('<form class="side"', '<form class="card"'))


def test_the_calendar_is_changed_counted_with_and_written_down(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    untouched = fields(ada)
    assert ada.send(SAVE, untouched)[0] == 200
    with hall.database.read() as session:
        before, revision = towns.town(session, BREVILLE), towns.numbers(session)[BREVILLE].revision
    assert untouched["revision"] == str(revision)
    week = {f"{day.value}.0.{end}": at for day in list(Weekday)[:5] for end, at in (("de", "08:30"), ("a", "17:00"))}
    bridge = {"fermetures.0.du": "2027-05-07", "fermetures.0.motif": "pont <b>de l’Ascension</b>"}
    status, shown = ada.send(SAVE, {**untouched, **week, **bridge, "jours_feries": "alsace-moselle", "vendredi_saint": "on"})
    assert status == 200 and "Enregistré. Cela vaut" in shown
    with hall.database.read() as session:
        held, now = towns.town(session, BREVILLE), towns.numbers(session)[BREVILLE].revision
        (line,) = [one for one in journal.page(session, BREVILLE, after=None, limit=20) if one.action == "town.calendar"]
    assert held.hours[0] == OpeningHours(day=Weekday.MONDAY, opens=time(8, 30), closes=time(17)) and len(held.hours) == 5
    assert held.closures == (Closure(first_day=date(2027, 5, 7), last_day=date(2027, 5, 7), label="pont <b>de l’Ascension</b>"),)
    assert (held.holidays, held.good_friday) == ("alsace-moselle", True)
    assert (held.email, held.address) == (before.email, before.address) and now == revision + 1
    assert line.actor == ADA and set(line.details) == {"horaires", "jours_feries", "fermetures"}
    assert hall.towns.get(BREVILLE).town == held
    # Ascension Day is 6 May 2027; the 7th is the bridge, the 8th a Saturday.
    counted = ada.get("/calendar?from=2027-05-05&days=1")
    assert "1\u00a0jour ouvré à compter du mercredi 5\u00a0mai 2027" in counted and "lundi 10\u00a0mai 2027" in counted
    assert "pont &lt;b&gt;de l’Ascension" in ada.client.get("/calendar").text
    assert '"2027-05-07"' in counted or "2027-05-07" in counted


def test_mistakes_stand_beside_their_field_and_nothing_is_changed(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    wrong = {
        "lundi.0.de": "12:00",
        "lundi.0.a": "08:00",
        "fermetures.0.du": "2027-02-30",
        "fermetures.0.motif": "pont",
        "jours_feries": "x",
    }
    status, shown = ada.send(SAVE, {**fields(ada), **wrong})
    assert status == 422
    for name in ("lundi", "fermetures-0", "jours_feries"):
        assert f'id="n-{name}"' in shown, name
    assert 'value="12:00"' in shown and 'value="pont"' in shown
    with hall.database.read() as session:
        assert towns.town(session, BREVILLE).hours == ()


def test_what_is_not_understood_is_said_and_nothing_is_saved(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    many = {f"fermetures.{at}.du": (date(2027, 1, 1) + timedelta(days=2 * at)).isoformat() for at in range(450)}
    for changed, told in (({"fermetures.007.du": "2027-05-07"}, "n’est pas compris"), (many, "450 fermetures, c’est plus que 400")):
        status, shown = ada.send(SAVE, {**fields(ada), **changed})
        assert status == 422 and told in shown, told
    with hall.database.read() as session:
        assert towns.town(session, BREVILLE).closures == ()


def test_who_saves_second_overwrites_nothing_unseen(hall: Installation, desk: Open) -> None:
    ada, again = desk(ADA), desk(ADA)
    seen = fields(again)
    assert ada.send(SAVE, {**fields(ada), "samedi.0.de": "09:00", "samedi.0.a": "12:00"})[0] == 200
    status, shown = again.send(SAVE, {**seen, "fermetures.0.du": "2027-12-24"})
    assert status == 409 and "quelqu’un d’autre" in shown and "horaires d’ouverture, jours de fermeture" in shown
    with hall.database.read() as session:
        held = towns.town(session, BREVILLE)
    assert len(held.hours) == 1 and held.closures == ()
    assert again.send(SAVE, {**fields_of(shown.replace('<form class="side"', '<form class="card"'))})[0] == 200
    with hall.database.read() as session:
        assert len(towns.town(session, BREVILLE).closures) == 1


def test_what_cannot_be_counted_is_said(desk: Open) -> None:
    ada = desk(ADA)
    for asked in ("from=hier&days=3", "from=2027-05-05&days=-1", "from=2027-05-05&days=9999", "from=0001-01-01&days=1", "days=²"):
        assert "Indiquez un jour et un nombre" in ada.get(f"/calendar?{asked}"), asked


def test_the_calendar_is_whose_catalogue_it_is(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    sent = fields(ada)
    for login in (OTTO, ROSE):
        other = desk(login)
        assert other.status("/calendar") == 403
        token = {"csrf": other.token("/requests")}
        answer = other.client.post(SAVE, data={**sent, **token, "samedi.0.de": "09:00", "samedi.0.a": "12:00"}, headers={"Origin": ORIGIN})
        assert answer.status_code == 403
    assert ada.client.post(SAVE, data=sent, headers={"Origin": ORIGIN}).status_code == 403
    # Another town of the installation is not hers.
    assert ada.send("/calendar/auville", sent)[0] == 404
    with hall.database.read() as session:
        assert towns.town(session, BREVILLE).hours == ()
