"""One box finds by number, code, name, telephone, street and words, mends misspellings, and tells of nothing that is not the reader's."""

from collections.abc import Callable
from functools import reduce

import pytest
from sqlalchemy import update

from flows import dossiers
from store import journal, requests
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_acting import words
from tests.web.test_teamwork import HOLE, SECRET, TOWN, signed_in, staffed

__all__ = ["signed_in", "staffed"]
Open = Callable[[str], Browser]


@pytest.fixture
def known(staffed: Hall) -> Hall:
    dossiers.acquaint_all(staffed.installation, TOWN, seed.NOW)
    return staffed


def test_whatever_is_typed_leads_to_the_request(known: Hall, signed_in: Open) -> None:
    axel, page = signed_in("axel"), f'href="/requests/{known.ids[HOLE]}"'
    with known.installation.database.read() as session:
        line = requests.get(session, known.ids[HOLE]).line
    for typed in (str(line.number), line.tracking, "trous", "nid de poule", "06 39 98 12 04", "LEBRUN", "Poterie"):
        assert page in axel.get(f"/search?q={typed}"), typed
        assert page in axel.get(f"/search?part=1&q={typed}"), typed
    assert "<html" not in axel.get("/search?part=1&q=trou")
    assert "Aucun résultat" in words(axel.get("/search?q=girafe"))


def test_requesters_are_found_by_name_and_a_misspelt_word_is_asked_about(known: Hall, signed_in: Open) -> None:
    rose = signed_in("rose")
    assert "LEBRUN Sylvie" in words(rose.get("/search?q=lebrun"))
    shown = rose.get("/search?q=lampadère")
    assert "Essayez plutôt" in words(shown) or "Lampadaire" in words(shown)
    assert 'href="/search?q=Lampadaire"' in shown
    assert "LEBRUN" in rose.get("/search?q=lebrum")


@pytest.mark.parametrize("login", ["rose", "regis", "axel", "hugo", "elue", "boss", "dpo"])
def test_nobody_is_told_of_a_confidential_request_by_what_he_types(login: str, known: Hall, signed_in: Open) -> None:
    browser = signed_in(login)
    for typed in ("MARTEL", "martell", "loyer", "loier", SECRET, "Jeanne", "payer"):
        for shown in (browser.get(f"/search?q={typed}"), browser.get(f"/search?part=1&q={typed}")):
            assert f"/requests/{known.ids[SECRET]}" not in shown, typed
            echoes = (f"q={typed}", f"«\u00a0{typed}\u00a0»", f'value="{typed}"')
            assert "MARTEL" not in reduce(lambda text, echo: text.replace(echo, ""), echoes, shown), typed


def test_who_is_not_signed_in_searches_nothing(browser: Browser) -> None:
    assert browser.client.get("/search?q=trou", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_what_is_not_for_everybody_is_shown_and_written_down_once_a_search_is_settled(known: Hall, signed_in: Open) -> None:
    regis, page = signed_in("regis"), f'href="/requests/{known.ids[HOLE]}"'
    with known.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == known.ids[HOLE]).values(confidentiality=1))

    def noted() -> list[object]:
        with known.installation.database.read() as session:
            lines = journal.page(session, TOWN, after=None, limit=100)
        return [line.details["requests"] for line in lines if (line.actor, line.action) == ("regis", "read")]

    for typed in ("no", "nid", "nid de", "nid de po", "nid de poule"):
        shown = regis.get(f"/search?part=1&q={typed}")
        assert page not in shown and "Aucun résultat" not in words(shown), typed
    assert "data-unsettled" in shown and noted() == []
    assert page in regis.get("/search?part=1&settled=1&q=nid de poule") and noted() == [[known.ids[HOLE]]]
    assert page in regis.get("/search?q=nid de poule") and len(noted()) == 2
    assert "data-unsettled" not in regis.get("/search?part=1&settled=1&q=girafe")
