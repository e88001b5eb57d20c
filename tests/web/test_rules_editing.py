"""Rules edited on screen: in a draft, by forms, tried, back-tested, published, taken back. Nothing is overwritten unseen."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from domain.ids import RuleId
from domain.ruleset import AllOf, AnyOf, HasWords, Not, Rule, RuleSet, SubjectIs
from domain.version import VersionState
from flows.ruleset_text import read_ruleset, write_ruleset
from flows.wiring import Installation
from store import backtest_runs, journal, places, requests, rulesets
from tests.installations import BREVILLE, mail
from tests.web import rule_town
from tests.web.conftest import ORIGIN, Browser
from tests.web.rule_town import ADA, OTTO, ROSE
from web.app import create_app

Open = Callable[[str], "Desk"]


class Desk(Browser):
    """A browser without scripts at the pages about rules."""

    def send(self, path: str, fields: dict[str, str | list[str]], files: dict[str, tuple[str, bytes]] | None = None) -> tuple[int, str]:
        """Post a form and return status and page, after the redirect that may follow."""
        data = {"csrf": self.token("/rules"), **fields}
        answer = self.client.post(path, data=data, files=files, headers={"Origin": ORIGIN})
        return answer.status_code, unescape(answer.text)

    def begin(self) -> int:
        """Begin a draft and return its number."""
        answer = self.client.post("/rules/drafts", data={"csrf": self.token("/rules")}, headers={"Origin": ORIGIN}, follow_redirects=False)
        return int(answer.headers["location"].rpartition("/")[2])

    def back_test(self, number: int, back: str = "") -> str:
        """Make the back-test of a draft, and return the page one is led to."""
        status, shown = self.send(f"/rules/{number}/backtest", {"back": back})
        assert status == 200
        self.client.app.state.rules.runner.wait(seconds=120)  # type: ignore[attr-defined]  # the client's own type knows no state
        return shown

    def form(self, path: str) -> dict[str, str | list[str]]:
        """Return what a browser would post of the form on a page that has one with a revision."""
        return fields_of(self.get(path))


def fields_of(page: str) -> dict[str, str | list[str]]:
    """Return the fields of the form for editing on a page, as a browser would post them untouched."""
    form = re.search(r'(?s)<form method="post"[^>]*data-form.*?</form>|<form class="card" method="post"[^>]*data-form.*?</form>', page)
    assert form is not None
    found: dict[str, list[str]] = {}
    for tag in re.finditer(
        r"(?s)<(?P<kind>input)\b(?P<own>[^>]*)>|<(?P<long>textarea|select)\b(?P<its>[^>]*)>(?P<inner>.*?)</(?P=long)>", form[0]
    ):
        kind, attributes, inner = tag["kind"] or tag["long"], tag["own"] or tag["its"] or "", tag["inner"]
        name = re.search(r'name="([^"]*)"', attributes)
        if name is None:
            continue
        if kind == "textarea":
            found.setdefault(name[1], []).append(unescape(inner))
        elif kind == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
            found.setdefault(name[1], []).append(unescape(chosen[1]) if chosen else "")
        elif not re.search(r'type="(checkbox|radio)"', attributes) or "checked" in attributes:
            value = re.search(r'value="([^"]*)"', attributes)
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "on")
    found.pop("csrf", None)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "data"
    rule_town.make(folder)
    return folder


@pytest.fixture
def hall(template: Path, tmp_path: Path) -> Iterator[Installation]:
    with rule_town.opened(template, tmp_path / "data") as installation:
        yield installation


@pytest.fixture
def desk(hall: Installation) -> Iterator[Open]:
    app = create_app(hall)
    clients: list[TestClient] = []

    def sign_in(login: str) -> Desk:
        clients.append(TestClient(app, base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False))
        browser = Desk(clients[-1])
        assert browser.sign_in(login) == 303
        return browser

    yield sign_in
    app.state.rules.runner.stop()
    for client in clients:
        client.close()


def ruleset(hall: Installation, number: int) -> RuleSet:
    with hall.database.read() as session:
        return rulesets.get(session, BREVILLE, number)


def rule(hall: Installation, number: int, identity: str) -> Rule:
    return next(one for one in ruleset(hall, number).rules if one.id == identity)


NEW: dict[str, str | list[str]] = {
    "was": "",
    "revision": "1",
    "id": "G1",
    "nom": "Grabulons",
    "rang": "5",
    "precision": "aucune",
    "active": "on",
    "c.key": "tous",
    "c.0.key": "mots",
    "c.0.lines": "grabulon\r\ngrabulons",
    "alors.service": "ACC",
    "do": "save",
}


def test_an_untouched_form_saves_the_rule_it_shows(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/rule"
    status, shown = ada.send(page, NEW)
    assert status == 200 and "Enregistré dans le brouillon" in shown
    before = ruleset(hall, number)
    for one in before.rules:
        status, shown = ada.send(page, {**ada.form(f"{page}?id={one.id}"), "do": "save"})
        assert status == 200, shown
    assert ruleset(hall, number) == before
    with hall.database.read() as session:
        again = read_ruleset(write_ruleset(before), "x", places.get(session, BREVILLE))
    assert again == before
    assert write_ruleset(before) == ada.client.get(f"/rules/{number}/text").text


def test_conditions_are_nested_by_buttons_without_scripts(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/rule"
    fields = {**ada.form(page), "nom": "Rond-point", "alors.service": "VOI"}
    for do, add in (("add:c", "un_de"), ("add:c.0", "mots"), ("add:c.0", "sujets"), ("add:c", "aucune"), ("add:c.1", "canaux")):
        status, shown = ada.send(page, {**fields, f"{do[4:]}.add": add, "do": do})
        assert status == 200 and 'id="here"' in shown
        fields = fields_of(shown)
    assert fields["nom"] == "Rond-point"
    fields |= {"c.0.0.lines": "rond-point\ngiratoire", "c.0.1.more": "VOI-01", "c.1.0.chosen": ["fax", "scan"]}
    _, shown = ada.send(page, {**fields, "do": "up:c.1"})
    fields = fields_of(shown)
    assert fields["c.0.0.chosen"] == ["scan", "fax"] and fields["c.1.1.chosen"] == "VOI-01"
    _, shown = ada.send(page, {**fields, "do": "down:c.0"})
    status, shown = ada.send(page, {**fields_of(shown), "do": "save"})
    assert status == 200 and "Enregistré" in shown
    held = rule(hall, number, str(fields["id"]))
    match held.condition:
        case AllOf(all_of=(AnyOf(any_of=(HasWords(words=words), SubjectIs(subjects=subjects))), Not(negated=AnyOf()))):
            assert (words, subjects) == (("rond-point", "giratoire"), ("VOI-01",))
        case _:
            pytest.fail(str(held.condition))
    _, shown = ada.send(page, {**ada.form(f"{page}?id={held.id}"), "do": "remove:c.0"})
    assert "c.1.key" not in fields_of(shown)
    # Nothing of this was saved.
    assert rule(hall, number, held.id) == held


def test_mistakes_stand_beside_their_field_and_nothing_typed_is_lost(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    wrong = {**NEW, "nom": "", "c.1.key": "voies", "c.1.more": "Rue de la Potterie", "c.2.key": "expression", "c.2.text": "(a"}
    status, shown = ada.send(f"/rules/{number}/rule", {**wrong, "motif": "<b>parce que</b>"})
    assert status == 422
    assert "Rue de Poterie" in shown and 'id="n-nom"' in shown and 'id="n-c-1"' in shown and 'id="n-c-2"' in shown
    assert fields_of(shown)["c.0.lines"] == "grabulon\r\ngrabulons" and fields_of(shown)["motif"] == "<b>parce que</b>"
    assert [one.id for one in ruleset(hall, number).rules] == ["R0"]
    status, shown = ada.send(f"/rules/{number}/rule", {**NEW, "id": "R0"})
    assert status == 422 and "Une autre règle porte ce nom court" in shown


def test_the_second_of_two_administrators_is_told_and_keeps_what_he_typed(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    number = ada.begin()
    page = f"/rules/{number}/rule"
    fields = otto.form(f"{page}?id=R0")
    assert ada.send(page, {**ada.form(f"{page}?id=R0"), "priorite_regle": "70", "do": "save"})[0] == 200
    status, shown = otto.send(page, {**fields, "nom": "La voirie", "do": "save"})
    assert status == 409 and "rien n’a été écrasé" in shown and "ada" in shown
    assert rule(hall, number, "R0").priority == 70 and rule(hall, number, "R0").name == "Le service du type"
    kept = fields_of(shown)
    assert kept["nom"] == "La voirie" and "70 → 1" in shown
    # Told what is there, he may save his own on top of it.
    status, shown = otto.send(page, {**kept, "priorite_regle": "70", "do": "save"})
    assert status == 200
    assert (rule(hall, number, "R0").priority, rule(hall, number, "R0").name) == (70, "La voirie")
    status, shown = ada.send(f"{page}/remove", {"id": "R0", "revision": "1"})
    assert status == 409 and len(ruleset(hall, number).rules) == 1


def test_a_draft_affects_nothing_and_every_act_is_in_the_journal(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    assert [one.id for one in ruleset(hall, 1).rules] == ["R0"]
    assert "Grabulons" not in ada.get("/rules") and "Grabulons" in ada.get(f"/rules/{number}")
    changes = unescape(ada.get(f"/rules/{number}/changes"))
    assert "Règle G1" in changes and "grabulon" in changes
    status, _ = ada.send(f"/rules/{number}/discard", {})
    assert status == 200 and ada.status(f"/rules/{number}") == 200
    ada.send(f"/rules/{number}/discard", {"sure": "1", "revision": "2"})
    assert ada.status(f"/rules/{number}") == 404
    with hall.database.read() as session:
        told = [(line.actor, line.action) for line in journal.page(session, BREVILLE, after=None, limit=100)]
    for action in ("rule_set.draft", "rule_set.save", "rule_set.discard"):
        assert (ADA, action) in told


def test_the_table_is_narrowed_by_words_department_subject_and_kind(desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    for query, shown in (
        ("q=GRABULÓN", {"G1"}),
        ("q=voi-", {"R0"}),
        ("department=ACC", {"G1"}),
        ("subject=VOI-02", {"R0"}),
        ("only=changed", {"G1"}),
        ("q=rien+de+tel", set()),
        ("only=off", set()),
    ):
        page = ada.get(f"/rules/{number}?{query}")
        assert set(re.findall(r'<tr id="([^"]*)"', page)) == shown, query
    assert ada.status(f"/rules/{number}?only=magie") == 404


def test_the_linter_speaks_beside_the_rule_in_plain_words(desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    narrow = {**NEW, "id": "G2", "c.0.key": "sujets", "c.0.chosen": "VOI-01", "priorite_regle": "0", "alors.service": "ACC"}
    ada.send(f"/rules/{number}/rule", {key: value for key, value in narrow.items() if key != "c.0.lines"})
    shown = unescape(ada.get(f"/rules/{number}?only=findings"))
    assert re.findall(r'<tr id="([^"]*)"', shown) == ["G2"] and "priorite_regle" not in shown
    form = unescape(ada.get(f"/rules/{number}/rule?id=G2"))
    assert "rule-notes" in form


def test_a_message_is_decided_by_published_and_draft_side_by_side(desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    path = f"/rules/{number}/try"
    status, shown = ada.send(path, {"texte": "Bonjour, un grabulon <script> traîne.", "canal": "courriel"})
    assert status == 200 and "<script> traîne" in shown
    assert shown.count("rule-decision") == 2 and "décident différemment" in shown
    assert re.search(r'<mark class="ev-rule"[^>]*>grabulon</mark>', shown)
    assert (
        "<script> traîne"
        not in ada.client.post(path, data={"csrf": ada.token("/rules"), "texte": "un <script> traîne."}, headers={"Origin": ORIGIN}).text
    )
    same = ada.send(path, {"texte": "Il y a un nid de poule rue de Poterie."})[1]
    assert "décident de même" in same
    assert ada.send(path, {"texte": "  "})[0] == 422


def test_a_mail_is_tried_as_a_file_and_what_is_none_is_told(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    path = f"/rules/{number}/try"
    status, shown = ada.send(path, {}, {"file": ("m.eml", mail(rule_town.GRABULON, subject="bonjour"))})
    assert status == 200 and "décident différemment" in shown and "grabulon" in shown
    status, shown = ada.send(path, {}, {"file": ("x.bin", b"\x00\x01\x02" * 900)})
    assert status == 422 and "message" in shown
    status, shown = ada.send(path, {}, {"file": ("x.txt", b"a" * (25 * 2**20 + 5))})
    assert status == 422 and "25 Mo" in shown


def test_examples_are_tried_red_ones_first_and_taken_from_requests(hall: Installation, desk: Open) -> None:
    ada = desk(OTTO)
    number = ada.begin()
    page = f"/rules/{number}/example"
    with hall.database.read() as session:
        reference = requests.get(session, requests.ids(session, BREVILLE)[0]).line.tracking
    shown = unescape(ada.get(f"{page}?request={quote(reference)}"))
    assert "nid de poule" in shown and "Sylvie" not in fields_of(shown)["texte"] and "Lebrun" not in fields_of(shown)["texte"]
    status, _ = ada.send(page, {**fields_of(shown), "id": "trou de la rue de Poterie"})
    assert status == 200
    status, _ = ada.send(page, {"was": "", "revision": "2", "id": "rouge", "texte": "bonjour", "attendu.sujet": "VOI-02"})
    assert status == 200
    listed = unescape(ada.get(f"/rules/{number}/examples"))
    assert listed.index("rouge") < listed.index("trou de la rue de Poterie") and "VOI-02 attendu" in listed
    status, shown = ada.send(page, {"was": "", "revision": "3", "id": "vide", "texte": "bonjour"})
    assert status == 422
    assert ada.send(f"{page}/remove", {"id": "rouge", "revision": "3"})[0] == 200
    assert [one.id for one in ruleset(hall, number).examples] == ["trou de la rue de Poterie"]
    assert "n’y a pas de demande" in unescape(ada.get(f"{page}?request=2026/9999"))


def test_a_rule_that_examples_expect_is_not_removed(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    ada.send(f"/rules/{number}/example", {"was": "", "revision": "2", "id": "g", "texte": "un grabulon", "attendu.regle": "G1"})
    status, shown = ada.send(f"/rules/{number}/rule/remove", {"id": "G1", "revision": "3"})
    assert status == 422 and "Des exemples attendent cette règle" in shown
    ada.send(f"/rules/{number}/example/remove", {"id": "g", "revision": "3"})
    assert ada.send(f"/rules/{number}/rule/remove", {"id": "G1", "revision": "4"})[0] == 200
    assert [one.id for one in ruleset(hall, number).rules] == ["R0"]


def test_subjects_and_their_words_are_edited_in_the_same_draft(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/subject"
    before = ruleset(hall, number)
    for subject in before.subjects:
        assert ada.send(page, ada.form(f"{page}?code={subject.code}"))[0] == 200
    assert ruleset(hall, number) == before
    words = {**ada.form(f"{page}?code=VOI-02"), "vocabulaire": "trottoir abîmé\r\n\r\ngrabulon"}
    status, shown = ada.send(page, words)
    assert status == 200 and "Enregistré" in shown
    new = {**ada.form(page), "code": "VOI-03", "objet": "Banc cassé", "service": "VOI", "vocabulaire": "banc cassé"}
    assert ada.send(page, new)[0] == 200
    held = ruleset(hall, number)
    assert [one.code for one in held.subjects] == ["VOI-01", "VOI-02", "VOI-03", "AUT-00"]
    assert held.subjects[1].vocabulary == ("trottoir abîmé", "grabulon")
    status, shown = ada.send(page, {**new, "code": "banc", "revision": "3", "delai": "dix"})
    assert status == 422 and 'id="n-code"' in shown and 'id="n-delai"' in shown
    status, _ = ada.send(f"{page}/remove", {"code": "AUT-00", "revision": "3"})
    assert status == 422
    assert ada.send(f"{page}/remove", {"code": "VOI-03", "revision": "3"})[0] == 200
    assert "grabulon" in ada.get(f"/rules/{number}/subjects?q=grabulon")


def test_words_of_a_message_are_taught_to_a_subject_in_a_draft_and_nothing_is_kept_before_it_is_saved(
    hall: Installation, desk: Open
) -> None:
    ada = desk(ADA)
    asked = "/rules/teach?subject=VOI-02&words=" + quote("la  bordure est\ncassée")
    assert "Aucun brouillon n’est ouvert" in ada.get(asked) and "la bordure est cassée" in ada.get(asked)
    begun: dict[str, str | list[str]] = {"subject": "VOI-02", "words": "la bordure est cassée"}
    status, shown = ada.send("/rules/drafts", begun)
    assert status == 200 and "la bordure est cassée</textarea>" in shown and "Les mots du message sont à la dernière ligne" in shown
    answer = ada.client.get(asked, follow_redirects=False)
    number = int(answer.headers["location"].split("/")[2])
    page = f"/rules/{number}/subject"
    before = ruleset(hall, number).subjects[1].vocabulary
    form = ada.form(answer.headers["location"])
    assert form["vocabulaire"] == "\n".join((*before, "la bordure est cassée")) and ruleset(hall, number).subjects[1].vocabulary == before
    assert ada.send(page, form)[0] == 200
    assert ruleset(hall, number).subjects[1].vocabulary == (*before, "la bordure est cassée")
    again = ada.form(f"{page}?code=VOI-02&words=La%20bordure%20EST%20cassee")
    assert again["vocabulaire"] == "\n".join((*before, "la bordure est cassée"))
    assert desk(ROSE).client.get(asked, follow_redirects=False).status_code == 403


def test_a_back_test_shows_what_would_change_and_outlives_the_page(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    words = {**ada.form(f"/rules/{number}/subject?code=VOI-02"), "vocabulaire": "trottoir abîmé\ngrabulon"}
    ada.send(f"/rules/{number}/subject", words)
    assert ada.send(f"/rules/{number}/backtest", {})[0] == 200
    ada.client.app.state.rules.runner.wait(seconds=60)  # type: ignore[attr-defined]  # the client's own type knows no state
    shown = unescape(desk(OTTO).get(f"/rules/{number}/backtest"))
    assert "3 demandes sur 3" in shown and "Trottoir abîmé" in shown
    assert re.search(r"Avec les règles publiées[\u00a0 ]: 2\b", shown)
    with hall.database.read() as session:
        run = backtest_runs.find_latest(session, BREVILLE, number)
        told = [line.action for line in journal.page(session, BREVILLE, after=None, limit=100)]
    assert run is not None and run.fault is None and run.ended_at is not None
    assert "rule_set.backtest" in told
    answer = ada.client.get(f"/rules/{number}/backtest/progress")
    assert answer.headers["HX-Refresh"] == "true"


def test_publishing_asks_plainly_and_going_back_takes_one_click_more(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", {**NEW, "c.0.lines": "nid de poule"})
    ada.send(f"/rules/{number}/example", {"was": "", "revision": "2", "id": "rouge", "texte": "bonjour", "attendu.sujet": "VOI-02"})
    page = f"/rules/{number}/publish"
    assert "rouge" in ada.get(page)
    status, shown = ada.send(page, {"revision": "2"})
    assert status == 409
    status, shown = ada.send(page, {"revision": "3", "reason": "essai"})
    assert status == 409 and "Lancez d’abord le rejeu" in shown and 'name="reason"' not in shown
    assert "La publication attend le rejeu" in ada.back_test(number, back="publish")
    status, shown = ada.send(page, {"revision": "3"})
    assert status == 422 and "motif" in shown and "rouge" in shown
    with hall.database.read() as session:
        assert rulesets.published(session, BREVILLE).number == 1
    status, shown = ada.send(page, {"revision": "3", "reason": "essai"})
    assert status == 200 and f"Jeu de règles n°\u00a0{number}" in shown
    assert f"Le jeu de règles n°\u00a0{number} est publié" in shown and "est publié" not in ada.get("/rules")
    with hall.database.read() as session:
        assert rulesets.published(session, BREVILLE).number == number
    assert ada.status(page) == 404
    asked = unescape(ada.get("/rules/1/rollback"))
    assert "Règle G1" in asked and "Grabulons" in asked and "Service" in asked.partition("Règle G1")[2]
    assert 'class="rule-effects"' in asked.partition("Règle G1")[2]
    assert ada.send("/rules/1/rollback", {"published": "1", "reason": "x"})[0] == 409
    status, shown = ada.send("/rules/1/rollback", {"published": str(number), "reason": "à revoir"})
    assert status == 200 and "Jeu de règles n°\u00a01" in shown and "Retour en arrière fait" in shown
    with hall.database.read() as session:
        assert rulesets.published(session, BREVILLE).number == 1
        assert rulesets.version(session, BREVILLE, number).state is VersionState.RETIRED
        lines = [line for line in journal.page(session, BREVILLE, after=None, limit=100) if line.action == "rule_set.rollback"]
    assert [line.details["reason"] for line in lines] == ["à revoir"]


def test_a_draft_waits_for_its_day_frozen_and_is_opened_again(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    ada.send(f"/rules/{number}/rule", NEW)
    page = f"/rules/{number}/publish"
    ada.back_test(number)
    assert ada.send(page, {"revision": "2", "at": "2020-01-01T00:00", "reason": "x"})[0] == 422
    assert ada.send(page, {"revision": "2", "at": "quand tu veux", "reason": "x"})[0] == 422
    status, shown = ada.send(page, {"revision": "2", "at": "2099-01-01T00:00", "reason": "contrat"})
    assert status == 200 and "Sera publié le" in shown and "2099" in shown
    status, shown = ada.send(f"/rules/{number}/rule", {**NEW, "revision": "2", "id": "G2"})
    assert status == 409 and fields_of(shown)["c.0.lines"] == "grabulon\r\ngrabulons"
    assert ada.send(f"/rules/{number}/cancel", {})[0] == 200
    assert ada.send(f"/rules/{number}/rule", {**NEW, "revision": "2", "id": "G2"})[0] == 200
    assert rule(hall, number, "G2").id == RuleId("G2")


def test_only_who_may_edit_rules_reaches_any_of_it(desk: Open) -> None:
    ada, rose = desk(ADA), desk(ROSE)
    number = ada.begin()
    room = f"/rules/{number}"
    pages = (
        *("", "/rule", "/departments", "/department", "/subjects", "/subject"),
        *("/try", "/examples", "/example", "/changes", "/backtest", "/publish", "/text"),
    )
    for page in (*(f"{room}{one}" for one in pages), "/rules", "/rules/versions"):
        assert ada.status(page) == 200 and rose.status(page) == 403, page
    acts = (
        "/rule",
        "/rule/remove",
        "/subject",
        "/subject/remove",
        "/department",
        "/department/remove",
        "/try",
        "/example",
        "/example/remove",
        "/backtest",
        "/publish",
        "/discard",
        "/cancel",
    )
    fields = {"csrf": rose.token("/requests"), "revision": "1", "id": "R0", "code": "VOI-01"}
    for act in (*(f"{room}{one}" for one in acts), "/rules/drafts", "/rules/1/rollback"):
        answer = rose.client.post(act, data={**fields, "published": "1"}, headers={"Origin": ORIGIN}, follow_redirects=False)
        assert answer.status_code == 403, act
        # Without the token of a page of ours, nobody does anything.
        assert ada.client.post(act, data={"revision": "1"}, headers={"Origin": ORIGIN}).status_code == 403, act
