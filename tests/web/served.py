"""A desk that runs beside a test, Chromium to look at it with, and how one goes on by the keyboard alone."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from flows.wiring import Installation
from tests.web import seed
from web import assets
from web.app import create_app
from web.throttle import Throttle

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DESKTOP = (1400, 900)
TABLET = (820, 1180)
PHONE = (390, 844)
_MOST_TABS = 200
_PATIENCE = 30.0
"""Seconds that a page may take until it takes keys."""
_DROPPED = 3.0
"""Seconds after which a key without effect was dropped and does not come late."""
_IS_DRAWN = "() => performance.getEntriesByType('paint').some(one => performance.now() > one.startTime + 150)"
_FOCUS = """() => {
    const one = document.activeElement;
    // The page itself, which comes behind the last one, would say everything.
    return one === window.tabbedFrom ? null : { name: one.name ?? '', words: one === document.body ? '' : one.innerText || '' };
}"""
_JUDGED = """async ({ rules, within }) => {
    // Colours on their way from one theme to the other are neither's.
    const changing = document.getAnimations().filter(one => one instanceof CSSTransition);
    await Promise.allSettled(changing.map(one => one.finished));
    const found = await axe.run(within ?? document, { runOnly: rules, iframes: false, resultTypes: ['violations'] });
    const told = (one, node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`;
    return [found.passes.length, found.violations.flatMap(one => one.nodes.map(node => told(one, node)))];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Name and words of what has the focus."""

    name: str
    words: str


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an application in a thread, on a port or any; yield its address. From here one may sign in as often as a fast machine can."""
    app.state.throttle = Throttle(limit=10_000)
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start Chromium; the test is skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


def sign_in(page: Page, address: str, login: str) -> None:
    """Sign somebody in by the form."""
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", seed.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    if page.locator("html").get_attribute("lang") != "fr":
        # Another test read in English, and the desk remembers it with the account.
        with page.expect_navigation():
            page.click("button[name=language][value=fr]")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other, once the page is drawn: Chromium drops those that come before."""
    _wait_until_drawn(page)
    for key in keys:
        page.keyboard.press(key)


def follow(page: Page, shown: Locator) -> None:
    """Click on what leads to another page, the first of several, and wait for the other.

    Chromium drops clicks that come before a page is drawn.
    """
    _wait_until_drawn(page)
    with page.expect_navigation():
        shown.first.click()


def _wait_until_drawn(page: Page) -> None:
    until = time.monotonic() + _PATIENCE
    while not page.evaluate(_IS_DRAWN):
        if time.monotonic() > until:
            pytest.fail(f"{page.url} is not drawn.")
        time.sleep(0.02)


def press_to(page: Page, text: str) -> None:
    """Go on by the keyboard to what bears some words, and press it."""
    _tab_until(page, f"“{text}”", lambda focus: text in focus.words)
    press(page, "Enter")


def go_to(page: Page, name: str) -> None:
    """Go on by the keyboard to a field."""
    if page.evaluate("() => document.activeElement.name") != name:
        _tab_until(page, f"The field {name}", lambda focus: focus.name == name)


def tab(page: Page) -> Focus:
    """Go on by one, and wait until the focus has moved: what is pressed again at once goes too far where a page takes keys late."""
    page.evaluate("() => { window.tabbedFrom = document.activeElement; }")
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        press(page, "Tab")
        again = time.monotonic() + _DROPPED
        while time.monotonic() < again:
            if (focus := page.evaluate(_FOCUS)) is not None:
                return Focus(**focus)
            time.sleep(0.01)
    pytest.fail("The page takes no keys.")


def _tab_until(page: Page, wanted: str, is_it: Callable[[Focus], bool]) -> None:
    # A page that glides to what has the focus draws itself a dozen times for each key.
    page.emulate_media(reduced_motion="reduce")
    met = []
    for _ in range(_MOST_TABS):
        met.append(tab(page))
        if is_it(met[-1]):
            return
    pytest.fail(f"{wanted} is not reached by keyboard on {page.url}, which has the focus on: {[one.words or one.name for one in met]}")


def violations(page: Page, within: str | None = None, *, fewest: int = 20) -> list[str]:
    """Return what axe finds wrong with a page, or a part of it. A page has a language, a title, landmarks and contrasts.

    Fewer kept rules than ``fewest`` mean that nothing was looked at.
    """
    if not page.evaluate("() => 'axe' in window"):
        # Through the debugger, as the page's own policy rightly lets no foreign script in.
        page.evaluate(_axe())
    # Only what is told here leaves the page: all that axe has to say of what is right takes longer to fetch than to find.
    kept, wrong = page.evaluate(_JUDGED, {"rules": list(RULES), "within": within})
    assert kept > fewest
    found: list[str] = wrong
    return found


@cache
def _axe() -> str:
    return (assets.build(assets.TESTS) / "axe-core/axe.min.js").read_text(encoding="utf-8") + "; null"


def posted(hall: Installation, path: str, headers: Mapping[str, str], pieces: Iterator[bytes]) -> tuple[int, int]:
    """Send a body in pieces that does not say how large it is; return what is answered and how many bytes were taken."""
    taken, answered = 0, list[int]()
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 5000),
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, object]:
        nonlocal taken
        piece = next(pieces, b"")
        taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: MutableMapping[str, object]) -> None:
        if isinstance(status := message.get("status"), int):
            answered.append(status)

    asyncio.run(create_app(hall)(scope, receive, send))
    return answered[0], taken
