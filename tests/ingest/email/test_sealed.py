import base64
import zlib

import pytest

from domain.draft import Remark, Role
from domain.inbound import Reception
from ingest.email.parse import attachment, html_body, plain_body, read_email
from ingest.email.sealed import MAX_ELEMENTS, Seal, Sealed, open_cms, without_armour

SIGNED, DATA, ENVELOPED = (bytes.fromhex(f"2a864886f70d0107{last}") for last in ("02", "01", "03"))
COMPRESSED = bytes.fromhex("2a864886f70d010910010 9".replace(" ", ""))
ENTITY = "Content-Type: text/plain; charset=utf-8\r\n\r\nUn trou énorme rue Carnot.\r\n".encode()


def der(tag: int, *contents: bytes) -> bytes:
    body = b"".join(contents)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + body


def ber(tag: int, *contents: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(contents) + b"\0\0"


def cms(kind: bytes, content: bytes) -> bytes:
    """Return a CMS message in DER, its content in one piece."""
    wrapped = der(0x30, der(0x06, DATA), der(0xA0, der(0x04, content)))
    inner = der(0x30, der(0x02, b"\1"), der(0x31), wrapped, der(0x31, b"\x30\0"))
    return der(0x30, der(0x06, kind), der(0xA0, inner))


def cms_in_pieces(content: bytes) -> bytes:
    """Return a signed message as programs write it that do not know its length beforehand."""
    pieces = ber(0x24, *(der(0x04, content[at : at + 10]) for at in range(0, len(content), 10)))
    wrapped = ber(0x30, der(0x06, DATA), ber(0xA0, pieces))
    return ber(0x30, der(0x06, SIGNED), ber(0xA0, ber(0x30, der(0x02, b"\1"), der(0x31), wrapped, der(0x31))))


def mail(body: bytes, kind: str = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m") -> bytes:
    head = f"From: Jean Petit <jp@poste.example>\nSubject: Trou\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(body)


@pytest.mark.parametrize("body", [cms(SIGNED, ENTITY), cms_in_pieces(ENTITY)])
def test_text_within_a_signature_is_read(body: bytes) -> None:
    for kind in ("application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime", "application/octet-stream; name=smime.p7m"):
        draft = read_email(mail(body, kind), Reception())
        assert (draft.text, draft.heading, draft.remarks) == ("Un trou énorme rue Carnot.", "Trou", (Remark.SIGNED,))
        assert plain_body(mail(body, kind)) == "Un trou énorme rue Carnot.\r\n"


def test_parts_within_a_signature_come_back_by_their_numbers() -> None:
    entity = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Voyez la photo du trou.</p>\r\n"
    entity += b"--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1;2\r\n--b--\r\n"
    for raw in (mail(cms(SIGNED, entity)), mail(cms(SIGNED, mail(cms(SIGNED, entity)).partition(b"\n")[2]))):
        (piece,) = read_email(raw, Reception()).attachments
        assert attachment(raw, piece.part)[:2] == (b"1;2", "a.csv")
        assert html_body(raw) == "<p>Voyez la photo du trou.</p>"


def test_compressed_message_is_read() -> None:
    assert read_email(mail(cms(COMPRESSED, zlib.compress(ENTITY))), Reception()).text == "Un trou énorme rue Carnot."


def test_encrypted_message_is_kept_and_goes_to_people() -> None:
    draft = read_email(mail(cms(ENVELOPED, b"x" * 50)), Reception())
    assert draft.remarks == (Remark.ENCRYPTED, Remark.EMPTY)
    assert [(piece.filename, piece.media_type) for piece in draft.attachments] == [("smime.p7m", "application/pkcs7-mime")]
    assert Remark.ENCRYPTED in read_email(mail(cms(SIGNED, mail(cms(ENVELOPED, b"x")))), Reception()).remarks


def test_signed_file_that_is_no_message_stays_a_file() -> None:
    draft = read_email(mail(cms(SIGNED, b"%PDF-1.4 contrat"), "application/pkcs7-mime; name=contrat.pdf.p7m"), Reception())
    assert [piece.filename for piece in draft.attachments] == ["contrat.pdf.p7m"]
    assert Remark.SIGNED in draft.remarks and Remark.ENCRYPTED not in draft.remarks


def test_detached_signature_is_kept_as_such() -> None:
    raw = (
        b"From: a@b.example\nContent-Type: multipart/signed; boundary=s\n\n--s\n\nUn trou rue Carnot\n"
        b"--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB\n--s--\n"
    )
    draft = read_email(raw, Reception())
    assert (draft.text, draft.remarks) == ("Un trou rue Carnot", (Remark.SIGNED,))
    assert [(piece.filename, piece.role) for piece in draft.attachments] == [("smime.p7s", Role.SIGNATURE)]


@pytest.mark.parametrize("length", range(0, 120, 3))
def test_cut_off_or_damaged_wrapping_gives_nothing_and_no_error(length: int) -> None:
    for whole in (cms(SIGNED, ENTITY), cms_in_pieces(ENTITY), cms(COMPRESSED, b"no zlib")):
        open_cms(whole[:length])
        open_cms(whole[:length] + b"\xff" + whole[length + 1 :])


def test_nested_indefinite_lengths_cost_linear_time() -> None:
    assert open_cms(b"\x30\x80" * 500_000) == open_cms(b"")
    assert open_cms(b"\x30\x80\x06\x01\x00" + b"\x24\x80" * 500_000).seal is Seal.ENCRYPTED


def test_text_signed_with_pgp_is_read_without_its_marks() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nUn trou\n- -- \nJean\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n=ab\n"
        "-----END PGP SIGNATURE-----\nbas"
    )
    assert without_armour(text) == ("Un trou\n-- \nJean\nbas", frozenset({Seal.SIGNED}))
    draft = read_email(f"From: a@b.example\n\n{text}".encode(), Reception())
    assert draft.text.startswith("Un trou") and Remark.SIGNED in draft.remarks


def test_text_encrypted_with_pgp_goes_to_people() -> None:
    block = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----\n"
    draft = read_email(f"From: a@b.example\nSubject: x\n\n{block}".encode(), Reception())
    assert (draft.text, Remark.ENCRYPTED in draft.remarks) == ("", True)
    mime = (
        b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=e; protocol=application/pgp-encrypted\n\n--e\n"
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n--e\nContent-Type: application/octet-stream; name=encrypted.asc\n\n"
        + block.encode()
        + b"--e--\n"
    )
    draft = read_email(mime, Reception())
    assert Remark.ENCRYPTED in draft.remarks and "encrypted.asc" in [piece.filename for piece in draft.attachments]


def test_armour_that_never_ends_hides_nothing() -> None:
    text, seals = without_armour("Bonjour\n-----BEGIN PGP SIGNATURE-----\nUn trou rue Carnot\n")
    assert "Un trou rue Carnot" in text and seals == {Seal.SIGNED}


def test_signed_in_more_crumbs_than_any_message_is_said_to_be_closed() -> None:
    def signed(depth: int) -> bytes:
        begin = bytes.fromhex("308006092a864886f70d010702a0803080020101")
        return begin + b"\x24\x80" * depth + b"\0\0" * depth + bytes.fromhex("308006092a864886f70d010701a080040141")

    assert open_cms(signed(3)) == Sealed(seal=Seal.SIGNED, content=b"A")
    assert open_cms(signed(MAX_ELEMENTS)) == Sealed(seal=Seal.ENCRYPTED)
