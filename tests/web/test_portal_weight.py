"""What a page of the portal weighs on its way with all that it asks for by itself: under 100 kB, compressed, for a telephone at 3G."""

import re
from pathlib import Path

import pytest

from tests.web.conftest import Browser, Hall
from tests.web.filled import publish_common
from tests.web.portal_people import add, opener, with_mail
from tests.web.test_weight import weight

MOST = 100_000
OUTSIDE = ("", "/register", "/sign-in", "/forgotten", "/follow")
SIGNED_IN = ("", "/account", "/account/second-factor", "/account/linking", "/requests")


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_for_everybody_are_light(hall: Hall, browser: Browser, path: str) -> None:
    publish_common(hall)
    total, parts = weight(browser, f"/p/valognes{path}")
    assert total < MOST, parts


def test_pages_of_an_account_are_light(hall: Hall) -> None:
    publish_common(hall)
    add(hall)
    anne = opener(with_mail(hall))()
    anne.sign_in()
    for path in SIGNED_IN:
        total, parts = weight(Browser(anne.client), f"/p/valognes{path}")
        assert total < MOST, (path, parts)


def test_the_portal_needs_no_script_on_its_first_pages() -> None:
    folder = Path(__file__).resolve().parents[2] / "web" / "templates" / "portal"
    pages = ("base", "home", "register", "confirm", "forgotten", "reset", "account", "factor", "linking", "close")
    assert [name for name in pages if "<script" in (folder / f"{name}.html").read_text(encoding="utf-8")] == []
    # Passkeys alone need one; beside them stand the password and the codes, which do not.
    for name in ("sign_in", "code", "passkeys"):
        scripts = re.findall(r'<script src="([^"?]+)', (folder / f"{name}.html").read_text(encoding="utf-8"))
        assert scripts == ["/static/passkeys.js"], name
