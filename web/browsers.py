"""What a session is shown as to its owner: a browser and a system in words, from what the browser says of itself."""

from fastapi import Request as HttpRequest

from flows.accounts import Where
from web.api.caller import address_of

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: each calls itself by the names of those below it, too."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """Return program and system, as ``Firefox, Windows``; empty for one that says neither."""
    found = (next((words for sign, words in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def where_from(http: HttpRequest) -> Where:
    """Return where somebody signs in."""
    return Where(browser=browser_words(http.headers.get("user-agent", "")), address=address_of(http))
