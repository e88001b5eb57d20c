"""The page of a form as a citizen's browser sees it, without scripts: what was typed is never lost."""

import html
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.form import Words
from domain.place import Places, Street
from flows.form_files import FOR_S, FormFiles, folder_of
from store import places
from tests.web.conftest import Browser, Hall
from tests.web.filled import AUTHOR, REPORT, TOWN, arrival, count, form_of, publish_common, publish_form, token
from web import form_page
from web.pages import public_form

PAGE = "/f/valognes/signalement"


@pytest.fixture(autouse=True)
def _forms(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_common(hall)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)


def send(browser: Browser, page: str = PAGE, **fields: object) -> tuple[int, str]:
    files = fields.pop("files", None)
    data = {"jeton": fields.pop("jeton", None) or token(browser, page), "langue": "fr", **fields}
    answer = browser.client.post(page, data=data, files=files, follow_redirects=True)  # type: ignore[arg-type]  # as browsers send them
    return answer.status_code, html.unescape(answer.text)


def test_a_form_is_filled_in_and_its_receipt_is_shown_at_once(browser: Browser, hall: Hall) -> None:
    status, page = send(browser, **REPORT)
    assert status == 200
    code = page.partition('class="tracking">')[2].partition("<")[0]
    assert arrival(hall, code).inbound.channel == "form"
    for words in ("Accusé d’enregistrement électronique", "L. 112-11", "R. 112-11-1", "dix jours ouvrés", "mairie@valognes.example"):
        assert words in page
    assert "cookie" not in browser.client.get(PAGE).headers.get("set-cookie", "")


def test_a_click_twice_is_one_submission_and_the_same_words_on_another_page_are_another(browser: Browser, hall: Hall) -> None:
    def code_of(page: str) -> str:
        return page.partition('class="tracking">')[2].partition("<")[0]

    before, mine = count(hall), token(browser, PAGE)
    first, again, stranger = (code_of(send(browser, jeton=jeton, **REPORT)[1]) for jeton in (mine, mine, None))
    assert first == again != stranger
    assert count(hall) == before + 2


def test_what_was_typed_is_there_again_with_the_fault_beside_it(browser: Browser, hall: Hall) -> None:
    before = count(hall)
    typed = {
        "type": "eclairage",
        "lampe": "B 12 & <b>",
        "lieu": "derrière l’église",
        "description": "",
        "reponse": "oui",
        "nom": "<script>alert(1)</script>",
        "courriel": "anne@",
        "telephone": "zéro six",
    }
    status, page = send(browser, **typed, files=[("photos", ("ma photo.jpg", b"x", "image/jpeg"))])
    assert status == 422
    assert 'value="B 12 & <b>"' in page
    assert 'value="derrière l’église"' in page
    assert '<option value="eclairage" selected>' in page
    assert "ma photo.jpg" in page
    assert len(waiting(page)) == 1
    for words in (
        "Cette réponse est obligatoire.",
        "signes qu’aucun nom n’a",
        "Ce n’est pas une adresse électronique",
        "numéro de téléphone",
    ):
        assert words in page
    raw = browser.client.post(PAGE, data={"jeton": token(browser, PAGE), **typed}).text
    assert "<script>alert" not in raw
    assert count(hall) == before


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 2_000


def waiting(page: str) -> list[str]:
    return re.findall(r'name="_kept" value="([^"]+)" checked', page)


def test_a_file_that_was_sent_need_not_be_chosen_again(browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hall.installation.settings.data / "form-files"
    wrong = REPORT | {"description": ""}
    photos = [("photos", (f"photo {number}.jpg", JPEG + bytes([number]), "image/jpeg")) for number in (1, 2)]
    status, page = send(browser, **wrong, files=photos)
    first, second = waiting(page)
    assert (status, "photo 1.jpg" in page, "photo 2.jpg" in page) == (422, True, True)
    assert [one.stat().st_mode & 0o077 for one in folder.iterdir()] == [0, 0]
    # Still wrong: they wait on, one was let go, and one chosen once more is there once.
    _, page = send(browser, **wrong, _kept=[second], files=photos[1:])
    assert len(waiting(page)) == 1
    # The signed name of another form, or a forged one, brings nothing back, and says nothing.
    other, forged = send(browser, "/f/valognes/document", _kept=[first]), send(browser, **wrong, _kept=[first[:-4] + "AAAA"])
    assert (waiting(other[1]), waiting(forged[1])) == ([], [])
    status, page = send(browser, **REPORT, _kept=[first, second])
    assert status == 200
    code = page.partition('class="tracking">')[2].partition("<")[0]
    kept = hall.installation.blobs.read(arrival(hall, code).inbound.sha256)
    assert kept.count(b"image/jpeg") == 2
    assert list(folder.iterdir()) == []


def test_a_file_whose_time_is_over_is_asked_for_again(browser: Browser, hall: Hall) -> None:
    folder = hall.installation.settings.data / "form-files"
    _, page = send(browser, **REPORT | {"description": ""}, files=[("photos", ("photo.jpg", JPEG, "image/jpeg"))])
    (token_of,) = waiting(page)
    (place,) = folder.iterdir()
    os.utime(place, (0, 0))
    status, page = send(browser, **REPORT | {"description": ""}, _kept=[token_of])
    assert (status, waiting(page)) == (422, [])
    assert "Choisissez de nouveau ces fichiers : photo.jpg" in page.replace("\u00a0", " ")
    FormFiles(folder).sweep()
    assert list(folder.iterdir()) == []


def test_machines_that_share_the_originals_share_the_files_that_wait(hall: Hall) -> None:
    settings = hall.installation.settings
    assert folder_of(settings) == settings.data / "form-files"
    shared = settings.model_copy(update={"blobs_url": "file:///srv/citoyen/originals"})
    assert folder_of(shared) == Path("/srv/citoyen/originals/form-files")


def test_whoever_looks_whether_a_form_is_there_gets_no_cookie(browser: Browser) -> None:
    answer = browser.client.head(PAGE)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (200, b"", False)


def test_no_more_is_kept_than_there_is_room_for(tmp_path: Path) -> None:
    now = 1000.0
    files = FormFiles(tmp_path / "files", most_bytes=10, clock=lambda: now)
    name = files.keep(b"12345678")
    assert name is not None
    assert files.keep(b"123") is None
    now += FOR_S + 1
    assert files.find(name) is None
    again = files.keep(b"123")
    assert again is not None
    assert files.find(again) == b"123"
    assert files.find("../secret-key") is None


def test_a_file_beyond_all_measure_is_let_go_while_it_comes(browser: Browser, hall: Hall) -> None:
    def largest(size: int) -> Iterator[bytes]:
        yield f'--x\r\nContent-Disposition: form-data; name="jeton"\r\n\r\n{token(browser, PAGE)}\r\n'.encode()
        for name, value in REPORT.items():
            yield f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--x\r\nContent-Disposition: form-data; name="photos"; filename="film.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + JPEG
        for _ in range(size // 2**20):
            yield b"x" * 2**20
        yield b"\r\n--x--\r\n"

    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    before = count(hall)
    answer = browser.client.post(PAGE, content=b"".join(largest(60 * 2**20)), headers=multipart)
    page = html.unescape(answer.text).replace("\u00a0", " ")
    assert answer.status_code == 422
    assert "Le fichier « film.jpg » est trop gros : 10 Mo au plus." in page
    assert waiting(page) == []
    assert REPORT["description"] in page
    api = browser.client.post(
        "/api/v1/forms/signalement/submissions?town=valognes", content=b"".join(largest(60 * 2**20)), headers=multipart
    )
    assert {one["code"] for one in api.json()["errors"]} >= {"file_too_large"}
    assert count(hall) == before


@pytest.mark.parametrize(
    ("born", "words"), [("31/02/1980", "Ce jour n’existe pas"), ("hier", "Écrivez le jour"), ("01/01/2999", "Ce jour n’existe pas")]
)
def test_impossible_dates_are_said_beside_the_field_and_stay(browser: Browser, born: str, words: str) -> None:
    status, page = send(browser, "/f/valognes/document", document="naissance", date_acte=born)
    assert status == 422
    assert words in page
    assert f'value="{born}"' in page


def test_a_postcode_that_does_not_fit_is_asked_about_and_can_be_confirmed(browser: Browser) -> None:
    typed = {"objet": "Horaires", "message": "Bonjour", "nom": "Q", "prenom": "A", "courriel": "a@b.example", "accord": "oui"}
    typed |= {"code_postal": "97700", "ville": "VALOIGNES"}
    status, page = send(browser, "/f/valognes/contact", **typed)
    assert status == 422
    assert "ne va pas avec « VALOIGNES »" in page.replace("\u00a0", " ")
    assert 'name="_take" value="code_postal=50700"' in page
    _, taken = send(browser, "/f/valognes/contact", **typed, _take="code_postal=50700")
    assert 'name="code_postal" value="50700"' in taken
    assert send(browser, "/f/valognes/contact", **typed, _sure="code_postal")[0] == 200


def test_a_street_is_looked_up_without_scripts_and_with_them(browser: Browser, hall: Hall) -> None:
    street = Street(name="Rue des Religieuses", kind="rue", aliases=(), stretches=())
    with hall.installation.database.write() as session:
        places.save(session, TOWN, Places(town_name="Valognes", postcode="50700", streets=(street,)), author="admin", now=AUTHOR.now)
    hall.installation.towns.refresh()
    status, page = send(browser, **REPORT | {"lieu": "12 rue des religeuses"}, _find="lieu")
    assert status == 200
    assert 'value="lieu=12 Rue des Religieuses"' in page
    options = browser.get(f"{PAGE}/streets?field=lieu&lieu=rue des religeuses")
    assert '<option value="Rue des Religieuses">' in options
    assert browser.status(f"{PAGE}/streets?field=nom&nom=x") == 404


def test_the_language_changes_without_losing_a_word(browser: Browser) -> None:
    answer = browser.client.post(f"{PAGE}?speak=1", data={"jeton": token(browser, PAGE), "_language": "en", "description": "Bonjour"})
    assert "Report a problem in a public place" in answer.text
    assert "Bonjour" in answer.text
    assert 'lang="en"' in answer.text


def test_a_robot_is_kept_apart_and_answered_like_anybody(browser: Browser, hall: Hall) -> None:
    status, page = send(browser, **REPORT, site_web_ne_pas_remplir="http://spam.example")
    assert status == 200
    code = page.partition('class="tracking">')[2].partition("<")[0]
    assert b"site_web_ne_pas_remplir" in hall.installation.blobs.read(arrival(hall, code).inbound.sha256)


def test_who_is_too_fast_or_too_late_is_asked_to_send_once_more(browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(hall)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 3.0)
    signed = token(browser, PAGE)
    status, page = send(browser, jeton=signed, **REPORT)
    assert (status, "C’était très rapide" in page, REPORT["description"] in page) == (422, True, True)
    for forged in ("x", signed[:-5] + ("AAAAA" if signed[-5:] != "AAAAA" else "BBBBB"), token(browser, "/f/valognes/contact")):
        status, page = send(browser, jeton=forged, **REPORT)
        assert (status, "resté ouvert longtemps" in page, REPORT["description"] in page) == (422, True, True)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4)
    assert send(browser, jeton=signed, **REPORT)[0] == 200
    assert count(hall) == before + 1


def test_a_flood_is_stopped_without_losing_a_word(browser: Browser) -> None:
    signed = token(browser, PAGE)
    answers = [send(browser, jeton=signed, **REPORT | {"description": f"n° {number}"}) for number in range(13)]
    assert [status for status, _ in answers] == [200] * 12 + [429]
    assert "n° 12" in answers[-1][1]


def test_thirty_files_are_too_many_and_said_beside_the_field(browser: Browser) -> None:
    status, page = send(browser, **REPORT, files=[("photos", (f"{number}.jpg", b"x", "image/jpeg")) for number in range(30)])
    assert status == 422
    assert "Trop de fichiers : 30, 3 au plus." in page.replace("\u00a0", " ")


def test_a_huge_text_is_refused_and_kept_in_the_page(browser: Browser) -> None:
    status, page = send(browser, **REPORT | {"description": "x" * 200_000})
    assert status == 422
    assert "x" * 200_000 in page
    assert "C’est trop long" in page


def test_a_form_may_be_shown_by_the_towns_own_sites_alone(browser: Browser, hall: Hall) -> None:
    assert "frame-ancestors 'none'" in browser.client.get(PAGE).headers["content-security-policy"]
    publish_form(hall, replace(form_of(hall, "signalement"), sites=("https://www.valognes.example",)))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # the client's own type knows no state
    policy = browser.client.get(PAGE).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://www.valognes.example" in policy
    assert policy.count("frame-ancestors") == 1


def test_a_closed_form_says_so(browser: Browser, hall: Hall) -> None:
    publish_form(hall, replace(form_of(hall, "signalement"), is_open=False, closed=Words(fr="Fermé pour travaux.")))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # as above
    answer = browser.client.get(PAGE)
    assert (answer.status_code, "Fermé pour travaux." in answer.text) == (410, True)
    assert browser.client.post(PAGE, data=REPORT).status_code == 410


def test_what_is_no_form_and_no_receipt_is_not_there(browser: Browser, hall: Hall) -> None:
    other = form_page.receipt_token(hall.installation, {"form": "contact", "town": "valognes"})
    for path in ("/f/valognes/rien", "/f/rien/contact", f"{PAGE}/receipt", f"{PAGE}/receipt?t=x", f"{PAGE}/receipt?t={other}"):
        assert browser.status(path) == 404
