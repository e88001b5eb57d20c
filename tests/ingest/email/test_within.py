"""Files that lie within the pieces of a mail: those of a PDF are attachments themselves, and kept apart where they are dangerous."""

import io
from email.message import EmailMessage

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from domain.draft import Danger, Draft
from domain.inbound import Reception
from ingest.email.parse import attachment, read_email
from ingest.embedded import files_of_pdf
from tests.ingest.paper import made
from tests.soon import soon


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Paul Mercier <paul@courriel.example>", "Facture"
    message.set_content("Bonjour, voici le devis du banc de la rue Carnot que vous m’aviez demandé.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def read(raw: bytes) -> Draft:
    return read_email(raw, Reception())


def portfolio(**files: bytes) -> bytes:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.Root.Collection = Dictionary(Type=Name.Collection)
        for name, content in files.items():
            pdf.attachments[name.replace("__", ".")] = content
        return made.saved(pdf)


def test_files_within_a_pdf_are_attachments_behind_all_others() -> None:
    letter = made.letter_pdf()
    raw = mail(("dossier.pdf", portfolio(facture__xml=b"<facture/>", lettre__pdf=letter)), ("photo.txt", b"une photo"))
    found = read(raw).attachments
    assert [one.filename for one in found] == ["dossier.pdf", "photo.txt", "facture.xml", "lettre.pdf"]
    assert [one.danger for one in found] == [None] * 4
    assert attachment(raw, found[3].part) == (letter, "lettre.pdf", "application/pdf")
    assert attachment(raw, found[2].part)[0] == b"<facture/>"
    assert found[1].part < found[2].part < found[3].part


def test_programs_within_a_pdf_are_kept_apart() -> None:
    found = {one.filename: one.danger for one in read(mail(("dossier.pdf", portfolio(facture__pdf__exe=b"MZ" + bytes(500))))).attachments}
    assert found == {"dossier.pdf": None, "facture.pdf.exe": Danger.DISGUISED}


def test_what_is_damaged_locked_or_a_bomb_gives_none_and_costs_no_mail() -> None:
    whole = portfolio(lettre__pdf=made.letter_pdf())
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.attachments["zeros"] = bytes(80 * 2**20)
        bomb = made.saved(pdf)
    with soon(5):
        for content in (whole[: len(whole) // 2], made.encrypted(whole, user="secret"), bomb, b"%PDF-1.4 /EmbeddedFile /EF", b"/EF"):
            assert [one.filename for one in read(mail(("dossier.pdf", content))).attachments] == ["dossier.pdf"]
    assert files_of_pdf(made.letter_pdf()) == ()


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode))
def test_files_are_found_however_the_objects_are_packed(mode: pikepdf.ObjectStreamMode) -> None:
    with Pdf.open(io.BytesIO(portfolio(plan__txt=b"un plan"))) as pdf:
        content = made.saved(pdf, object_stream_mode=mode)
    assert [(one.filename, one.content) for one in files_of_pdf(content)] == [("plan.txt", b"un plan")]
