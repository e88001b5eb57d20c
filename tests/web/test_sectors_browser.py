"""Sectors drawn on the map in Chromium, by mouse and by keyboard; what is drawn stands in the fields (S28)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.rights import Role
from flows import accounts
from store import places as stored
from store import sector_drafts
from store.agents import NewAgent
from tests.flows.sector_town import PLACES
from tests.web import seed
from tests.web.served import PHONE, violations
from tests.web.test_review_keys import Desk, chromium, desk, sign_in

__all__ = ["chromium", "desk", "sign_in"]
pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAUL = "paul"
CORNER = ".sector-corner:not(.is-between)"


@pytest.fixture(scope="module")
def town(desk: Desk) -> Desk:
    """The desk of a town that has an administrator of its own."""
    new = NewAgent(
        town=seed.VALOGNES, login=PAUL, name="Paul", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(desk.installation, new, seed.NOW)
    return desk


@pytest.fixture
def drawn(town: Desk) -> Desk:
    """The same with the sectors drawn, and nobody at them."""
    with town.installation.database.write() as session:
        stored.save(session, seed.VALOGNES, PLACES, author="essai", now=seed.NOW)
        sector_drafts.drop(session, seed.VALOGNES)
    town.installation.towns.refresh()
    return town


def begun(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.address}/sectors")
    page.get_by_role("button", name="brouillon").click()
    page.wait_for_url("**/sectors/draft")


def corners(page: Page, field: str = "#outline") -> list[tuple[float, float]]:
    return [(float(lat), float(lon)) for lat, lon in re.findall(r"(-?\d+\.\d+), (-?\d+\.\d+)", page.input_value(field))]


def opened(page: Page, desk: Desk, code: str) -> None:
    page.goto(f"{desk.address}/sectors/draft/of/{code}")
    expect(page.locator(CORNER)).to_have_count(4)
    page.evaluate("document.querySelector('#town-map').scrollIntoView({ block: 'center', behavior: 'instant' })")


def test_a_corner_is_dragged_and_the_border_published(drawn: Desk, sign_in: Open) -> None:
    page = sign_in(PAUL)
    begun(page, drawn)
    opened(page, drawn, "E")
    before = corners(page)
    west = min(range(4), key=lambda place: (before[place][1], before[place][0]))
    corner = page.locator(f'[data-corner="0/{west}"]')
    box = corner.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 14, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] - 80, box["y"] + 14, steps=8)
    page.mouse.up()
    after = corners(page)
    assert after[west][1] < before[west][1] and [after[one] for one in range(4) if one != west] == [
        before[one] for one in range(4) if one != west
    ]
    page.get_by_role("button", name="Annuler").click()
    assert corners(page) == before
    page.locator(f'[data-corner="0/{west}"]').focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.corner") == f"0/{west}", "the corner that is moved keeps the focus"
    assert corners(page)[west][1] < before[west][1]
    page.get_by_label("les autres cèdent").check()
    page.get_by_role("button", name="Garder ce contour").click()
    page.wait_for_url("**/sectors/draft?done=outline")
    expect(page.get_by_role("row", name="Ouest Est")).to_be_visible()
    page.get_by_role("button", name="Mettre ces secteurs en vigueur").click()
    page.wait_for_url("**/sectors?done=*")
    expect(page.get_by_role("status").filter(has_text="compte désormais")).to_be_visible()


def test_a_sector_is_drawn_and_cut_by_the_keyboard(drawn: Desk, sign_in: Open) -> None:
    page = sign_in(PAUL)
    begun(page, drawn)
    page.goto(f"{drawn.address}/sectors/draft/new")
    expect(page.get_by_role("button", name="Dessiner un contour")).to_have_attribute("aria-pressed", "true")
    page.fill("#name", "Milieu")
    page.fill("#code", "M")
    page.locator("#town-map").focus()
    for keys in (("Enter", "ArrowRight"), ("Enter", "ArrowDown"), ("Enter", "ArrowLeft"), ("Enter",), ("ArrowUp", "ArrowUp", "Enter")):
        for key in keys:
            page.keyboard.press(key)
    assert len(corners(page)) == 5
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    assert len(corners(page)) == 4
    expect(page.get_by_role("button", name="Déplacer des sommets")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("les autres cèdent").check()
    page.get_by_role("button", name="L’ajouter au brouillon").click()
    page.wait_for_url("**/sectors/draft?done=new")
    expect(page.get_by_role("link", name="Milieu")).to_be_visible()


def test_the_line_that_cuts_is_drawn_by_the_mouse_and_text_is_drawn_on_the_map(drawn: Desk, sign_in: Open) -> None:
    page = sign_in(PAUL)
    begun(page, drawn)
    opened(page, drawn, "O")
    page.get_by_role("button", name="Dessiner la coupe").click()
    box = page.locator("#town-map").bounding_box()
    assert box is not None
    for up in (0.02, 0.98):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + up * box["height"])
        page.wait_for_timeout(400)
    assert len(corners(page, "#line")) == 2
    page.fill("#new_name", "Couchant")
    page.fill("#new_code", "C")
    page.get_by_role("button", name="Le couper", exact=True).click()
    page.wait_for_url("**/sectors/draft?done=split")
    opened(page, drawn, "C")
    page.fill("#outline", "49.50, -1.48\n49.50, -1.475\n49.505, -1.475")
    expect(page.locator(CORNER)).to_have_count(3)
    page.fill("#outline", "ici")
    expect(page.get_by_role("status").filter(has_text="illisible")).to_be_visible()


def test_the_pages_are_sound_in_both_themes_and_on_a_phone(drawn: Desk, sign_in: Open) -> None:
    page = sign_in(PAUL)
    begun(page, drawn)
    for path in ("draft", "draft/of/O", "draft/new", "draft/street?street=Rue+Longue", "draft/street?street=rue"):
        page.goto(f"{drawn.address}/sectors/{path}")
        if "street" not in path:
            expect(page.locator("#town-map.is-drawn")).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(500)
            assert violations(page) == [], path
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for path in ("draft", "draft/of/O", "draft/street?street=Rue+Longue"):
        page.goto(f"{drawn.address}/sectors/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
