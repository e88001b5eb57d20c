"""How much is read of what is sent: at every address, before anybody signs in."""

from collections.abc import Iterator

import pytest

from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.served import posted
from web.visitor import SESSION_COOKIE

MB = 2**20
PLACES = (
    "/sign-in",
    "/language",
    "/requests/4/notes",
    "/requests/4/files",
    "/filters",
    "/calls/logs",
    "/rules/1/try",
    "/f/x/y/none/../../sign-in",
)


def sent(hall: Hall, path: str, cookie: str, kind: str, pieces: Iterator[bytes]) -> tuple[int, int]:
    """Send a body that does not say how large it is; return what is answered and how many bytes were taken."""
    headers = {"host": "testserver", "origin": ORIGIN, "cookie": cookie, "content-type": kind}
    return posted(hall.installation, path, headers, pieces)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_of_forty_megabytes_from_a_stranger_two_are_read(hall: Hall, path: str, kind: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n' if "multipart" in kind else b"login="
    pieces = iter([head, *([b"y" * (MB // 4)] * 160)])
    status, taken = sent(hall, path, "citoyen_visit=jeton; citoyen_session=faux", kind, pieces)
    assert status in {400, 403, 404, 405, 413, 415} and taken < 3 * MB


def test_it_is_said_in_words_that_a_form_is_too_large(browser: Browser) -> None:
    token = browser.token()
    answer = browser.client.post("/sign-in", data={"csrf": token, "login": "y" * 3 * MB}, headers={"Origin": ORIGIN})
    assert answer.status_code == 413 and "Rien n’a été conservé" in answer.text.replace("'", "’")


def test_who_is_signed_in_hands_over_what_his_page_takes(claire: Browser, hall: Hall) -> None:
    cookie = f"{SESSION_COOKIE}={claire.client.cookies[SESSION_COOKIE]}"
    head = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{claire.token("/requests")}\r\n'.encode()
    file = b'--x\r\nContent-Disposition: form-data; name="files"; filename="film.png"\r\n\r\n'
    pieces = iter([head, file, *([bytes(MB)] * 30), b"\r\n--x--\r\n"])
    status, taken = sent(hall, f"/requests/{hall.ids['trou']}/files", cookie, "multipart/form-data; boundary=x", pieces)
    assert status == 422 and taken > 30 * MB, "what is too large is said beside the field"


@pytest.mark.parametrize(("path", "status"), [("/sign-in", 415), ("/filters", 415), ("/requests/{hole}/files", 400)])
def test_a_thousand_files_at_once_are_refused_before_any_is_kept(claire: Browser, hall: Hall, path: str, status: int) -> None:
    files = [("files", (f"{number}.txt", b"x", "text/plain")) for number in range(1000)]
    answer = claire.client.post(
        path.format(hole=hall.ids["trou"]), data={"csrf": claire.token("/requests")}, files=files, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == status
