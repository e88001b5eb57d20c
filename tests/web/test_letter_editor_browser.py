"""The editor of letters in Chromium: by keyboard, with fields from the list, a live preview, versions; and without JavaScript (S16)."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import rule_town
from tests.web.rule_town import OTTO
from tests.web.served import DESKTOP, running_chromium, serving, sign_in
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
ONE = "/templates/one?key=prise_en_compte"
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assets.build()
    template = tmp_path_factory.mktemp("rules") / "data"
    rule_town.make(template)
    with rule_town.opened(template, tmp_path_factory.mktemp("served") / "data") as installation:
        app = create_app(installation)
        with serving(app) as address:
            yield address
            app.state.rules.runner.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Opened]:
    contexts = []
    complaints: list[str] = []

    def make(*, scripts: bool = True) -> Page:
        width, height = DESKTOP
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", java_script_enabled=scripts, base_url=address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        sign_in(page, address, OTTO)
        page.goto(ONE)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_text_is_made_bold_and_gets_fields_by_the_keyboard_and_what_is_saved_is_what_is_there(open_page: Opened) -> None:
    page = open_page()
    text = page.locator("#text")
    text.fill("Bonjour,\n\nMerci de votre message.")
    text.evaluate("one => one.setSelectionRange(10, 15)")
    text.press("Control+b")
    assert text.input_value() == "Bonjour,\n\n**Merci** de votre message."
    text.press("Control+b")
    assert text.input_value() == "Bonjour,\n\nMerci de votre message."
    page.get_by_role("button", name="Gras").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Titre")).to_be_focused()
    page.keyboard.press("Enter")
    assert "\n# Merci de votre message." in text.input_value()
    page.get_by_role("button", name="Annuler la frappe").click()
    assert text.input_value() == "Bonjour,\n\nMerci de votre message."
    text.press("Control+End")
    page.get_by_label("Chercher un champ").fill("decision implicite")
    expect(page.locator("#fields li:visible")).to_have_count(1)
    page.locator("#fields li:visible button").press("Enter")
    field = "{% if fiche.date_decision_implicite %}{{ fiche.date_decision_implicite }}{% endif %}"
    assert text.input_value().endswith(f"message.{field}")
    expect(page.locator("[data-marks] .is-field")).to_have_text(["{{ fiche.date_decision_implicite }}"])
    text.press_sequentially(" {{ fiche.numreo }}")
    expect(page.locator("[data-marks] .is-wrong")).to_have_text(["{{ fiche.numreo }}"])
    expect(page.locator("#said")).to_contain_text("fiche.numero")
    for _ in range(len(" {{ fiche.numreo }}")):
        text.press("Backspace")
    written = text.input_value()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("Les courriers s’écrivent désormais")
    assert page.locator("#text").input_value() == written


def test_a_text_of_hundreds_of_thousands_of_characters_is_taken_and_given_back_at_once(open_page: Opened) -> None:
    page = open_page()
    text, area = page.locator("#text"), page.locator("[data-area]")
    put = "(one, words) => { one.value = words; one.dispatchEvent(new Event('input', {bubbles: true})); }"
    text.evaluate(put, "Bonjour {{ fiche.numreo }}.\n" * 14_000)
    expect(area).not_to_have_class(re.compile("is-marked"))
    expect(page.locator("#said")).to_contain_text("Le modèle dépasse 20000 caractères. Raccourcissez le texte.")
    text.evaluate(put, "Bonjour {{ fiche.numero }}.")
    expect(area).to_have_class(re.compile("is-marked"))
    expect(page.locator("[data-marks] .is-field")).to_have_text(["{{ fiche.numero }}"])


def test_the_letter_is_shown_as_it_is_typed_and_versions_are_compared_and_taken_up_again(open_page: Opened) -> None:
    page = open_page()
    number = page.evaluate("fetch('/requests/1').then(one => one.text()).then(one => /\\d{4}\\/\\d{4}/.exec(one)[0])")
    page.locator("#reference").fill(number)
    page.locator("#text").fill("# Titre\n\n**gras** et *italique* : {{ fiche.objet }}\n\n-> Le maire")
    shown = page.locator("#said .letter-rich")
    expect(shown.locator("h3")).to_have_text("Titre")
    expect(shown.locator("strong")).to_have_text("gras")
    expect(shown.locator(".to-right")).to_have_text("Le maire")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#text").fill("Autre texte.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name=re.compile("Voir les différences")).nth(1).click()
    expect(page.locator(".differs del")).to_contain_text("**gras**")
    expect(page.locator(".differs ins")).to_contain_text("Autre texte.")
    page.get_by_role("button", name="Revenir à cette version").click()
    assert page.locator("#text").input_value().startswith("# Titre")


def test_it_is_a_plain_field_without_javascript(open_page: Opened) -> None:
    page = open_page(scripts=False)
    expect(page.locator("[data-tools]")).to_be_hidden()
    expect(page.locator("[data-find]")).to_be_hidden()
    page.locator("#text").fill("Sans script : {{ fiche.reference }}")
    page.get_by_role("button", name="Enregistrer").click()
    assert page.locator("#text").input_value() == "Sans script : {{ fiche.reference }}"
