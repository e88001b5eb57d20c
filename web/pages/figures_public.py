"""Figures for everybody: what a public link shows, without signing in, without scripts and cookies, kept for a few minutes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import cast

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse, Response

from domain.errors import InvalidError
from domain.saved_question import SavedQuestion
from figures.periods import told_day
from flows import saved_questions
from flows.figures import today_in
from flows.public_figures import is_yet_to_come, next_told_on, public_answer
from web.api.caller import address_of, keys_throttle
from web.desk import Desk, desk_of
from web.figures_answer import answer_of
from web.figures_table import nowhere
from web.pages.figures import about_of
from web.translations import LANGUAGES, negotiate

pages = APIRouter()
TOO_MANY = 429
A_MINUTE = 60
"""Looks at public figures from one address."""
KEPT_SECONDS = 300.0
_MOST_KEPT, _LONGEST_TOKEN = 128, 64
_HEADERS = {"Cache-Control": "public, max-age=60", "X-Robots-Tag": "noindex, nofollow"}
"""A browser keeps it for a minute: a link that is taken back is over soon everywhere."""
_Key = tuple[int, str, str]


class PublicPages:
    """Pages that were made a few minutes ago, the same for everybody. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[_Key, tuple[float, str]] = OrderedDict()

    def get(self, key: _Key, make: Callable[[], str]) -> str:
        """Return a page that is fresh, made anew where none is."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and self._clock() - found[0] < KEPT_SECONDS:
                return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (self._clock(), made)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return made


@pages.get("/p/figures/{token}")
def public_figures(http: HttpRequest, token: str, lang: str = "") -> Response:
    """Show the figures of a public link; one there is none of, or no more, is not found."""
    desk = desk_of(http)
    language = lang if lang in LANGUAGES else negotiate(http.headers.get("accept-language"))
    if not keys_throttle(http).admits(f"figures {address_of(http)}", A_MINUTE):
        return HTMLResponse("", TOO_MANY, headers={"Retry-After": "60"})
    # Whether the link still holds is asked each time; only what it shows is kept.
    found = saved_questions.find_public(desk.installation, token) if len(token) <= _LONGEST_TOKEN else None
    if found is None:
        raise HTTPException(404)
    kept = cast("PublicPages", http.app.state.public_figures)
    try:
        page = kept.get((found.id, found.query, language), lambda: _page(desk, found, language))
    except InvalidError as error:
        # The rules of what may be asked became stricter since it was opened.
        raise HTTPException(404) from error
    return HTMLResponse(page, headers={**_HEADERS, "Vary": "Accept-Language"})


def _page(desk: Desk, found: SavedQuestion, language: str) -> str:
    town, tongue = desk.installation.towns.get(found.town).town, desk.languages[language]
    today = today_in(desk.installation, found.town)
    next_on, answer = told_day(next_told_on(today), language), None
    if not is_yet_to_come(found, today):
        question, table = public_answer(desk.installation, found, language)
        answer = answer_of(table, question, tongue, about_of(town, tongue, datetime.now(UTC)), nowhere)
    return desk.page(language, "figures_public.html", town=town, answer=answer, next_on=next_on)
