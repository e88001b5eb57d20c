from domain.rights import Role
from flows.town_folder.conditions import CONDITIONS
from flows.town_folder.effects import EFFECT_KEYS
from store import agents
from tests.web.conftest import Browser, Hall
from web import words


def test_an_administrator_reads_the_rules_as_forms(browser: Browser) -> None:
    browser.sign_in("admin")
    page = browser.get("/rules")
    assert "Jeu de règles n°\u00a01" in page
    assert "L’un de ces mots ou expressions y figure" in page


def test_reception_agents_do_not_see_the_rules(hall: Hall, browser: Browser) -> None:
    with hall.installation.database.write() as session:
        found = agents.find_by_login(session, "claire")
        assert found is not None
        agents.set_roles(session, found.id, frozenset({Role.RECEPTION}))
    assert browser.sign_in("claire") == 303
    assert browser.status("/rules") == 403
    assert 'href="/rules"' not in browser.get("/review")


def test_a_page_that_cannot_be_is_not_there(browser: Browser) -> None:
    browser.sign_in("admin")
    assert browser.status("/rules?after=-1") == 404
    assert browser.status("/rules?after=x") in {404, 422}
    assert browser.status("/rules?after=5000") == 404


def test_every_condition_and_effect_has_a_name() -> None:
    assert set(words.CONDITION_FIELDS) == {form.key for form in CONDITIONS}
    assert set(words.EFFECTS) == set(EFFECT_KEYS)
