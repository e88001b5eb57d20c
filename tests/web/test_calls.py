"""Calls on the desk and over the API: whom to call back, cards that are completed once, voice messages, logs handed over."""

import io
import re
import struct
import wave
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.ids import TownId
from domain.inbound import Channel
from flows.call_settings import CallLogSettings
from flows.kinds import OCR
from flows.work import work
from store import inbounds, tracking
from store.schema import CallRow, RequestRow
from tests.flows.calling import ANNE, NOW, PARIS, PAUL, TOWN_HALL, Switchboard, take
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key
from web import formats
from web.app import create_app
from web.calls import audio_file, sound_type

TOWN = TownId("valognes")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)
LATER = NOON + timedelta(hours=3)
LINES = CallLogSettings(path=Path("/none/Master.csv"), town="valognes", own=(TOWN_HALL,), reception=(TOWN_HALL,))


@pytest.fixture
def called(hall: Hall) -> Hall:
    """The hall with lines of the reception that the test's calls come in on."""
    settings = hall.installation.settings.model_copy(update={"call_logs": (LINES,)})
    return Hall(installation=replace(hall.installation, settings=settings), ids=hall.ids)


@pytest.fixture
def desk(called: Hall) -> Browser:
    client = TestClient(create_app(called.installation), base_url="http://testserver", headers={"Accept-Language": "fr"})
    browser = Browser(client)
    assert browser.sign_in("claire") == 303
    return browser


def log(called: Hall, rows: Switchboard, name: str = "Master.csv") -> None:
    take(called.installation, rows.text(), name=name, now=LATER, town=TOWN)


def phone(number: str) -> str:
    return formats.phone(f"+33{number[1:]}")


def call_ids(called: Hall) -> list[int]:
    with called.installation.database.read() as session:
        return list(session.scalars(select(CallRow.id).order_by(CallRow.at)))


def test_who_is_to_be_called_back_is_listed_with_what_is_known(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().missed(ANNE, NOON).missed(ANNE, NOON + timedelta(minutes=20)).missed(PAUL, NOON + timedelta(hours=1)))
    page = desk.get("/calls")
    assert page.index(phone(PAUL)) < page.index(phone(ANNE)), "the last call first"
    assert "de 12:00 à 12:20" in page
    request = re.findall(r'class="btn btn-sm" href="(/requests/\d+)"', page)[1]
    shown = desk.get(request)
    assert "Rappel" in shown and "À rappeler" in shown and phone(ANNE) in shown


def test_a_number_of_a_confidential_request_tells_only_that_there_is_one(desk: Browser, called: Hall) -> None:
    with called.installation.database.write() as session:
        secret, plain = session.scalars(select(RequestRow).where(RequestRow.town == TOWN).limit(2)).all()
        for row, level in ((secret, Confidentiality.SOCIAL), (plain, Confidentiality.NORMAL)):
            row.phone, row.confidentiality, row.heading = "+33639982231", level, f"objet {level}"
    log(called, Switchboard().missed(ANNE, NOON))
    page = desk.get("/calls")
    assert "objet 0" in page and f"objet {Confidentiality.SOCIAL}" not in page and "1 demande confidentielle" in page


def test_a_card_is_completed_once_and_gives_the_receipt(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().answered(ANNE, NOON))
    [call] = call_ids(called)
    assert "Ce qui a été demandé" in desk.get("/calls?view=cards")
    empty = desk.client.post(f"/calls/{call}/complete", data={"csrf": desk.token("/calls?view=cards"), "text": " "}, headers=_own())
    assert empty.status_code == 422 and 'role="alert"' in empty.text
    fields = {"csrf": desk.token("/calls?view=cards"), "text": "Un trou devant le 12.", "name": "QUESNEL Anne"}
    done = desk.client.post(f"/calls/{call}/complete", data=fields, headers={**_own(), "HX-Request": "true"})
    code = tracking.read_code(re.findall(r'class="code">([^<]+)<', done.text)[0])
    assert code is not None and "Complétée" in done.text and "<html" not in done.text
    with called.installation.database.read() as session:
        arrival = tracking.find_arrival(session, TOWN, code)
        assert arrival is not None
        kept = inbounds.get(session, arrival).inbound
    assert (kept.channel, kept.received_at, kept.source_id) == (Channel.PHONE, NOON, kept.source_id)
    again = desk.client.post(f"/calls/{call}/complete", data={**fields, "text": "Autre chose."}, headers=_own())
    assert again.status_code == 409 and "Autre chose." not in desk.get("/calls?view=cards")
    assert desk.client.post(f"/calls/{call}/dismiss", data=fields, headers=_own()).status_code == 409


def _own() -> dict[str, str]:
    return {"Origin": "http://testserver"}


def test_without_scripts_the_receipt_is_shown_on_the_list(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().answered(ANNE, NOON).answered(PAUL, NOON + timedelta(minutes=5)))
    first, second = call_ids(called)
    answer = desk.client.post(
        f"/calls/{first}/complete", data={"csrf": desk.token("/calls"), "text": "Horaires ?"}, headers=_own(), follow_redirects=True
    )
    assert 'role="status"' in answer.text and f"call-{first}" not in answer.text and f"call-{second}" in answer.text
    assert desk.post(f"/calls/{second}/dismiss", "/calls") == 303
    assert "call-" + str(second) not in desk.get("/calls?view=cards")


def test_cards_of_before_today_are_dismissed_at_once(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().answered(ANNE, NOON).answered(PAUL, NOON + timedelta(minutes=5)))
    assert desk.post("/calls/dismiss-older", "/calls?view=cards") == 303
    assert "call-form" not in desk.get("/calls?view=cards")


def test_withheld_numbers_stand_apart_and_a_number_can_be_looked_for(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().missed("anonymous", NOON).answered(ANNE, NOON + timedelta(minutes=3)))
    assert "anonymous" not in desk.get("/calls") and "Numéro masqué" in desk.get("/calls?view=hidden")
    assert "call-form" in desk.get("/calls?number=06 39 98 22 31") and "call-form" not in desk.get("/calls?number=06 39 98 11 07")


def test_calls_of_another_town_are_not_shown(desk: Browser, called: Hall) -> None:
    take(called.installation, Switchboard().answered(ANNE, NOON).missed(PAUL, NOON).text(), now=LATER, town=seed.BREVILLE)
    [call, _] = call_ids(called)
    assert "06 39 98" not in desk.get("/calls") + desk.get("/calls?view=cards") + desk.get("/calls?number=0639982231")
    assert desk.post(f"/calls/{call}/dismiss", "/calls") == desk.status(f"/calls/{call}/audio") == 404


@pytest.mark.parametrize(
    "path", ["/calls?view=x", "/calls?after=a", "/calls?after=9e99.1", "/calls?after=1.-5", f"/calls?after={10**30}.1"]
)
def test_an_address_that_means_nothing_is_not_found(desk: Browser, path: str) -> None:
    assert desk.status(path) == 404


def test_lists_go_on_page_by_page(desk: Browser, called: Hall) -> None:
    rows = Switchboard()
    for number in range(120):
        rows.answered(f"0639981{number:03}", NOON - timedelta(minutes=3 * number))
    log(called, rows)
    seen: list[str] = []
    path = "/calls?view=cards"
    for _ in range(3):
        page = desk.get(path)
        seen += re.findall(r'id="call-(\d+)"', page)
        path = next(iter(re.findall(r'href="(/calls\?view=cards&amp;after=[^"]+)"', page)), "").replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120 and not path


def sound() -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 0) * 800)
    return kept.getvalue()


def test_a_voice_message_is_played_from_the_folder_and_from_nowhere_else(desk: Browser, called: Hall, tmp_path: Path) -> None:
    folder = tmp_path / "voicemail"
    (folder / "default/201/INBOX").mkdir(parents=True)
    (folder / "default/201/INBOX/msg0000.wav").write_bytes(sound())
    (folder / "page.wav").write_bytes(b"<html><script>alert(1)</script>")
    (tmp_path / "secret.wav").write_bytes(sound())
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    assert audio_file(folder, "/var/spool/asterisk/voicemail/default/201/INBOX/msg0000") == folder / "default/201/INBOX/msg0000.wav"
    for named in ("../secret.wav", "link.wav", str(tmp_path / "secret.wav"), "nowhere.wav", "a\0b", ""):
        assert audio_file(folder, named) is None, named
    hall = replace(called.installation, settings=called.installation.settings.model_copy(update={"calls_audio": folder}))
    client = TestClient(create_app(hall), base_url="http://testserver", headers={"Accept-Language": "fr"})
    browser = Browser(client)
    assert browser.sign_in("claire") == 303
    log(called, Switchboard().missed(ANNE, NOON).missed(PAUL, NOON))
    first, second = call_ids(called)
    with called.installation.database.write() as session:
        one, other = session.get(CallRow, first), session.get(CallRow, second)
        assert one is not None and other is not None
        one.audio, one.transcript, one.end, other.audio, other.end = (
            "default/201/INBOX/msg0000.wav",
            "Rappelez-moi.",
            "voicemail",
            "page.wav",
            "voicemail",
        )
    page = browser.get("/calls")
    assert f'src="/calls/{first}/audio"' in page and "Rappelez-moi." in page
    answer = client.get(f"/calls/{first}/audio", headers={"Range": "bytes=0-99"})
    assert (answer.status_code, answer.headers["content-type"], len(answer.content)) == (206, "audio/wav", 100)
    assert "sandbox" in answer.headers["content-security-policy"]
    assert client.get(f"/calls/{second}/audio").status_code == 404


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"OggS\0", "audio/ogg"),
        (b"ID3\4", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\0\0\0 ftypM4A ", "audio/mp4"),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
)
def test_what_a_sound_is_is_told_from_its_bytes(head: bytes, kind: str | None) -> None:
    assert sound_type(head) == kind


# --- the API --------------------------------------------------------------------------------------------------------------------------


def test_a_log_is_handed_over_as_body_or_as_form_and_is_one(desk: Browser, called: Hall) -> None:
    content = Switchboard().missed(ANNE, NOON).answered(PAUL, NOON).internal(NOON).text().encode()
    headers = bearer(key(called, Scope.CALLS))
    first = desk.client.post("/api/v1/call-logs?name=Master.csv", content=content, headers=headers)
    assert (first.status_code, first.json()["state"], first.json()["rows"]) == (201, "done", 3)
    assert (first.json()["drafts"], first.json()["cards"], first.json()["internal"]) == (1, 1, 1)
    again = desk.client.post("/api/v1/call-logs", data={"other": "x"}, files={"file": ("autre.csv", content)}, headers=headers)
    assert (again.status_code, again.json()["id"], again.json()["source"]) == (200, first.json()["id"], "Master.csv")
    assert desk.client.get(first.headers["location"], headers=headers).json() == again.json()
    assert [one["id"] for one in desk.client.get("/api/v1/call-logs", headers=headers).json()] == [first.json()["id"]]
    assert len(call_ids(called)) == 2


def test_what_is_wrong_with_what_is_sent_is_said(desk: Browser, called: Hall) -> None:
    headers = bearer(key(called, Scope.CALLS))
    post = desk.client.post
    assert (post("/api/v1/call-logs", headers=headers).status_code, post("/api/v1/call-logs", content=b"x").status_code) == (400, 401)
    letter = post("/api/v1/call-logs", content=b"Bonjour, voici une lettre.", headers=headers)
    assert (letter.status_code, letter.json()["code"]) == (422, "not_a_call_log")
    for boundary in ("", "; boundary=x", "; boundary=" + "y" * 500):
        broken = post("/api/v1/call-logs", content=b"--z\r\nabc", headers={**headers, "Content-Type": f"multipart/form-data{boundary}"})
        assert broken.status_code == 400
    assert post("/api/v1/call-logs", content=b"x", headers=bearer(key(called, Scope.ENTRIES))).status_code == 403
    assert desk.client.get("/api/v1/call-logs/99", headers=headers).status_code == 404
    too_large = {**headers, "Content-Length": str(5 * 2**30)}
    assert post("/api/v1/call-logs", content=b"x", headers=too_large).status_code == 413


def test_a_large_log_is_taken_and_read_by_a_worker(desk: Browser, called: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.call_logs.AT_ONCE_BYTES", 100)
    content = Switchboard().missed(ANNE, NOON).answered(PAUL, NOON).text().encode()
    headers = bearer(key(called, Scope.CALLS))
    taken = desk.client.post("/api/v1/call-logs", content=content, headers=headers)
    assert (taken.status_code, taken.json()["state"]) == (202, "waiting")
    worked = work(called.installation, OCR, datetime.now(PARIS))
    assert worked.done == 1
    assert desk.client.get(taken.headers["location"], headers=headers).json()["rows"] == 2


def test_logs_of_another_town_are_not_there(desk: Browser, called: Hall) -> None:
    take(called.installation, Switchboard().missed(ANNE, NOON).text(), now=NOW, town=seed.BREVILLE)
    headers = bearer(key(called, Scope.CALLS))
    assert desk.client.get("/api/v1/call-logs/1", headers=headers).status_code == 404
    assert desk.client.get("/api/v1/call-logs", headers=headers).json() == []


def test_in_the_lists_a_call_back_is_called_by_its_number_and_its_attempts(desk: Browser, called: Hall) -> None:
    log(called, Switchboard().missed(ANNE, NOON).missed(ANNE, NOON + timedelta(minutes=20)))
    for page in (desk.get("/review"), desk.get("/requests?state=review")):
        row = next(part for part in page.split("<tr") if phone(ANNE) in part)
        assert f"Rappeler le {phone(ANNE)}" in row and "2 appels" in row and "À rappeler" in row
    assert "Autre, non class" not in row


def test_a_log_under_an_idempotency_key_is_answered_the_same(called: Hall) -> None:
    client = TestClient(create_app(called.installation))
    headers = bearer(key(called, Scope.CALLS)) | {"Idempotency-Key": "journal-1"}
    raw = Switchboard().missed(ANNE, NOON).text().encode()
    answers = [client.post("/api/v1/call-logs?name=Master.csv", content=raw, headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201] and answers[0].json() == answers[1].json()
    assert answers[1].headers["location"] == f"/api/v1/call-logs/{answers[0].json()['id']}"
    other = client.post("/api/v1/call-logs?name=Master.csv", content=raw + raw, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_used")
