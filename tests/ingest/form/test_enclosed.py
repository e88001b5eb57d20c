"""Submissions with files as one original."""

import io
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.draft import Danger, Remark
from domain.inbound import Channel, Reception
from domain.place import Point
from ingest.email.parse import attachment
from ingest.form.enclosed import File, is_container, pack, read_form
from ingest.form.read import read_submission

DOCUMENT = b'{"formulaire": "open311", "canal": "formulaire", "message": "Un trou, rue de Poterie.", "nom": "Quesnel"}'
RECEPTION = Reception()


def photo(lat: float | None = None) -> bytes:
    picture = Image.new("RGB", (40, 30), "grey")
    exif = Image.Exif()
    if lat is not None:
        exif[0x8825] = {1: "N", 2: (lat, 0.0, 0.0), 3: "W", 4: (1.0, 30.0, 0.0)}
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_without_files_the_original_is_the_json_itself() -> None:
    assert pack(DOCUMENT, ()) == DOCUMENT
    assert read_form(DOCUMENT, RECEPTION) == read_submission(DOCUMENT, RECEPTION)


def test_files_come_back_as_they_were_beside_what_was_said() -> None:
    files = [File(name='é "photo"\r\n.jpg', media_type="image/jpeg", content=photo()), File(name=None, media_type="x", content=b"%PDF-1.4")]
    raw = pack(DOCUMENT, files)
    assert is_container(raw)
    assert raw == pack(DOCUMENT, files)
    [draft] = read_form(raw, RECEPTION, Channel.FORM)
    assert (draft.text, draft.requester.name) == ("Un trou, rue de Poterie.", "QUESNEL")
    assert [one.media_type for one in draft.attachments] == ["image/jpeg", "application/pdf"]
    for one, file in zip(draft.attachments, files, strict=True):
        assert attachment(raw, one.part)[0] == file.content
    parts = list(message_from_bytes(raw, policy=policy.default).iter_parts())
    assert [part.get_content_type() for part in parts] == ["application/json", "image/jpeg", "application/octet-stream"]


def test_the_position_of_a_photo_counts_where_the_form_gives_none() -> None:
    files = [File(name="photo.jpg", media_type="image/jpeg", content=photo(49.0))]
    assert read_form(pack(DOCUMENT, files), RECEPTION)[0].point == Point(lat=49.0, lon=-1.5)
    own = b'{"message": "Un trou.", "latitude": 49.5, "longitude": -1.47}'
    assert read_form(pack(own, files), RECEPTION)[0].point == Point(lat=49.5, lon=-1.47)


def test_a_program_is_kept_apart_and_a_message_stays_a_file() -> None:
    files = [
        File(name="photo.exe", media_type="image/jpeg", content=b"MZ" + bytes(100)),
        File(name="mail.eml", media_type="message/rfc822", content=b"Subject: x\r\n\r\n--=_form_\r\nbonjour"),
    ]
    [draft] = read_form(pack(DOCUMENT, files), RECEPTION)
    assert draft.attachments[0].danger in {Danger.PROGRAM, Danger.DISGUISED}
    assert len(draft.attachments) == 2
    assert draft.text == "Un trou, rue de Poterie."


def test_a_submission_of_files_alone_is_not_called_empty() -> None:
    [draft] = read_form(pack(b"{}", [File(name="a.jpg", media_type="image/jpeg", content=photo())]), RECEPTION)
    assert draft.attachments
    assert Remark.EMPTY not in draft.remarks


@pytest.mark.parametrize("cut", [60, 100, 200, 320, 500])
def test_a_container_that_is_cut_off_is_read_as_far_as_it_goes(cut: int) -> None:
    raw = pack(DOCUMENT, [File(name="a.jpg", media_type="image/jpeg", content=photo())])[:cut]
    assert len(read_form(raw, RECEPTION)) == 1


@given(st.binary(max_size=300), st.text(max_size=80), st.text(max_size=40))
def test_whatever_a_file_is_it_comes_back(content: bytes, name: str, kind: str) -> None:
    raw = pack(DOCUMENT, [File(name=name or None, media_type=kind, content=content)])
    [draft] = read_form(raw, RECEPTION)
    assert draft.text == "Un trou, rue de Poterie."
    for one in draft.attachments:
        assert attachment(raw, one.part)[0] == content
