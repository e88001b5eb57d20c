"""What a page weighs on its way, with all that it asks for by itself: under 300 kB, compressed, but for what draws PDF files."""

import gzip
import re
from html import unescape

import pytest

from tests.web.conftest import Browser, Hall

MOST = 300_000
ASKED = re.compile(r'<(?:link|script|img|iframe)\b[^>]*?\b(?:href|src)="(/[^"]+)"')


def weight(browser: Browser, path: str) -> tuple[int, list[tuple[int, str]]]:
    """Return the bytes of a page with what it asks for, and those of each."""
    page = browser.client.get(path)
    assert page.status_code == 200, path
    asked = dict.fromkeys(unescape(one) for one in ASKED.findall(page.text))
    found = [(len(gzip.compress(page.content)), path)]
    for one in asked:
        answer = browser.client.get(one)
        assert answer.status_code == 200, one
        found.append((len(gzip.compress(answer.content)), one))
    return sum(size for size, _ in found), sorted(found, reverse=True)


@pytest.mark.parametrize("path", ["/review", "/requests", "/board", "/search?q=lampadaire", "/rules", "/sectors", "/channels"])
def test_pages_are_light(browser: Browser, path: str) -> None:
    assert browser.sign_in("admin") == 303
    total, parts = weight(browser, path)
    assert total < MOST, parts[:8]


def test_the_page_of_every_story_is_light(claire: Browser, hall: Hall) -> None:
    for heading, request in hall.ids.items():
        if heading != "breville":
            total, parts = weight(claire, f"/requests/{request}")
            assert total < MOST, (heading, parts[:8])
