from flows.town_folder.conditions import CONDITIONS
from flows.town_folder.effects import EFFECT_KEYS
from tests.web.conftest import Browser
from web import words


def test_an_administrator_reads_the_rules_as_forms(browser: Browser) -> None:
    browser.sign_in("admin")
    page = browser.get("/rules")
    assert "Jeu de règles n°\u00a01" in page
    assert "L’un de ces mots ou expressions y figure" in page


def test_reception_agents_do_not_see_the_rules(claire: Browser) -> None:
    assert claire.status("/rules") == 403
    assert 'href="/rules"' not in claire.get("/review")


def test_a_page_that_cannot_be_is_not_there(browser: Browser) -> None:
    browser.sign_in("admin")
    assert browser.status("/rules?after=-1") == 404
    assert browser.status("/rules?after=x") in {404, 422}
    assert browser.status("/rules?after=5000") == 404


def test_every_condition_and_effect_has_a_name() -> None:
    assert set(words.CONDITION_FIELDS) == {form.key for form in CONDITIONS}
    assert set(words.EFFECTS) == set(EFFECT_KEYS)
