"""Take the pictures that docs/ and README.md show, of a desk on which the demo town runs.

``./run`` first; then ``PYTHONPATH=. python scripts/pictures.py http://127.0.0.1:8000 LOGIN PASSWORD``. A picture weighs at most 150 kB.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.web.served import running_chromium

DOCS = Path(__file__).resolve().parent.parent / "docs"
COLOURS = 224
"""Enough for letters and areas; a third of the bytes."""
MOST_BYTES = 150_000
SCREEN, PHONE = (1400, 900), (390, 844)
WORDS = "Panneau, signalisation"
"""What the demo message that asks for two things asks for first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page to show. ``path`` is None for the message that asks for two things."""

    name: str
    path: str | None
    size: tuple[int, int] = SCREEN
    theme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture(name="desk.png", path=None),
    Picture(name="desk-queue.png", path="/review"),
    Picture(name="desk-board.png", path="/board"),
    Picture(name="desk-rules.png", path="/rules"),
    Picture(name="desk-phone.png", path=None, size=PHONE, theme="dark"),
)


def main(address: str, login: str, password: str) -> int:
    """Take every picture; return the exit status: 1 if one is too large."""
    with running_chromium() as browser:
        page = _signed_in(browser, address, login, password)
        page.goto(f"{address}/review")
        message = page.locator("tr", has_text=WORDS).locator("a.row-link").get_attribute("href")
        sizes = {one.name: _take(page, f"{address}{one.path or message}", one) for one in PICTURES}
    for name, size in sizes.items():
        print(f"docs/{name}: {size} bytes")
    return 1 if max(sizes.values()) > MOST_BYTES else 0


def _signed_in(browser: Browser, address: str, login: str, password: str) -> Page:
    page = browser.new_page(locale="fr-FR", reduced_motion="reduce")
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def _take(page: Page, address: str, picture: Picture) -> int:
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    page.emulate_media(color_scheme=picture.theme)
    page.goto(address)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = DOCS / picture.name
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    if len(sys.argv) != 4:  # noqa: PLR2004 - the program and its three arguments
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
