"""The editor of forms: fields added, moved, changed, removed; published; nobody overwrites what he has not seen."""

import html
import re

import pytest

from domain.form import FieldKind, FormDefinition, ShownWhen, Target
from domain.version import VersionState
from store import forms
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import TOWN, form_of, publish_common


@pytest.fixture
def admin(browser: Browser, hall: Hall) -> Browser:
    """A browser in which the administrator looks at Valognes."""
    publish_common(hall)
    assert browser.sign_in("admin") == 303
    browser.client.cookies.set("citoyen_town", "valognes")
    return browser


def post(browser: Browser, path: str, page: str = "/forms", **fields: object) -> tuple[int, str]:
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.get(page))
    assert csrf is not None
    answer = browser.client.post(path, data={"csrf": csrf[1], **fields}, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, html.unescape(answer.text)


def draft(hall: Hall, code: str = "contact") -> tuple[FormDefinition, int]:
    with hall.installation.database.read() as session:
        version = next(one for one in forms.versions(session, TOWN) if one.code == code and one.state is VersionState.DRAFT)
        return forms.get(session, TOWN, version.code, version.number), version.revision


def edit(browser: Browser, hall: Hall, path: str, **fields: object) -> tuple[int, str]:
    return post(browser, f"/forms/contact/draft/{path}", "/forms", revision=draft(hall)[1], **fields)


FIELD = {
    "was": "",
    "name": "jour",
    "kind": "choix",
    "label_fr": "Quel jour ?",
    "label_en": "Which day?",
    "help_fr": "Nous vous rappelons.",
    "is_required": "on",
    "target": "",
    "choices": "lundi | Lundi | Monday\r\nmardi | Mardi | Tuesday",
    "when_field": "accord",
    "when_values": "oui",
}


def test_a_field_is_added_moved_changed_and_removed(admin: Browser, hall: Hall) -> None:
    assert post(admin, "/forms/contact/draft")[0] == 303
    assert edit(admin, hall, "field", **FIELD)[0] == 303
    added = draft(hall)[0].fields[-1]
    assert (added.kind, added.is_required, added.label.en) == (FieldKind.ONE_OF, True, "Which day?")
    assert [(one.code, one.label.said("en")) for one in added.choices] == [("lundi", "Monday"), ("mardi", "Tuesday")]
    assert added.shown_when == ShownWhen(field="accord", values=("oui",))
    page = admin.get("/forms/contact/draft/field?name=jour")
    assert "mardi | Mardi | Tuesday" in page
    assert edit(admin, hall, "field", **FIELD | {"was": "jour", "name": "jours", "kind": "choix_multiple"})[0] == 303
    assert draft(hall)[0].fields[-1].name == "jours"
    assert edit(admin, hall, "move", name="objet", by="1")[0] == 303
    assert [one.name for one in draft(hall)[0].fields][:2] == ["message", "objet"]
    assert edit(admin, hall, "remove", name="accord")[0] == 303
    left = draft(hall)[0]
    assert left.find("accord") is None
    assert left.fields[-1].shown_when is None


def test_texts_and_settings_are_saved_and_published(admin: Browser, hall: Hall) -> None:
    post(admin, "/forms/contact/draft")
    settings = {"title_fr": "Nous écrire", "title_en": "Write to us", "is_open": "on", "sites": "https://www.valognes.example/\r\n"}
    hook = {"has_hook": "on", "hook_header": "Typeform-Signature", "hook_signed": "corps"}
    assert edit(admin, hall, "settings", **settings, **hook)[0] == 303
    found = draft(hall)[0]
    assert (found.title.en, found.sites) == ("Write to us", ("https://www.valognes.example",))
    assert found.hook is not None and found.hook.header == "Typeform-Signature"
    assert "Write to us" in admin.get("/forms/contact/draft/preview?lang=en")
    assert "Nous écrire" not in admin.get("/f/valognes/contact")
    assert edit(admin, hall, "publish")[0] == 303
    assert "Nous écrire" in admin.get("/f/valognes/contact")
    assert "+titre: {fr: Nous écrire, en: Write to us}" in html.unescape(admin.get("/forms/contact/versions/2"))
    assert "https://www.valognes.example" in admin.get("/forms/contact")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Jour de la semaine"}, "ne peut pas être le nom d’un champ"),
        ({"name": "courriel"}, "Un autre champ porte ce nom"),
        ({"label_fr": ""}, "pas de libellé"),
        ({"choices": ""}, "pas de choix"),
        ({"choices": "a | A\na | B"}, "le même code"),
        ({"target": "courriel"}, "déjà rempli"),
        ({"when_field": "accord", "when_values": "peut-être"}, "Utilisez : oui."),
        ({"kind": "fichiers", "most": "50"}, "Sa limite ne peut pas être 50"),
    ],
)
def test_a_field_with_a_mistake_is_not_saved_and_what_was_typed_stays(
    admin: Browser, hall: Hall, fields: dict[str, str], words: str
) -> None:
    post(admin, "/forms/contact/draft")
    before = draft(hall)
    status, page = edit(admin, hall, "field", **FIELD | fields)
    assert status == 422
    assert words in page.replace("\u00a0", " ")
    assert "Nous vous rappelons." in page
    assert draft(hall) == before


def test_nobody_overwrites_what_he_has_not_seen(admin: Browser, hall: Hall) -> None:
    post(admin, "/forms/contact/draft")
    seen = draft(hall)[1]
    assert edit(admin, hall, "remove", name="telephone")[0] == 303
    for path, fields in (("remove", {"name": "nom"}), ("field", FIELD), ("publish", {}), ("discard", {}), ("text", {"text": TEXT})):
        status, page = post(admin, f"/forms/contact/draft/{path}", revision=seen, **fields)
        assert status == 409
        assert "Rien n’a été écrasé" in page
    assert draft(hall)[0].find("nom") is not None


TEXT = "formulaire: contact\ntitre: Écrire\nchamps:\n  - {nom: message, genre: texte_long, libelle: Message, remplit: texte}\n"


def test_the_form_as_text_is_saved_or_refused_with_every_mistake(admin: Browser, hall: Hall) -> None:
    post(admin, "/forms/contact/draft")
    assert "genre: texte_long" in admin.get("/forms/contact/draft/text")
    status, page = edit(admin, hall, "text", text="formulaire: contact\ntitre: x\nchamps:\n  - {nom: a, genre: rien}\nautre: 1")
    assert status == 422
    assert "contact:5" in page and "contact:4" in page
    assert edit(admin, hall, "text", text=TEXT.replace("\n", "\r\n"))[0] == 303
    assert draft(hall)[0].fields[0].target is Target.TEXT


def test_a_new_form_is_begun_and_thrown_away(admin: Browser, hall: Hall) -> None:
    assert post(admin, "/forms", code="Piscine !", title="Piscine")[0] == 422
    assert post(admin, "/forms", code="contact", title="Encore")[0] == 409
    assert post(admin, "/forms", code="piscine", title="Piscine")[0] == 303
    assert "Piscine" in admin.get("/forms")
    assert admin.status("/f/valognes/piscine") == 404
    assert post(admin, "/forms/piscine/draft/discard", revision=1)[0] == 303
    assert admin.status("/forms/piscine") == 404


def test_forms_are_for_administrators(browser: Browser, hall: Hall) -> None:
    publish_common(hall)
    browser.sign_in("claire")
    for path in ("/forms", "/forms/contact", "/forms/contact/versions/1"):
        assert browser.status(path) == 403
    assert browser.post("/forms/contact/draft", page="/review") == 403
    assert form_of(hall, "contact").title.fr == "Écrire à la mairie"
