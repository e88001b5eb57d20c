"""The map and places by three letters, in Chromium, by keyboard and by mouse (issue 8, points 1 and 3)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from domain.evidence import Candidate
from domain.ids import RequestId
from domain.place import Place, PlaceStatus
from domain.request import Status
from store import places as stored
from store.blobs import Blobs
from store.mapping import dump
from store.schema import RequestRow
from tests.web import seed
from tests.web.served import press, violations
from tests.web.test_places_pages import PLACES
from tests.web.test_review_keys import RUBBISH, Desk, chromium, desk, sign_in
from tests.web.test_viewer import FILES

__all__ = ["chromium", "desk", "sign_in"]
pytestmark = pytest.mark.browser
Open = Callable[..., Page]
MAP_WEIGHT = 100_000
"""Bytes of Leaflet, its style and the town's shapes together, compressed; the page itself weighs less than 200 kB."""


def on_street(name: str, number: str | None = None) -> Place:
    return Place(status=PlaceStatus.EXACT if number else PlaceStatus.STREET, street=name, number=number, score=0.9)


@pytest.fixture
def mapped(desk: Desk) -> Desk:
    """The desk of a town that is on a map."""
    with desk.installation.database.write() as session:
        stored.save(session, seed.VALOGNES, PLACES, author="essai", now=seed.NOW)
    desk.installation.towns.refresh()
    return desk


def doubtful(desk: Desk, heading: str) -> RequestId:
    """Put a request into the queue of which two places were considered."""
    kept = desk.draft(heading)
    considered = (on_street("Rue des Religieuses"), on_street("Rue de Poterie", "3"))
    told = replace(desk.record(kept).classification, places=tuple(Candidate(answer=one, score=0.9, evidence=()) for one in considered))
    with desk.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == kept).values(trace=dump(told)))
    return kept


def open_page(page: Page, desk: Desk, request: RequestId) -> None:
    page.goto(f"{desk.address}/requests/{request}")
    page.wait_for_selector("html.with-keys", state="attached")


def test_a_place_considered_is_seen_on_the_map_and_taken_by_its_key(mapped: Desk, sign_in: Open) -> None:
    request = doubtful(mapped, "Carte")
    page = sign_in()
    weights: list[int] = []
    page.on("requestfinished", lambda one: weights.append(one.sizes()["responseBodySize"]) if re.search("leaflet|/map", one.url) else None)
    open_page(page, mapped, request)
    assert not weights or max(weights) < MAP_WEIGHT
    press(page, "m")
    marks = page.locator(".map-mark")
    expect(marks).to_have_count(2)
    assert [one.get_attribute("aria-label") for one in marks.all()] == ["5: Rue des Religieuses", "6: 3 Rue de Poterie"]
    assert page.evaluate("document.activeElement.id") == "town-map" and sum(weights) < MAP_WEIGHT
    expect(page.locator(".map-street").first).to_be_attached()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # Buttons fade from one theme into the other.
        page.wait_for_timeout(500)
        assert violations(page) == []
    press(page, "6")
    expect(page.locator("#decide-street")).to_have_value("Rue de Poterie")
    expect(page.locator("#decide-number")).to_have_value("3")
    expect(page.locator(".map-mark.is-current")).to_have_attribute("aria-label", "6: 3 Rue de Poterie")
    # No letter acts while the map, a part of the form, has the focus.
    press(page, "v")
    assert mapped.record(request).line.status is Status.REVIEW
    press(page, "Escape")
    press(page, "v")
    page.wait_for_url(lambda url: str(request) not in url.rpartition("/")[2].partition("?")[0])
    record = mapped.record(request)
    assert (record.line.status, record.place.street, record.place.number) == (Status.OPEN, "Rue de Poterie", "3")


def test_where_a_photo_was_taken_is_seen_beside_the_place(mapped: Desk, sign_in: Open) -> None:
    story = replace(RUBBISH, heading="Photo", place=on_street("Rue de Poterie", "3"), attachments=FILES[:1])
    with mapped.installation.database.write() as session:
        request = seed.keep(session, Blobs(mapped.installation.settings.blobs_folder), seed.VALOGNES, story, datetime.now(UTC))
    page = sign_in()
    open_page(page, mapped, request)
    press(page, "m")
    expect(page.locator(".map-mark.is-current")).to_have_count(1)
    assert page.locator(".map-mark.is-photo").count() == 0
    address = page.get_by_role("link", name="Regarder photo.jpg").get_attribute("href")
    page.goto(f"{mapped.address}/requests/{request}{address}", timeout=60_000)
    page.wait_for_selector("html.with-keys", state="attached")
    press(page, "m")
    expect(page.get_by_role("img", name="Où la photo a été prise")).to_be_visible()
    expect(page.locator(".map-mark.is-current")).to_have_count(1)


def test_what_lies_under_the_cross_or_the_mouse_becomes_the_place_and_the_map_stays_open(mapped: Desk, sign_in: Open) -> None:
    request, following = doubtful(mapped, "Croix"), doubtful(mapped, "Suivante")
    page = sign_in()
    open_page(page, mapped, request)
    press(page, "m")
    page.wait_for_selector(".town-map.is-drawn")
    page.evaluate("document.getElementById('decide-street').value = ''")
    press(page, "ArrowDown")
    press(page, "Enter")
    expect(page.locator("#map-says")).not_to_be_empty()
    taken = page.locator("#decide-street").input_value()
    assert taken in {"Rue de Poterie", "Rue Perdue", "Rue des Religieuses", "Nord"} and taken in page.inner_text("#map-says")
    page.locator("#town-map").click(position={"x": 200, "y": 20})
    expect(page.locator("#map-says")).not_to_have_text(taken)
    open_page(page, mapped, following)
    press(page, "l")
    page.wait_for_selector(".town-map.is-drawn")


def test_a_place_is_found_by_three_letters_without_the_mouse(mapped: Desk, sign_in: Open) -> None:
    request = mapped.draft("Trois lettres")
    page = sign_in()
    open_page(page, mapped, request)
    press(page, "l")
    page.keyboard.type("3 r potr")
    option = page.locator(".finder-list li[role=option]").first
    expect(option).to_contain_text("3 Rue de Poterie")
    # The first one is marked at once: Enter takes it.
    expect(option).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.locator("#decide-street")).to_have_value("Rue de Poterie")
    expect(page.locator("#decide-number")).to_have_value("3")
    expect(page.locator("#decide-street")).to_have_attribute("aria-expanded", "false")
    page.locator("#decide-street").fill("")
    page.keyboard.type("ecol")
    expect(option).to_contain_text("École Jules-Ferry")
    press(page, "Escape")
    expect(page.locator("#decide-street")).to_have_attribute("aria-expanded", "false")
    # What was chosen is kept like what is typed: it is there again when the page is.
    page.locator("#decide-street").fill("Rue Perdue")
    page.wait_for_timeout(1_000)
    page.reload()
    expect(page.locator("#decide-street")).to_have_value("Rue Perdue")


def test_without_scripts_the_page_says_the_same_in_words(mapped: Desk, sign_in: Open) -> None:
    request = doubtful(mapped, "Sans script")
    page = sign_in(scripts=False)
    page.goto(f"{mapped.address}/requests/{request}")
    assert not page.locator("[data-map-box]").first.is_visible()
    page.locator("summary", has_text="Corriger").first.click()
    assert page.locator("#decide-streets option").count() == 2
    page.locator("#decide-street").fill("Rue de Poterie")
    page.locator("#decide-street").press("Enter")
    page.wait_for_url(lambda url: f"/requests/{request}" not in url.partition("?")[0])
    assert mapped.record(request).place.street == "Rue de Poterie"


def test_sectors_are_drawn_and_their_page_is_sound(mapped: Desk, sign_in: Open) -> None:
    page = sign_in()
    page.goto(f"{mapped.address}/sectors")
    page.wait_for_selector(".town-map.is-drawn .map-sector", state="attached")
    expect(page.locator(".map-label.is-sector")).to_have_text(["Nord"])
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # Buttons fade from one theme into the other.
        page.wait_for_timeout(500)
        assert violations(page) == []


def test_a_town_of_which_only_addresses_are_known_is_drawn_by_its_houses(mapped: Desk, sign_in: Open) -> None:
    bare = replace(PLACES, sectors=(), streets=tuple(replace(one, lines=()) for one in PLACES.streets))
    with mapped.installation.database.write() as session:
        stored.save(session, seed.VALOGNES, bare, author="essai", now=seed.NOW)
    mapped.installation.towns.refresh()
    page = sign_in()
    page.goto(f"{mapped.address}/sectors")
    page.locator(".town-map").scroll_into_view_if_needed()
    houses = page.locator(".map-houses")
    expect(houses.first).to_be_attached()
    assert "L" in (houses.first.get_attribute("d") or "")
    expect(page.locator("main")).to_contain_text("La commune n’a pas de secteurs.")
