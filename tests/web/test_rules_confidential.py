"""What a back-test, publishing and examples must not tell of requests that an editor of rules may not read; and two who edit at once."""

import re
from html import unescape

import pytest
from sqlalchemy import update

from domain.department import Confidentiality
from domain.version import Version
from flows.wiring import Installation
from store import requests, rulesets
from store.schema import RequestRow
from tests.installations import BREVILLE
from tests.web.rule_town import ADA, OTTO
from tests.web.test_rules_editing import NEW, Desk, Open, desk, fields_of, hall, rule, template

__all__ = ["desk", "hall", "template"]

TIMES = re.compile(r"\d{1,2}[ \u00a0]\w+[ \u00a0]2\d{3}[^<]*|csrf\" value=\"[^\"]*")


def _conceal(hall: Installation, level: Confidentiality, *ids: int) -> None:
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id.in_(ids)).values(confidentiality=level))


def _tried(browser: Desk, word: str) -> tuple[str, str]:
    """Return the page of a back-test of a rule that sends a word elsewhere, and that of publishing it."""
    number = browser.begin()
    browser.send(f"/rules/{number}/rule", {**NEW, "rang": "1", "c.0.lines": word})
    assert browser.send(f"/rules/{number}/backtest", {})[0] == 200
    browser.client.app.state.rules.runner.wait(seconds=120)  # type: ignore[attr-defined]  # the client's own type knows no state
    shown, publishing = (
        TIMES.sub("", unescape(browser.get(f"/rules/{number}/{page}"))).replace(word, "").replace(f"/rules/{number}/", "")
        for page in ("backtest", "publish")
    )
    assert 'id="report"' in shown
    return shown, publishing


def test_what_is_concealed_changes_nothing_an_administrator_sees(hall: Installation, desk: Open) -> None:
    _conceal(hall, Confidentiality.SOCIAL, 1, 2, 3)
    ada = desk(ADA)
    there, absent = _tried(ada, "nid de poule"), _tried(ada, "zzyzx")
    assert _figures(there[0]) == _figures(absent[0]) and "0 demande" in there[0]
    assert "n’est pas à vous" not in there[0] and "ne sont pas à vous" not in there[0]
    assert _checks(there[1]) == _checks(absent[1])


def _figures(page: str) -> str:
    return page[page.index('id="report"') :]


def _checks(page: str) -> str:
    return page[page.index('class="rule-checks') : page.index("</section>", page.index('class="rule-checks'))]


def test_figures_hold_what_the_reader_may_read_everywhere(hall: Installation, desk: Open) -> None:
    _conceal(hall, Confidentiality.RESTRICTED, 1)
    _conceal(hall, Confidentiality.SOCIAL, 3)
    shown, _ = _tried(desk(OTTO), "nid de poule")
    assert ("sur 2" in shown and "Il y a 2" in shown) or "2 demandes" in shown
    assert "/requests/1" in shown and "/requests/3" not in shown
    ada, _ = _tried(desk(ADA), "nid de poule")
    assert "/requests/1" not in ada and "1 demande" in ada


def test_somebody_who_was_faster_is_not_overrun(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    number = ada.begin()
    assert 'name="revision" value="1"' in otto.send(f"/rules/{number}/discard", {})[1]
    assert ada.send(f"/rules/{number}/rule", NEW)[0] == 200
    status, shown = otto.send(f"/rules/{number}/discard", {"sure": "1", "revision": "1"})
    assert status == 409 and "ada" in shown and 'name="revision" value="2"' in shown
    assert otto.send(f"/rules/{number}/discard", {"sure": "1"})[0] == 409
    assert rule(hall, number, "G1").id == "G1"
    assert otto.send(f"/rules/{number}/discard", {"sure": "1", "revision": "2"})[0] == 200
    with hall.database.read() as session:
        assert [one.number for one in rulesets.versions(session, BREVILLE)] == [1]


def test_a_rule_of_more_than_a_thousand_fields_is_saved(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    boxes = {f"c.0.more{place}": "on" for place in range(1_200)}
    status, _ = ada.send(f"/rules/{number}/rule", {**NEW, **boxes})
    assert status == 200 and rule(hall, number, "G1").id == "G1"
    status, _ = ada.send(f"/rules/{number}/rule", {**NEW, **{f"{name}x{place}": "on" for name in boxes for place in range(5)}})
    assert status == 400


def test_an_example_from_the_page_of_a_request_tells_what_was_left_out(hall: Installation, desk: Open) -> None:
    otto = desk(OTTO)
    with hall.database.write() as session:
        words = "Un nid de poule rue de Poterie. Rappelez M. Jean Dupont, 06 39 98 12 04"
        session.execute(update(RequestRow).where(RequestRow.id == 1).values(details=words))
    with hall.database.read() as session:
        record = requests.get(session, requests.ids(session, BREVILLE)[0])
    link = re.search(r'href="(/rules/example[^"]*)"', otto.get(f"/requests/{record.line.id}"))
    assert link is not None
    asked = unescape(otto.get(unescape(link[1])))
    assert "Aucun brouillon n’est ouvert" in asked
    reference = re.search(r'name="request" value="([^"]*)"', asked)
    assert reference is not None
    status, shown = otto.send("/rules/drafts", {"request": reference[1]})
    assert status == 200 and fields_of(shown)["texte"] == "Un nid de poule rue de Poterie. Rappelez …, …"
    assert "<q>M. Jean Dupont</q>" in shown
    assert unescape(otto.get(unescape(link[1]))).count("<q>M. Jean Dupont</q>") == 1
    number = max(one.number for one in _versions(hall))
    status, again = otto.send(f"/rules/{number}/example", {**fields_of(shown), "attendu.sujet": "XXX-99"})
    assert status == 422 and "<q>M. Jean Dupont</q>" in again


def _versions(hall: Installation) -> tuple[Version, ...]:
    with hall.database.read() as session:
        return rulesets.versions(session, BREVILLE)


@pytest.mark.parametrize("login", [ADA])
def test_who_may_not_read_a_request_takes_no_example_from_it(hall: Installation, desk: Open, login: str) -> None:
    _conceal(hall, Confidentiality.SOCIAL, 1)
    number = desk(login).begin()
    assert "nid de poule" not in desk(login).get(f"/rules/{number}/example?request=2026/0001")
