"""Letters written in office programs: attached to a mail or laid into a folder. Every test runs on SQLite and on PostgreSQL."""

from email.message import EmailMessage
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from domain.decision import ForReview
from domain.draft import Remark
from domain.errors import NotFoundError
from domain.inbound import Arrival, Channel
from flows.wiring import Installation
from tests.flows.test_follow_up import SYLVIE, request
from tests.flows.test_paper import scan, take_in
from tests.flows.test_recut import ONE
from tests.ingest.office.made import docx, odt, packed, paragraphs
from tests.ingest.office.test_word97 import LETTER, changed
from tests.installations import MAYOR, arrival

LINES = (
    "Paul MERCIER",
    "3 rue du Four",
    "50700 Valognes",
    "06 39 98 44 10",
    "",
    "Objet : nid de poule",
    "",
    "Monsieur le Maire,",
    "Il y a un nid de poule devant le 22 rue de Poterie. Deux cyclistes sont déjà tombés et rien n’est fait.",
    "Je vous prie d’agréer, Monsieur le Maire, mes salutations distinguées.",
    "",
    "Paul Mercier",
)
DOCX = docx(paragraphs(*LINES), **{"[Content_Types]": "<a/>"})
ODT = odt("".join(f"<text:p>{line}</text:p>" for line in LINES))
RTF = b"{\\rtf1\\ansi\\ansicpg1252 " + b"\\par ".join(line.replace("’", "'").encode("cp1252") for line in LINES) + b"}"
OLD = changed(LETTER, 0, b"\xdb\xa5")
"""Of Word 2."""
HOSTILE = packed(**{"[Content_Types]": "<a/>", "word__document": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
POINTS = "Bonjour, veuillez trouver ci-joint mon courrier. Cordialement"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail(text: str, *files: tuple[str, str, bytes]) -> Arrival:
    message = EmailMessage()
    message["From"] = SYLVIE
    message["To"] = MAYOR
    message["Subject"] = "courrier"
    message["Message-ID"] = "<1@courriel.example>"
    message.set_content(text)
    for name, media_type, content in files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return arrival(message.as_bytes())


def photo() -> bytes:
    made = BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(60, 200, (480, 640), dtype=np.uint8)).save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        ("lettre.docx", WORD, DOCX),
        ("lettre.odt", "application/vnd.oasis.opendocument.text", ODT),
        ("lettre.rtf", "application/rtf", RTF),
        ("lettre.doc", "application/msword", RTF),
    ],
    ids=["docx", "odt", "rtf", "rtf under another name"],
)
def test_a_mail_that_only_brings_a_letter_is_drafted_from_it(town_hall: Installation, file: tuple[str, str, bytes]) -> None:
    take_in(town_hall, mail(POINTS, file))
    found = request(town_hall, 1)
    assert (found.line.channel, found.line.subject, found.draft.source_id) == (Channel.EMAIL, "VOI-01", "<1@courriel.example>")
    # The letter is another's than the mail: his name, and the mail's only to answer to.
    assert (found.requester.name, found.requester.phone) == ("MERCIER Paul", "+33639984410")
    assert found.requester.email == "sylvie.lebrun@courriel.example"
    assert found.draft.paper is not None
    assert found.draft.attachments[found.draft.paper.file].filename == file[0]
    assert "ci-joint" not in found.draft.text


def test_text_files_are_read_too(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("lettre.txt", "text/plain", "\r\n".join(LINES).encode("cp1252", "replace"))))
    found = request(town_hall, 1)
    assert found.line.subject == "VOI-01"
    assert "nid de poule" in found.draft.text


def test_a_mail_that_says_what_it_wants_keeps_its_words(town_hall: Installation) -> None:
    said = "Bonjour, le lampadaire devant le 4 rue de Poterie est éteint depuis dix jours et la rue est dans le noir complet le soir."
    take_in(town_hall, mail(f"{said} Pouvez-vous le réparer ? Cordialement", ("devis.docx", WORD, DOCX)))
    found = request(town_hall, 1)
    assert said in found.draft.text
    assert "nid de poule" not in found.draft.text
    assert found.requester.name == "LEBRUN Sylvie"


def test_a_photo_beside_a_letter_is_no_letter_of_its_own(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("IMG_1.jpg", "image/jpeg", photo()), ("lettre.docx", WORD, DOCX)))
    found = request(town_hall, 1)
    assert (found.requester.name, len(found.draft.attachments), found.draft.item) == ("MERCIER Paul", 2, 1)
    assert found.draft.paper is not None
    assert found.draft.paper.file == 1
    assert found.draft.source_id == "<1@courriel.example>"
    with pytest.raises(NotFoundError):
        request(town_hall, 2)


PICTURED = "Bonjour, je vous envoie une lettre manuscrite que j’ai prise en photo. Merci de bien vouloir la lire. Bonne soirée"


def picture_of(pdf: bytes, kind: str = "JPEG") -> bytes:
    """Return the first page of a letter as a picture that a phone or a copier makes."""
    made = BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("RGB").save(made, kind)
    return made.getvalue()


def logo(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (700, 300), "navy").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("text", [POINTS, "voir pièce jointe", "Bonjour,", PICTURED])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_picture_of_a_letter_is_the_letter_where_the_mail_says_nothing(town_hall: Installation, text: str, kind: str) -> None:
    files = ("image001.png", "image/png", logo("PNG")), ("logo.gif", "image/gif", logo("GIF"))
    take_in(town_hall, mail(text, *files, ("lettre", f"image/{kind.lower()}", picture_of(ONE, kind))))
    found = request(town_hall, 1)
    assert "nid de poule" in found.draft.text and "manuscrite" not in found.draft.text
    assert found.draft.paper is not None and found.draft.paper.file == 1  # a logo is before it; a GIF is none of what is read


def test_logos_alone_are_no_letter(town_hall: Installation) -> None:
    take_in(town_hall, mail("Bonjour, ci-joint mon courrier", ("image001.png", "image/png", logo("PNG"))))
    found = request(town_hall, 1)
    assert found.draft.paper is None and "ci-joint" in found.draft.text


@pytest.mark.parametrize(
    "said", ["Il y a un nid de guêpes rue de Poterie, voir la photo jointe.", "Un arbre est tombé rue de Poterie, plan en PJ."]
)
def test_what_the_mail_says_itself_is_the_request_whatever_came_with_it(town_hall: Installation, said: str) -> None:
    take_in(town_hall, mail(said, ("lettre.docx", WORD, DOCX), ("lettre.pdf", "application/pdf", ONE)))
    found = request(town_hall, 1)
    assert found.draft.paper is None and said in found.draft.text


def test_a_letter_is_read_whatever_else_came_with_it(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("tableau.xlsx", "application/vnd.ms-excel", b"PK\x03\x04none"), ("lettre.docx", WORD, DOCX)))
    found = request(town_hall, 1)
    assert (found.requester.name, len(found.draft.attachments)) == ("MERCIER Paul", 2)


def test_a_letter_of_word_97_is_read(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("lettre.doc", "application/msword", LETTER)))
    found = request(town_hall, 1)
    assert (found.requester.name, found.line.subject) == ("MERCIER Paul", "VOI-01") and Remark.OLD_FORMAT not in found.draft.remarks


def test_old_word_documents_come_before_people(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("lettre.doc", "application/msword", OLD)))
    found = request(town_hall, 1)
    assert Remark.OLD_FORMAT in found.draft.remarks
    assert isinstance(found.decision, ForReview)


def test_hostile_documents_cost_a_mail_nothing(town_hall: Installation) -> None:
    take_in(town_hall, mail(POINTS, ("lettre.docx", WORD, HOSTILE)))
    found = request(town_hall, 1)
    assert (found.requester.name, found.draft.attachments[0].filename) == ("LEBRUN Sylvie", "lettre.docx")


@pytest.mark.parametrize("content", [DOCX, ODT, RTF], ids=["docx", "odt", "rtf"])
def test_a_letter_laid_into_a_folder_is_one_like_any_other(town_hall: Installation, content: bytes) -> None:
    take_in(town_hall, scan(content))
    found = request(town_hall, 1)
    assert (found.line.channel, found.line.subject, found.requester.name) == (Channel.SCAN, "VOI-01", "MERCIER Paul")


@pytest.mark.parametrize(("content", "remark"), [(OLD, Remark.OLD_FORMAT), (HOSTILE, Remark.MEMORY_LIMIT)], ids=["old", "hostile"])
def test_what_cannot_be_read_comes_before_people_and_stops_nothing(town_hall: Installation, content: bytes, remark: Remark) -> None:
    take_in(town_hall, scan(content), scan(DOCX))
    found = request(town_hall, 1)
    assert remark in found.draft.remarks
    assert isinstance(found.decision, ForReview)
    assert request(town_hall, 2).requester.name == "MERCIER Paul"
