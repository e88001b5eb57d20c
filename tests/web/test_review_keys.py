"""The review page by keyboard only, in Chromium, as somebody works there eight hours a day (issue 8, point 1)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.ids import RequestId
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import claims, requests
from store.agents import NewAgent
from store.blobs import Blobs
from store.engine import Database
from tests.web import seed, served
from tests.web.served import press, running_chromium, serving, violations
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
TOWN = seed.VALOGNES
RUBBISH = next(one for one in seed.STORIES if one.heading == "Encombrants")
SOON_MS = 30_000


@dataclass(slots=True, kw_only=True)
class Desk:
    """A desk that runs, with a queue of its own for each test."""

    address: str
    installation: Installation
    known: list[RequestId] = field(default_factory=list)

    def draft(self, heading: str) -> RequestId:
        """Put one more request into the queue: behind the others, as the last that came in."""
        now = datetime.now(UTC)
        with self.installation.database.write() as session:
            kept = seed.keep(session, Blobs(self.installation.settings.blobs_folder), TOWN, replace(RUBBISH, heading=heading), now)
        self.known.append(kept)
        return kept

    def status(self, request: RequestId) -> Status:
        return self.record(request).line.status

    def record(self, request: RequestId) -> requests.RequestRecord:
        with self.installation.database.read() as session:
            return requests.get(session, request)

    def holder(self, request: RequestId) -> str | None:
        with self.installation.database.read() as session:
            found = claims.find(session, request, datetime.now(UTC))
        return None if found is None else found.agent


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    assets.build()
    settings = load_settings(data=tmp_path_factory.mktemp("keys"))
    database = Database(settings.database_address)
    database.migrate()
    seed.keep_all(database, settings.blobs_folder, datetime.now(UTC))
    database.close()
    installation = open_installation(settings)
    new = NewAgent(
        town=TOWN, login="jeanne", name="Jeanne Lecomte", roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(installation, new, datetime.now(UTC))
    try:
        with serving(create_app(installation)) as address:
            yield Desk(address=address, installation=installation)
    finally:
        installation.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


Open = Callable[..., Page]


@pytest.fixture
def sign_in(chromium: Browser, desk: Desk) -> Iterator[Open]:
    """Sign in with a browser of its own; what its pages complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(login: str = "claire", *, scripts: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="fr-FR", java_script_enabled=scripts)
        context.set_default_timeout(SOON_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        served.sign_in(page, desk.address, login)
        return page

    yield make
    for context in contexts:
        context.close()
    # Chromium itself notes an answer that says what is missing.
    assert [one for one in complaints if "status of 4" not in one] == []


def opened(page: Page, desk: Desk, request: RequestId) -> None:
    page.goto(f"{desk.address}/requests/{request}")
    ready(page)


def ready(page: Page) -> None:
    expect(page.locator("html.with-keys")).to_have_count(1)


def left(page: Page, request: RequestId) -> None:
    page.wait_for_function("id => !location.pathname.endsWith('/' + id)", arg=request)
    ready(page)


def test_a_draft_is_confirmed_by_one_key_the_next_one_is_there_and_it_is_taken_back(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Premier essai"), sign_in()
    opened(page, desk, one)
    with page.expect_response("**/ahead"):
        page.reload()
    page.evaluate("() => { window.stayed = true; }")
    press(page, "v")
    left(page, one)
    assert page.evaluate("() => window.stayed") is True
    assert desk.status(one) is Status.OPEN
    expect(page.locator("#done")).to_contain_text("est décidée")
    expect(page.locator(".undo-left")).to_contain_text(" s")
    following = int(page.url.split("/requests/")[1].split("?")[0])
    assert desk.holder(RequestId(following)) == "claire"
    expect(page.locator("#hold-state")).to_contain_text("Vous l’avez ouverte")
    press(page, "z")
    page.wait_for_url(f"**/requests/{one}")
    assert desk.status(one) is Status.REVIEW


def test_a_subject_is_found_by_the_beginnings_of_its_words_and_the_place_is_typed(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("À corriger"), sign_in()
    opened(page, desk, one)
    press(page, "s")
    expect(page.locator("#decide-subject-words")).to_be_focused()
    page.keyboard.type("poule ni")
    expect(page.locator("#decide-subject-words")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".finder-list [role=option]").first).to_contain_text("Nid")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(page.locator("[data-says=subject]")).to_contain_text("Nid")
    # Enter has chosen and sent nothing; the letters typed did nothing else; now a key confirms what is read.
    assert desk.status(one) is Status.REVIEW
    press(page, "Escape", "v")
    left(page, one)
    assert desk.record(one).line.subject.startswith("VOI")


def test_a_candidate_is_taken_by_its_number_and_no_key_acts_with_ctrl_or_in_a_field(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Aux chiffres"), sign_in()
    opened(page, desk, one)
    press(page, "Control+v", "Alt+r", "Meta+p")
    press(page, "r")
    expect(page.locator("#reject-reason")).to_be_focused()
    page.keyboard.type("vjkz?")
    assert page.input_value("#reject-reason") == "vjkz?"
    assert desk.status(one) is Status.REVIEW and page.url.endswith(f"/requests/{one}")


def test_a_draft_is_rejected_and_another_put_off_by_keyboard(desk: Desk, sign_in: Open) -> None:
    one, other, page = desk.draft("À rejeter"), desk.draft("À remettre"), sign_in()
    opened(page, desk, one)
    press(page, "r")
    page.keyboard.type("répondu au téléphone")
    press(page, "Enter")
    expect(page.locator("form[data-typing=reject] button")).to_be_focused()
    assert desk.status(one) is Status.REVIEW
    press(page, "Enter")
    left(page, one)
    assert desk.status(one) is Status.REJECTED
    expect(page.locator("#done")).to_contain_text("est rejetée")
    opened(page, desk, other)
    press(page, "p")
    page.keyboard.type("attend le propriétaire")
    press(page, "Enter")
    left(page, other)
    expect(page.locator("#done")).to_contain_text("est remise à plus tard")
    press(page, "z")
    page.wait_for_url(f"**/requests/{other}")
    expect(page.locator("#hold")).not_to_contain_text("Remise au")


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Rue inconnue"), sign_in()
    opened(page, desk, one)
    press(page, "l")
    page.keyboard.type("rue qui n’existe nulle part")
    press(page, "Enter")
    expect(page.locator("#decide-fault")).to_have_text(
        "La commune ne connaît pas de voie «\u00a0rue qui n’existe nulle part\u00a0». "
        "Choisissez une proposition de la liste, ou laissez vide."
    )
    assert page.input_value("#decide-street") == "rue qui n’existe nulle part"
    assert desk.status(one) is Status.REVIEW


def test_letters_typed_on_where_a_field_was_left_do_nothing_and_the_number_follows_the_street(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Tapé à côté"), sign_in()
    opened(page, desk, one)
    press(page, "l")
    page.keyboard.type("9")
    press(page, "Tab")
    expect(page.locator("#decide-number")).to_be_focused()
    page.keyboard.type("bis")
    page.locator("form[data-typing=correct] [type=submit]").focus()
    page.keyboard.type("rnot")
    # The focus has gone out of the form, and what is typed goes on.
    page.locator(".decide-no summary").focus()
    page.keyboard.type("rnot")
    expect(page.locator("#reject-reason")).not_to_be_visible()
    assert desk.status(one) is Status.REVIEW and page.url.endswith(f"/requests/{one}")
    press(page, "Escape", "r")
    expect(page.locator("#reject-reason")).to_be_focused()


def test_what_is_half_typed_is_back_for_who_typed_it_and_for_nobody_else(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("À moitié"), sign_in()
    opened(page, desk, one)
    press(page, "r")
    with page.expect_response(lambda answer: answer.url.endswith("/typing") and answer.status == 204):
        page.keyboard.type("le demandeur a rappelé pour")
    page.context.clear_cookies()
    press(page, "Escape")
    again = sign_in()
    opened(again, desk, one)
    assert again.input_value("#reject-reason") == "le demandeur a rappelé pour"
    press(again, "r", "End")
    again.keyboard.type(" dire merci")
    press(again, "Enter", "Enter")
    left(again, one)
    press(again, "z")
    again.wait_for_url(f"**/requests/{one}")
    assert again.input_value("#reject-reason") == ""


def test_a_session_that_ends_in_the_middle_of_typing_loses_nothing(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Session finie"), sign_in()
    opened(page, desk, one)
    page.context.clear_cookies()
    press(page, "r")
    page.keyboard.type("appelé deux fois")
    door = page.locator("#desk-says a")
    expect(door).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{desk.address}/sign-in")
    other.fill("#login", "claire")
    other.fill("#password", seed.PASSWORD)
    other.press("#password", "Enter")
    other.wait_for_url(lambda url: "sign-in" not in url)
    with page.expect_response(lambda answer: answer.url.endswith("/typing") and answer.status == 204):
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(door).to_be_hidden()
    page.focus("#reject-reason")
    press(page, "Enter", "Enter")
    left(page, one)
    assert desk.status(one) is Status.REJECTED


def test_the_sheet_opens_by_its_key_keeps_the_focus_and_closes_by_escape(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Fiche des touches"), sign_in()
    opened(page, desk, one)
    press(page, "?")
    sheet = page.locator("#keys-sheet")
    expect(sheet).to_be_visible()
    press(page, "Tab", "Tab", "Tab", "v")
    assert page.evaluate("() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null")
    assert violations(page) == []
    press(page, "Escape")
    expect(sheet).to_be_hidden()
    assert desk.status(one) is Status.REVIEW


def test_one_goes_on_and_back_without_deciding_and_leaves_what_is_left_to_others(desk: Desk, sign_in: Open) -> None:
    one, other, page = desk.draft("Avant"), desk.draft("Après"), sign_in()
    opened(page, desk, one)
    press(page, "j")
    page.wait_for_url(f"**/requests/{other}")
    ready(page)
    assert (desk.holder(one), desk.holder(other)) == (None, "claire")
    press(page, "k")
    page.wait_for_url(f"**/requests/{one}")
    assert (desk.holder(one), desk.holder(other)) == ("claire", None)


def test_several_are_chosen_in_the_list_by_keys_and_each_has_its_result(desk: Desk, sign_in: Open) -> None:
    made = [desk.draft(f"En nombre {number}") for number in range(3)]
    page, jeanne = sign_in(), sign_in("jeanne")
    page.goto(f"{desk.address}/review")
    ready(page)
    row = page.locator(f"tr[data-row='{made[0]}'] .row-link")
    page.evaluate("id => document.querySelector(`tr[data-row='${id}'] .row-link`).focus()", made[0])
    expect(row).to_be_focused()
    press(page, "x", "j", "j", "Shift+X")
    expect(page.locator("#chosen-count")).to_contain_text("3")
    # A colleague opens one of them meanwhile.
    opened(jeanne, desk, made[1])
    press(page, "v")
    page.wait_for_url("**/review/many")
    assert [desk.status(one) for one in made] == [Status.OPEN, Status.REVIEW, Status.OPEN]
    expect(page.locator("main")).to_contain_text("2 sur 3")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Jeanne Lecomte")
    assert violations(page) == []


def test_enter_in_a_reason_rejects_those_chosen_and_confirms_none(desk: Desk, sign_in: Open) -> None:
    made, page = [desk.draft(f"Rien {number}") for number in range(2)], sign_in()
    page.goto(f"{desk.address}/review")
    ready(page)
    for one in made:
        page.check(f"tr[data-row='{one}'] input[name=item]")
    press(page, "r")
    expect(page.locator("#many-reject")).to_be_focused()
    page.keyboard.type("publicité")
    press(page, "Enter")
    page.wait_for_url("**/review/many")
    assert [desk.status(one) for one in made] == [Status.REJECTED] * 2


def test_words_selected_in_the_message_become_the_place(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Mots choisis"), sign_in()
    opened(page, desk, one)
    select = """() => {
      const text = document.querySelector('.letter-text');
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      let node = walker.nextNode();
      while (node.length < 12) node = walker.nextNode();
      getSelection().setBaseAndExtent(node, 0, node, 10);
      return node.textContent.slice(0, 10).replace(/\\s+/g, ' ').trim();
    }"""
    words = page.evaluate(select)
    expect(page.locator("#taken")).to_be_visible()
    press(page, "l")
    expect(page.locator("#decide-street")).to_be_focused()
    assert page.input_value("#decide-street") == words


PUT = """words => {
  const text = document.querySelector('.letter-text');
  text.textContent = words;
  getSelection().setBaseAndExtent(text.firstChild, 0, text.firstChild, words.length);
}"""
"""Writes words into the message and selects them."""


def test_words_selected_say_who_asks_by_how_they_are_written_and_one_key_confirms_it(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Qui demande"), sign_in()
    opened(page, desk, one)
    for words, where in (
        ("Lise Martin", "name"),
        ("06 39 98 44 55", "phone"),
        ("lise@mail.example", "email"),
        ("3 rue Haute 50700 Valognes", "address"),
    ):
        page.evaluate(PUT, words)
        press(page, "q")
        expect(page.locator(f"#decide-{where}")).to_be_focused()
        assert page.input_value(f"#decide-{where}") == words
        press(page, "Escape")
    expect(page.locator("[data-says=requester]")).to_have_text(
        "· Lise Martin, 06 39 98 44 55, lise@mail.example, 3 rue Haute 50700 Valognes"
    )
    press(page, "v")
    left(page, one)
    right = desk.record(one).requester
    assert (right.name, right.phone, right.email) == ("Lise Martin", "+33639984455", "lise@mail.example")
    assert right.address == "3 rue Haute 50700 Valognes" and desk.status(one) is Status.OPEN


def test_words_selected_are_taught_to_the_subject_by_who_keeps_the_rules_alone(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("À apprendre"), sign_in()
    roles = frozenset({Role.RECEPTION})
    new = NewAgent(town=TOWN, login="ines", name="Inès", roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(desk.installation, new, datetime.now(UTC))
    opened(page, desk, one)
    assert page.locator("[data-teach]").count() == 1
    other, hers = desk.draft("À apprendre aussi"), sign_in("ines")
    opened(hers, desk, other)
    assert hers.locator("#taken").count() == 1 and hers.locator("[data-teach]").count() == 0
    page.evaluate(PUT, "dépôt & gravats")
    expect(page.locator("#taken")).to_be_visible()
    with page.expect_popup() as opening:
        press(page, "e")
    expect(opening.value.locator("q")).to_have_text("dépôt & gravats")
    expect(opening.value.locator(".code").last).to_have_text(desk.record(one).line.subject)


READ_ALOUD = """
- main:
  - navigation "Vous êtes ici"
  - heading "Lue à voix haute" [level=1]
  - region "Qui s’en occupe":
    - button "La laisser aux autres"
    - button "La précédente"
    - button "Suivante"
    - button "Touches"
  - region "Pourquoi une personne doit décider":
    - list:
      - listitem: Deux services possibles
  - region "Message reçu":
    - navigation "Façons de lire le message"
    - toolbar "Visionneuse":
      - button "Plus petit"
      - search "Chercher dans ce qui est affiché":
        - searchbox "Mots à chercher dans ce qui est affiché"
        - status
    - region "Texte et indices"
  - region "Décision":
    - paragraph:
      - button "Valider, puis la suivante"
  - region "Proposition"
  - region "Échéances"
  - region "Comment la décision a été prise":
    - paragraph:
      - meter "Confiance"
  - region "Historique":
    - table
"""
NAMELESS = re.compile(r"- (?:button|link|textbox|searchbox|combobox|checkbox|radio|spinbutton|slider)(?::| \[|$)", re.MULTILINE)


def test_a_screen_reader_finds_names_roles_and_what_was_done(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Lue à voix haute"), sign_in()
    opened(page, desk, one)
    expect(page.locator("body")).to_match_aria_snapshot(READ_ALOUD)
    page.evaluate("() => document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    read = page.locator("body").aria_snapshot()
    assert 'textbox "Motif"' in read and 'combobox "Type de demande' in read
    assert NAMELESS.findall(read) == []
    press(page, "v")
    left(page, one)
    expect(page.get_by_role("status").filter(has_text="est décidée")).to_be_visible()


def test_all_of_it_works_with_scripts_blocked(desk: Desk, sign_in: Open) -> None:
    one, page = desk.draft("Sans scripts"), sign_in(scripts=False)
    page.goto(f"{desk.address}/requests/{one}")
    page.locator("summary", has_text="Corriger").first.click()
    page.select_option("#decide-subject", "VOI-01")
    page.locator(".decide-fields button[type=submit]").click()
    assert desk.record(one).line.subject == "VOI-01"
    assert page.locator("#done").count() == 1
