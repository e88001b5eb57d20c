"""What a citizen sends on the portal is written down so that it explains itself, and read whatever became of it (S43)."""

import json

import pytest

from domain.draft import Kind, Remark, Requester
from domain.following import PortalAct
from domain.inbound import Channel, Reception
from ingest.form.enclosed import File
from ingest.form.portal import Sending, read_portal, written

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
ANNE = Requester(name="QUESNEL Anne", email="anne.quesnel@courriel.example", phone="+33639981204")


def sending(text: str = "Il y en a un second.", act: PortalAct = PortalAct.MESSAGE, *files: File) -> Sending:
    return Sending(id="abc", act=act, reference="2026/0001", requester=ANNE, language="fr", text=text, files=files)


def test_what_is_written_is_read_again_with_its_files() -> None:
    raw = written(sending("Il y en a un second.", PortalAct.PIECES, File(name="plan é.png", media_type="image/png", content=PNG)))
    found = read_portal(raw, Reception())
    assert (found.channel, found.kind, found.text) == (Channel.PORTAL, Kind.FOLLOW_UP, "Il y en a un second.")
    assert (found.requester, found.heading, found.source_id) == (ANNE, "Réponse à une demande de pièces", "abc")
    assert [(one.filename, one.media_type, one.size) for one in found.attachments] == [("plan é.png", "image/png", len(PNG))]
    assert Remark.EMPTY not in found.remarks


def test_the_same_sending_is_the_same_bytes_and_says_what_it_is() -> None:
    assert written(sending()) == written(sending()) != written(sending("Autre chose."))
    assert json.loads(written(sending()))["geste"] == "message"


def test_a_withdrawal_without_a_word_is_no_empty_message() -> None:
    found = read_portal(written(sending("", PortalAct.WITHDRAW)), Reception())
    assert (found.kind, found.heading, found.text) == (Kind.FOLLOW_UP, "Retrait de la demande", "")


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'{"message": 3, "geste": []}', b"\xff\xfe", b'{"a":' * 3_000, written(sending())[:-9]])
def test_what_is_damaged_is_read_as_far_as_it_goes(raw: bytes) -> None:
    assert read_portal(raw, Reception()).channel is Channel.PORTAL


def test_what_files_are_called_and_said_to_be_opens_no_second_container() -> None:
    inner = File(name='x"\r\nX-Evil: 1', media_type="multipart/mixed; boundary=y", content=b"--y\r\n\r\nx\r\n--y--")
    found = read_portal(written(sending("Voici.", PortalAct.MESSAGE, inner)), Reception())
    assert len(found.attachments) == 1 and found.text == "Voici."
