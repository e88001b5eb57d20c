"""Addresses brought in on screen: looked at first, every wrong row told by line, refused whole where a file is not (S34)."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from domain.errors import NotFoundError
from flows import places as flow
from flows.address_file import source
from flows.places_upload import alone, kept_files
from flows.wiring import Installation
from store import journal
from tests.flows.confirming import VAGUE, take_in
from tests.installations import BREVILLE
from tests.web.conftest import ORIGIN
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Desk, Open, desk, hall, template

__all__ = ["desk", "hall", "template"]
HEADER = "commune_insee;voie_nom;numero;suffixe;long;lat"
POTERIE = tuple(f"50999;Rue de Poterie;{number};;-1.47{number:02};49.5" for number in (1, 14, 22, 23))
TRY, IMPORT = f"/addresses/{BREVILLE}/try", f"/addresses/{BREVILLE}/import"


def csv(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows, "")).encode()


def hand_over(browser: Desk, content: bytes, name: str = "bal.csv") -> tuple[int, str]:
    data = {"csrf": browser.token("/addresses")}
    answer = browser.client.post(TRY, data=data, files={"file": (name, content)}, headers={"Origin": ORIGIN})
    return answer.status_code, unescape(answer.text)


def fields_of(shown: str) -> dict[str, str]:
    found = {name: re.search(rf'name="{name}" value="(\w+)"', shown) for name in ("token", "seen")}
    return {name: match[1] for name, match in found.items() if match is not None}


def versions(hall: Installation) -> int:
    return len(flow.places_versions(hall, BREVILLE))


def test_a_file_is_looked_at_then_counts_and_is_written_down(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    status, shown = hand_over(ada, csv(*POTERIE, "50999;Rue <b>Neuve</b>;2;;-1.48;49.5", "75056;Rue de Rivoli;1;;2.3;48.8"))
    assert status == 200 and "Voies ajoutées (1)" in shown and "Rue <b>Neuve</b>" not in ada.client.get("/addresses").text
    assert "Rue de Poterie (ajoutés\u00a0: 23" in shown and "Lignes d’autres communes" in shown
    assert versions(hall) == 1
    status, done = ada.send(IMPORT, {**fields_of(shown)})
    assert status == 200 and "La version 2 des lieux compte désormais" in done
    assert versions(hall) == 2 and "bal.csv" in done
    with hall.database.read() as session:
        (line,) = [one for one in journal.page(session, BREVILLE, after=None, limit=20) if one.action == "places.imported"]
    assert line.actor == ADA and line.details["source"] == "bal.csv"
    assert [one.name for one in hall.towns.get(BREVILLE).classifier.places.streets] == ["Rue de Poterie", "Rue <b>Neuve</b>"]
    assert "Voies ajoutées (1)" in ada.get("/addresses/difference?old=1&new=2")
    assert ada.status("/addresses/difference?old=1&new=9") == 404
    # A second click shows what came of the first, and makes nothing twice.
    status, again = ada.send(IMPORT, {**fields_of(shown)})
    assert status == 200 and "La version 2 des lieux compte désormais" in again and versions(hall) == 2
    # Once another version counts, that would not be true any more.
    _, other = hand_over(ada, csv(*POTERIE))
    assert ada.send(IMPORT, {**fields_of(other), "loss": "1"})[0] == 200
    status, late = ada.send(IMPORT, {**fields_of(shown)})
    assert status == 422 and "remettez-le" in late and versions(hall) == 3


def test_clicks_at_once_all_show_what_came_of_the_first(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    _, shown = hand_over(ada, csv(*POTERIE))
    data = {"csrf": ada.token("/addresses"), **fields_of(shown)}

    def click(_: int) -> tuple[int, str | None]:
        answer = ada.client.post(IMPORT, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
        return answer.status_code, answer.headers.get("location")

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(click, range(4))) == {(303, "/addresses?imported=2")}
    assert versions(hall) == 2


def test_one_file_of_a_town_is_read_at_a_time_and_one_waits_for_an_answer(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    _, first = hand_over(ada, csv(*POTERIE))
    with alone(hall.settings, BREVILLE):
        status, shown = hand_over(ada, csv(*POTERIE))
        assert status == 409 and "en cours de lecture" in shown
    _, second = hand_over(ada, csv(*POTERIE, "50999;Rue Neuve;2;;-1.48;49.5"))
    with pytest.raises(NotFoundError):
        kept_files(hall.settings, BREVILLE, fields_of(first)["token"])
    assert kept_files(hall.settings, BREVILLE, fields_of(second)["token"])


def test_a_file_that_grows_beyond_measure_when_it_is_unpacked_is_refused_in_words(
    hall: Installation, desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_LINES", 1_000)
    bomb = gzip.compress(csv(*(POTERIE[0],) * 1_100))
    status, shown = hand_over(desk(ADA), bomb, "bal.csv.gz")
    assert status == 422 and "décompressé, il dépasse" in shown
    assert versions(hall) == 1


def test_rows_that_are_wrong_are_told_by_line_and_the_others_loaded(desk: Open) -> None:
    ada = desk(ADA)
    status, shown = hand_over(
        ada, gzip.compress(csv(*POTERIE, "50999;;7;;-1.47;49.5", "50999;Rue de Poterie;25;;149.5;49.5")), "bal.csv.gz"
    )
    assert status == 200
    assert "bal.csv.gz:6" in shown and "bal.csv.gz:7" in shown and "1 × " in shown
    assert "address-files" not in shown


def test_a_file_that_is_none_is_refused_whole_and_not_kept(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    for content, name in (
        (b"", "leer.csv"),
        (b"PK\x03\x04....", "bal.zip"),
        (b"<html></html>", "page.csv"),
        (csv("75056;R;1;;2;48"), "../p.csv"),
    ):
        status, shown = hand_over(ada, content, name)
        assert status == 422 and "Le fichier est refusé" in shown and name.rpartition("/")[2] in shown, name
    data = {"csrf": ada.token("/addresses")}
    assert ada.client.post(TRY, data=data, headers={"Origin": ORIGIN}).status_code == 422
    assert versions(hall) == 1
    assert not [one for one in (hall.settings.data / "address-files").rglob("*") if one.is_file() and one.name != "lock"]


def test_a_file_that_takes_much_away_needs_a_word(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    status, shown = hand_over(ada, csv(POTERIE[0]))
    assert status == 200 and 'name="loss"' in shown
    status, refused = ada.send(IMPORT, {**fields_of(shown)})
    assert status == 409 and versions(hall) == 1 and 'name="loss"' in refused
    assert ada.send(IMPORT, {**fields_of(shown), "loss": "1"})[0] == 200
    assert versions(hall) == 2


def test_places_that_changed_since_they_were_looked_at_are_shown_again(hall: Installation, desk: Open, tmp_path: Path) -> None:
    ada = desk(ADA)
    _, first = hand_over(ada, csv(*POTERIE))
    other = tmp_path / "autre.csv"
    other.write_bytes(csv(*POTERIE, "50999;Rue Neuve;2;;-1.48;49.5"))
    flow.import_places(hall, flow.Order(town=BREVILLE, files=(other,)), author="citoyen", now=datetime.now(UTC))
    status, shown = ada.send(IMPORT, {**fields_of(first)})
    assert status == 409 and versions(hall) == 2
    assert "Regardez de nouveau" in shown
    assert "Voies enlevées (1)" in shown, re.findall(r"<summary>.*?</summary>", shown)
    assert ada.send(IMPORT, {**fields_of(shown), "loss": "1"})[0] == 200 and versions(hall) == 3


def test_addresses_are_brought_in_by_who_sets_up_the_town(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    _, shown = hand_over(ada, csv(*POTERIE))
    for login in (OTTO, ROSE):
        other = desk(login)
        token = {"csrf": other.token("/requests")}
        for page in ("/addresses", "/addresses/difference?old=1&new=1"):
            assert other.status(page) == 403
        assert other.client.post(TRY, data=token, files={"file": ("b.csv", csv(*POTERIE))}, headers={"Origin": ORIGIN}).status_code == 403
        assert other.client.post(IMPORT, data={**token, **fields_of(shown)}, headers={"Origin": ORIGIN}).status_code == 403
    for act in (TRY, IMPORT):
        assert ada.client.post(act, data=fields_of(shown), headers={"Origin": ORIGIN}).status_code == 403
        assert ada.send(act.replace(BREVILLE, "auville"), {**fields_of(shown)})[0] == 404
    for odd in ("../../../..", "0" * 32, "x"):
        assert ada.send(IMPORT, {"token": odd, "seen": "1"})[0] == 422, odd
    assert len(kept_files(hall.settings, BREVILLE, fields_of(shown)["token"])) == 1
    assert versions(hall) == 1


def test_what_waits_is_read_again_when_asked_by_who_may_alone(hall: Installation, desk: Open) -> None:
    assert desk(OTTO).send(f"/addresses/{BREVILLE}/reread", {})[0] == 403
    take_in(hall, VAGUE)
    status, shown = desk(ADA).send(f"/addresses/{BREVILLE}/reread", {})
    assert status == 200 and "Ce qui attend une vérification" in shown
    with hall.database.read() as session:
        asked = [line for line in journal.page(session, BREVILLE, after=None, limit=20) if line.action == "reread_waiting"]
    assert [line.actor for line in asked] == [ADA] and f"encore à relire\u00a0: {asked[0].details['count']}" in told(shown)


def told(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", page)).split(" "))
