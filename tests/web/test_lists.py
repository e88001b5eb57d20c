import re
from dataclasses import replace

import pytest

from domain.decision import Reason
from store.blobs import Blobs
from tests.web import seed
from tests.web.conftest import Browser, Hall
from web.pages import lists


def _requests(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="row-link" href="/requests/(\d+)"', page)]


def test_danger_stands_first_whenever_it_came(claire: Browser, hall: Hall) -> None:
    page = claire.get("/review")
    assert _requests(page)[0] == hall.ids["URGENT cable electrique par terre"]
    assert len(_requests(page)) == 8
    assert "Danger signalé" in page


def test_open_requests_stand_newest_first_with_their_numbers(claire: Browser, hall: Hall) -> None:
    page = claire.get("/requests")
    assert _requests(page)[0] == hall.ids["trou"]
    assert re.findall(r"2026/\d{4}", page) == ["2026/0004", "2026/0003", "2026/0002", "2026/0001"]


def test_a_town_is_not_shown_to_agents_of_another(claire: Browser) -> None:
    assert "secret de Bréville" not in claire.get("/requests")


def test_times_are_those_of_the_town(claire: Browser, hall: Hall) -> None:
    assert "25 nov. 2026" in claire.get("/requests")
    assert "10:15" in claire.get(f"/requests/{hall.ids['trou']}")


def test_a_confidential_request_shows_in_lists_only_that_it_is_there(claire: Browser) -> None:
    page = claire.get("/review")
    assert "Demande confidentielle" in page
    for secret in ("loyer", "MARTEL", "Action sociale", "Aide sociale"):
        assert secret not in page


def test_pages_follow_each_other_without_gap_or_repeat(claire: Browser, hall: Hall) -> None:
    blobs = Blobs(hall.installation.settings.blobs_folder)
    with hall.installation.database.write() as session:
        for place in range(110):
            story = replace(
                seed.STORIES[4], heading=f"n {place}", text=f"texte {place}", minutes=10_000 + place // 7, reasons=(Reason.TIE,)
            )
            seed.keep(session, blobs, seed.VALOGNES, story)
    seen: list[int] = []
    path = "/review"
    for _ in range(10):
        page = claire.get(path)
        assert len(_requests(page)) <= lists.LIMIT
        seen += _requests(page)
        following = re.search(r'href="(\?after=[^"]+)"', page)
        if following is None:
            break
        path = f"/review{following[1]}"
    assert len(seen) == len(set(seen)) == 118


@pytest.mark.parametrize("after", ["x", "1.2", "1.99999999999999999999999.3", "1.2.3.4", "'", "99999999999999999999.1.1"])
def test_a_mistyped_place_in_a_list_is_no_page(claire: Browser, after: str) -> None:
    assert claire.client.get("/review", params={"after": after}).status_code == 404


def test_markup_in_a_message_is_shown_as_it_was_typed(claire: Browser) -> None:
    page = claire.get("/review")
    assert "&lt;script&gt;alert(3)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_an_empty_queue_says_so(browser: Browser) -> None:
    browser.sign_in("lea")
    assert "Rien à vérifier." in browser.get("/review")
