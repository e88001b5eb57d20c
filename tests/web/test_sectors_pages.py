"""Sectors drawn on the desk without scripts: drawn, cut, renamed, removed, described by streets, as a file; published (S28)."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from flows.sectors import drafts
from flows.wiring import Installation
from store import places as stored
from tests.flows.sector_town import PLACES
from tests.installations import BREVILLE, NOW
from tests.web.conftest import ORIGIN
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Desk, Open, desk, hall, template
from web.sectors import sector_notes
from web.translations import languages

__all__ = ["desk", "hall", "template"]
DRAFT = "/sectors/draft"
WIDER = "49.50, -1.48\n49.50, -1.468\n49.51, -1.468\n49.51, -1.48"
BOW = "49.5, -1.48\n49.51, -1.47\n49.51, -1.48\n49.5, -1.47"


@pytest.fixture
def ada(hall: Installation, desk: Open) -> Desk:
    """An administrator of a town whose sectors are drawn, with a draft begun."""
    with hall.database.write() as session:
        stored.save(session, BREVILLE, PLACES, author="essai", now=NOW)
    hall.towns.refresh()
    browser = desk(ADA)
    assert send(browser, "begin", "/sectors")[0] == 200
    return browser


def revision(browser: Desk) -> str:
    found = re.search(r'name="revision" value="(\d+)"', browser.client.get(DRAFT).text)
    assert found is not None
    return found[1]


def send(browser: Desk, what: str, page: str = DRAFT, **fields: str) -> tuple[int, str]:
    own = {"csrf": browser.token(page), **({} if what == "begin" else {"revision": revision(browser)}), **fields}
    answer = browser.client.post(f"/sectors/{BREVILLE}/{what}", data=own, headers={"Origin": ORIGIN})
    return answer.status_code, unescape(answer.text)


def publish(browser: Desk, **more: str) -> tuple[int, str]:
    seen = re.search(r'name="seen" value="(\d+)"', browser.client.get(DRAFT).text)
    assert seen is not None
    return send(browser, "publish", seen=seen[1], **more)


def names(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [str(one.name) for one in stored.get(session, BREVILLE).sectors]


def test_a_border_is_moved_looked_at_and_published(hall: Installation, ada: Desk) -> None:
    shown = unescape(ada.client.get(f"{DRAFT}/of/O").text)
    assert "49.500000, -1.480000" in shown and "ce que" not in shown
    status, page = send(ada, "outline", of="O", outline=WIDER, meeting="taken")
    assert status == 200 and "Le brouillon est modifié" in page
    assert re.search(r"Adresses qui changent de secteur</dt><dd>2<", page), "two addresses, and it says so before it counts"
    assert "Rue Longue" in page and "redessiné" in page
    assert names(hall) == ["Ouest", "Est"]
    status, page = publish(ada)
    assert status == 200 and "La version 3 des lieux compte désormais" in page
    assert drafts.find_draft(hall, BREVILLE) is None
    assert ada.client.get(DRAFT).url.path == "/sectors", "there is no draft to look at any more"


def test_an_outline_that_crosses_itself_is_told_and_what_was_typed_stays(ada: Desk) -> None:
    status, page = send(ada, "outline", of="O", outline=BOW, meeting="left")
    assert status == 422 and "se croise lui-même" in page and "49.505, -1.475" in page
    assert "49.51, -1.48" in page and re.search(r'value="left" checked', page)


def test_an_overlap_is_told_and_cannot_be_published(hall: Installation, ada: Desk) -> None:
    _, page = send(ada, "outline", of="O", outline=WIDER, meeting="told")
    assert "« Ouest » et « Est » se chevauchent" in page.replace("\u00a0", " ")
    assert re.search(r'<button class="btn btn-primary" type="submit" disabled>Mettre', page)
    status, page = publish(ada, accepted="1")
    assert status == 422 and names(hall) == ["Ouest", "Est"]


def test_a_hole_may_be_if_somebody_says_so(hall: Installation, ada: Desk) -> None:
    ring = f"{WIDER}\ntrou\n49.504, -1.476\n49.504, -1.474\n49.506, -1.474\n49.506, -1.476"
    _, page = send(ada, "outline", of="O", outline=ring, meeting="taken")
    assert "Aucun secteur n’a" in page and "J’ai vérifié" in page
    assert publish(ada)[0] == 422
    assert publish(ada, accepted="1")[0] == 200


def test_sectors_are_added_renamed_cut_and_removed(hall: Installation, ada: Desk) -> None:
    corners = "49.511, -1.48\n49.511, -1.47\n49.517, -1.47\n49.517, -1.48"
    assert "Ajouter un secteur" in ada.client.get(f"{DRAFT}/new").text
    assert send(ada, "new", code="N", name="Nord", outline=corners, meeting="told")[0] == 200
    status, page = send(ada, "new", code="N", name="Nord encore", outline="", meeting="told")
    assert status == 422 and "figure deux fois" in page and "Nord encore" in page
    assert "s’appelait Est" in send(ada, "name", of="E", name="Levant")[1]
    status, page = send(ada, "split", of="N", line="49.514, -1.5\n49.514, -1.4", new_name="Hauts", new_code="H")
    assert status == 200 and "Hauts" in page
    assert send(ada, "split", of="N", line="49.6, -1.5\n49.6, -1.4", new_name="Rien", new_code="R")[0] == 422
    assert send(ada, "remove", of="H", heir="N")[0] == 200
    assert publish(ada)[0] == 200
    assert names(hall) == ["Ouest", "Levant", "Nord"]


def test_ranges_of_a_street_are_said_by_number_and_side(hall: Installation, ada: Desk) -> None:
    assert "Rue Longue" in ada.client.get(f"{DRAFT}/street?street=longue").text
    page = unescape(ada.client.get(f"{DRAFT}/street?street=rue%20longue").text)
    assert re.search(r'name="low"[^>]*value="11"', page) and "1–20" in page
    data = {"csrf": ada.token(DRAFT), "revision": revision(ada), "street": "Rue Longue"}
    rows = {"sector": ["E", "-", ""], "low": ["1", "2", ""], "high": ["19", "20", ""], "parity": ["impair", "pair", "tous"]}
    answer = ada.client.post(f"/sectors/{BREVILLE}/street", data={**data, **rows}, headers={"Origin": ORIGIN})
    assert answer.status_code == 200 and "Indiqué dans ce brouillon" in unescape(answer.text)
    wrong = {**data, "revision": revision(ada), **rows, "low": ["1", "x", ""]}
    answer = ada.client.post(f"/sectors/{BREVILLE}/street", data=wrong, headers={"Origin": ORIGIN})
    assert answer.status_code == 422 and "n’est pas un numéro" in unescape(answer.text)
    assert publish(ada)[0] == 200
    with hall.database.read() as session:
        (street,) = [one for one in stored.get(session, BREVILLE).streets if one.name == "Rue Longue"]
    assert [(one.sector, one.low, one.high) for one in street.stretches] == [("Est", 1, 19), (None, 2, 20)]


def test_the_outlines_go_out_and_come_back_as_a_file(hall: Installation, ada: Desk) -> None:
    given = ada.client.get("/sectors/draft.geojson")
    assert "attachment" in given.headers["content-disposition"]
    document = json.loads(given.text)
    document["features"][0]["properties"]["nom"] = "Couchant"
    own = {"csrf": ada.token(DRAFT), "revision": revision(ada)}
    sent = {"file": ("mes-secteurs.geojson", json.dumps(document).encode())}
    answer = ada.client.post(f"/sectors/{BREVILLE}/file", data=own, files=sent, headers={"Origin": ORIGIN})
    assert answer.status_code == 200 and "s’appelait Ouest" in unescape(answer.text)
    own = {"csrf": ada.token(DRAFT), "revision": revision(ada)}
    for content in (b"", b"{", b'{"features": []}'):
        refused = ada.client.post(f"/sectors/{BREVILLE}/file", data=own, files={"file": ("a.geojson", content)}, headers={"Origin": ORIGIN})
        assert refused.status_code == 422 and 'role="alert"' in refused.text


def test_a_sector_with_a_code_of_the_folder_has_its_page_and_may_be_named_and_chosen(hall: Installation, desk: Open) -> None:
    code = "N/E " + "x" * 30
    odd = replace(PLACES, sectors=(replace(PLACES.sectors[0], code=code), *PLACES.sectors[1:]))
    with hall.database.write() as session:
        stored.save(session, BREVILLE, odd, author="essai", now=NOW)
    hall.towns.refresh()
    browser = desk(ADA)
    assert send(browser, "begin", "/sectors")[0] == 200
    page = re.search(r'href="(/sectors/draft/of/N[^"]+)"', browser.client.get(DRAFT).text)
    assert page is not None and browser.client.get(page[1]).status_code == 200
    assert send(browser, "name", of=code, name="Couchant")[0] == 200
    assert send(browser, "street", street="Rue Longue", sector=code, low="", high="", parity="all")[0] == 200
    kept = drafts.find_draft(hall, BREVILLE)
    assert kept is not None and kept.draft.streets[0].ranges[0].sector == code


def test_the_second_administrator_is_told_and_his_text_stays(hall: Installation, ada: Desk, desk: Open) -> None:
    old = revision(ada)
    assert send(ada, "name", of="E", name="Levant")[0] == 200
    other = desk(ADA)
    own = {"csrf": other.token(DRAFT), "revision": old, "of": "O", "outline": WIDER, "meeting": "taken"}
    answer = other.client.post(f"/sectors/{BREVILLE}/outline", data=own, headers={"Origin": ORIGIN})
    page = unescape(answer.text)
    assert answer.status_code == 409 and "ada a modifié le brouillon" in page and "49.50, -1.468" in page


def test_a_draft_is_thrown_away(hall: Installation, ada: Desk) -> None:
    status, page = send(ada, "discard")
    assert status == 200 and "Le brouillon a été jeté" in page
    assert drafts.find_draft(hall, BREVILLE) is None
    assert ada.client.get(f"{DRAFT}/of/O").status_code == 404


def test_the_history_of_a_request_tells_both_sectors() -> None:
    french = languages()["fr"]
    assert list(sector_notes({"sector": {"before": "Ouest", "after": None}}, french)) == ["Ouest → Dans aucun secteur"]
    assert list(sector_notes({"sector": "Ouest", "places": 2}, french)) == []


def test_only_who_sets_up_the_town_draws(ada: Desk, desk: Open) -> None:
    assert ada.client.get(f"{DRAFT}/of/X").status_code == 404
    for login in (OTTO, ROSE):
        browser = desk(login)
        for path in (DRAFT, f"{DRAFT}/new", f"{DRAFT}/of/O", f"{DRAFT}/street", "/sectors/draft.geojson"):
            assert browser.client.get(path).status_code == 403, (login, path)
        own = {"csrf": browser.token("/account"), "revision": "1"}
        for what in ("begin", "new", "name", "outline", "split", "remove", "street", "file", "discard", "publish"):
            answer = browser.client.post(f"/sectors/{BREVILLE}/{what}", data={**own, "seen": "1"}, headers={"Origin": ORIGIN})
            assert answer.status_code == 403, (login, what)
    assert "Commencer un brouillon" not in unescape(desk(OTTO).client.get("/sectors").text)
