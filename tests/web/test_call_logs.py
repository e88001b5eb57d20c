"""Call logs on the desk, for administrators: handed over, described column by column, tried on a sample, saved."""

import gzip
import re
from collections.abc import Mapping
from html import unescape

import pytest

from domain.ids import TownId
from flows.calls_options import mappings_of
from ingest.phone.mapping import document_of
from store import call_logs
from tests.flows.calling import ANNE, NOON, Switchboard
from tests.web.conftest import ORIGIN, Browser, Hall

TOWN = TownId("valognes")
ODD = (
    "quand|qui|ou|combien|comment|vers|ce que dit le repondeur\n"
    "03/04/2026 08:31:07|0639981234|0261910500|12|tombé|A|\n"
    "03/05/2026 09:31:07|0639981235|0261910500|30|pris|A|\n"
    "03/05/2026 99:31:07|0639981236|0261910500|30|pris|A|\n"
    "03/05/2026 10:31:07|0261910500|0639981239|60|pris|D|\n"
)
COLUMNS = {"column-1": "start", "column-2": "caller", "column-3": "called", "column-4": "duration", "column-5": "status", "column-6": "way"}
WORDS = {"end-word-0": "tombé", "end-0": "missed", "end-word-1": "pris", "end-1": "answered"}
WAYS = {"way-word-0": "A", "way-0": "in", "way-word-1": "D", "way-1": "out"}
WHOLE = {"separator": "bar", "order": "month_first", **COLUMNS, **WORDS, **WAYS}


@pytest.fixture
def admin(browser: Browser) -> Browser:
    assert browser.sign_in("admin") == 303
    assert browser.post("/town", "/calls/logs", town=TOWN, next="/calls/logs") == 303
    return browser


def send(browser: Browser, path: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None) -> tuple[int, str]:
    """Send a form of a page as a browser does, scripts or not."""
    given = {"csrf": browser.token("/calls/logs"), **fields}
    answer = browser.client.post(
        path, data=given, files={"file": file} if file else None, headers={"Origin": ORIGIN}, follow_redirects=True
    )
    return answer.status_code, unescape(answer.text)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def test_a_sample_is_looked_at_and_each_column_shown_with_what_stands_in_it(admin: Browser) -> None:
    status, page = send(admin, "/calls/mapping", {"action": "look", "pasted": ODD.replace("\n", "\r\n")})
    assert status == 200
    shown = text_of(page)
    assert "Aucun journal connu" in shown and "0639981234" in shown and "ce que dit le repondeur" in shown
    assert page.count('<select class="form-select" id="column-') == 7
    assert '<option value="bar" selected>' in page, "the separator is found out"


def test_a_mapping_is_tried_then_saved_and_logs_are_read_by_it(admin: Browser, hall: Hall) -> None:
    status, page = send(admin, "/calls/mapping", {"action": "try", "sample": ODD, **WHOLE})
    shown = text_of(page)
    assert status == 200 and "À rappeler 1" in shown and "Illisible 1" in shown and "Sortant 1" in shown
    assert "Ce jour ou cette heure n’existe pas." in shown and "03/05/2026 99:31:07" in shown
    assert '<option value="missed" selected>' in page and '<option value="month_first" selected>' in page
    assert not mappings_of(hall.installation, TOWN), "trying keeps nothing"
    status, page = send(admin, "/calls/mapping", {"action": "save", "name": "ancien standard", "sample": ODD, **WHOLE})
    assert status == 200 and "ancien standard" in text_of(page)
    [(name, mapping)] = mappings_of(hall.installation, TOWN).items()
    assert name == "ancien standard"
    assert document_of(mapping) == {
        "separator": "|",
        "order": "month_first",
        "columns": {"start": "quand", "caller": "qui", "called": "ou", "duration": "combien", "status": "comment", "way": "vers"},
        "ends": {"tombé": "missed", "pris": "answered"},
        "ways": {"a": "in", "d": "out"},
    }
    status, page = send(admin, "/calls/logs", {}, ("export.txt", ODD.encode()))
    shown = text_of(page)
    assert status == 200 and "export.txt" in shown and "lu avec une description de la commune" in shown and "À rappeler 1" in shown
    assert "Ligne 4" in shown and "Ce jour ou cette heure n’existe pas." in shown
    assert "0639981234" not in shown, "numbers of citizens stand on the page of calls"
    assert "06 39 98 12 34" in text_of(admin.get("/calls")).replace(" ", " ").replace(" ", " ")
    # A saved one is the beginning of the next look, and is forgotten again.
    status, page = send(admin, "/calls/mapping", {"action": "look", "name": name, "pasted": ODD})
    assert '<option value="missed" selected>' in page and 'value="ancien standard"' in page
    status, page = send(admin, "/calls/mapping/forget", {"name": name})
    assert status == 200 and not mappings_of(hall.installation, TOWN)
    assert send(admin, "/calls/mapping/forget", {"name": name})[0] == 404


def test_a_known_switchboard_needs_no_mapping(admin: Browser) -> None:
    rows = Switchboard().missed(ANNE, NOON).answered(ANNE, NOON)
    status, page = send(admin, "/calls/mapping", {"action": "look"}, ("Master.csv", rows.text().encode()))
    assert status == 200 and "Asterisk" in text_of(page) and "n’a pas besoin de description" in text_of(page)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"column-1": ""}, "Aucune colonne ne dit quand un appel a commencé"),
        ({"column-2": "", "column-3": ""}, "Aucune colonne ne contient de numéro"),
        ({"column-3": "caller"}, "Deux colonnes sont dites contenir la même chose : Numéro de l’appelant"),
        ({"separator": "other", "other_separator": '"'}, "Un séparateur est un seul signe"),
        ({"separator": "places", "positions": "9, 3"}, "dans l’ordre croissant"),
        ({"column-1": "status", "column-5": "start"}, "Aucune ligne de l’extrait ne peut être lue ainsi"),
        ({"name": ""}, "un nom a de 1 à 64 caractères"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_and_what_was_typed_stays(
    admin: Browser, hall: Hall, changed: Mapping[str, str], words: str
) -> None:
    fields = {"action": "save", "name": "standard", "sample": ODD, **WHOLE, **changed}
    status, page = send(admin, "/calls/mapping", fields)
    assert status == 422
    assert words in text_of(page).replace(" ", " ").replace(" ", " ")
    assert not mappings_of(hall.installation, TOWN)
    assert "0639981234" in page and '<option value="month_first" selected>' in page
    if "positions" in changed:
        assert 'value="9, 3"' in page


def test_columns_at_fixed_places_are_proposed_and_kept(admin: Browser, hall: Hall) -> None:
    lines = "".join(f"12/03/2026 08:3{n}  E  063998123{n}  101  00:00:{n}0\n" for n in range(6))
    status, page = send(admin, "/calls/mapping", {"action": "look", "pasted": lines})
    assert status == 200 and '<option value="places" selected>' in page
    places = re.search(r'id="positions" name="positions" value="([\d, ]+)"', page)
    assert places is not None and places[1] == "1, 12, 19, 22, 34, 39"
    chosen = {
        "column-1": "date",
        "column-2": "time",
        "column-3": "way",
        "column-4": "other",
        "column-5": "extension",
        "column-6": "duration",
    }
    fields = {"separator": "places", "positions": places[1], "name": "imprimante", "sample": lines, **chosen}
    status, page = send(admin, "/calls/mapping", {"action": "save", **fields})
    assert status == 200
    [mapping] = mappings_of(hall.installation, TOWN).values()
    assert mapping.cuts == (0, 11, 18, 21, 33, 38)


def test_a_file_that_is_no_log_stays_in_the_list_with_the_way_to_describe_it(admin: Browser, hall: Hall) -> None:
    status, page = send(admin, "/calls/logs", {}, ("liste.txt", b"du beurre\ndu pain\n" * 3))
    assert status == 200 and "Pas un journal d’appels lisible" in text_of(page)
    [link] = re.findall(r'href="(/calls/mapping\?log=\d+)"', page)
    assert "du beurre" in admin.get(link)
    with hall.installation.database.read() as session:
        [log] = call_logs.page(session, TOWN, 5)
    assert send(admin, f"/calls/logs/{log.id}/read", {})[0] == 200
    assert send(admin, "/calls/logs/999/read", {})[0] == 404 and admin.status("/calls/mapping?log=999") == 404


def test_an_old_workbook_is_refused_with_what_to_do(admin: Browser) -> None:
    status, page = send(admin, "/calls/logs", {}, ("releve.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)))
    assert status == 200 and "Enregistrez-le en .xlsx ou .csv" in text_of(page) and "/calls/mapping?log=" not in page


def test_a_packed_log_is_unpacked_for_the_list_and_for_the_sample(admin: Browser) -> None:
    packed = gzip.compress(ODD.encode())
    status, page = send(admin, "/calls/mapping", {"action": "look"}, ("ancien.txt.1.gz", packed))
    assert status == 200 and "0639981234" in text_of(page)
    rows = Switchboard().missed(ANNE, NOON).missed(ANNE, NOON)
    status, page = send(admin, "/calls/logs", {}, ("Master.csv.1.gz", gzip.compress(rows.text().encode())))
    assert status == 200 and "À rappeler 1" in text_of(page)


@pytest.mark.parametrize("fields", [{"action": "look"}, {"action": "look", "pasted": " \n"}])
def test_without_a_sample_one_is_asked_for(admin: Browser, fields: Mapping[str, str]) -> None:
    status, page = send(admin, "/calls/mapping", fields)
    assert status == 422 and "Choisissez un fichier" in text_of(page)


def test_without_a_file_one_is_asked_for(admin: Browser) -> None:
    assert send(admin, "/calls/logs", {}, ("", b""))[0] == 422
    assert send(admin, "/calls/logs", {})[0] == 422


def test_markup_in_a_sample_stays_text(admin: Browser) -> None:
    bad = 'quand;qui</textarea><script>alert(1)</script>;x\n"<b>1</b>";2;3\n2026-03-12 08:00:00;0639981234;"<img src=x>"\n'
    answer = admin.client.post(
        "/calls/mapping", data={"csrf": admin.token("/calls/logs"), "action": "look", "pasted": bad}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 200 and "<script>alert" not in answer.text and "<img src=x" not in answer.text


@pytest.mark.parametrize("path", ["/calls/logs", "/calls/mapping"])
def test_these_pages_are_for_administrators(browser: Browser, path: str) -> None:
    assert browser.sign_in("claire") == 303
    assert browser.status(path) == 403
    assert send(browser, path, {"action": "look", "pasted": ODD}, ("x.csv", b"x"))[0] == 403
    assert "/calls/logs" not in browser.get("/calls")


def test_a_log_of_another_town_is_not_shown(hall: Hall, admin: Browser) -> None:
    with hall.installation.database.write() as session:
        towns = [town for town in hall.installation.towns.ids() if town != TOWN]
        now = NOON
        other = call_logs.add(session, towns[0], call_logs.Origin(source="autre.csv", actor="x"), now)
    assert "autre.csv" not in admin.get("/calls/logs") and admin.status(f"/calls/mapping?log={other.id}") == 404
