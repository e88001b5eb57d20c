"""The way of paper: from a file to letters, requests and a report; on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import cast

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from domain.decision import ForReview
from domain.draft import Danger, Kind
from domain.errors import UnavailableError
from domain.ids import DepartmentCode, InboundId
from domain.inbound import Arrival, Channel, Drop, Envelope, Outcome
from domain.paper import Origin, Page, Sheet
from domain.request import Status
from flows.attached import content_of_piece, may_be_read, text_of_piece
from flows.receive import receive
from flows.wiring import Installation, Late
from flows.work import work
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from ingest.paper.opening.survey import Survey
from ingest.paper.reader import PaperReader
from store import heaps, pages
from tests.flows.test_follow_up import request, work_all, write
from tests.ingest.paper.made import pdf_of_lines
from tests.installations import BREVILLE, NOW, arrival, ledger

HEAD = ((57, 60, "Sylvie Lebrun"), (57, 76, "14 rue du Chemin-Vert"), (57, 92, "50700 Valognes"), (57, 108, "06 39 98 12 04"))
LETTER = (
    *HEAD,
    (320, 140, "Monsieur le Maire"),
    (320, 156, "Mairie de Bréville"),
    (320, 200, "Valognes, le 10 mars 2026"),
    (57, 250, "Objet : nid de poule"),
    (57, 300, "Monsieur le Maire,"),
    (57, 330, "Il y a un nid de poule devant le 22 rue de Poterie. Deux cyclistes sont déjà tombés."),
    (57, 390, "Je vous prie d’agréer, Monsieur le Maire, mes salutations distinguées."),
    (320, 440, "Sylvie Lebrun"),
)
OTHER = (*LETTER[:9], (57, 330, "Le tilleul du parc perd ses branches sur les passants."), *LETTER[10:])
WORDS = SheetWords(title="Séparation", owner="Bréville", letter="Voirie", facts=(), use="", keep="", both_ways="")


def scan(raw: bytes, *, channel: Channel = Channel.SCAN, drop: Drop | None = None) -> Arrival:
    """Return a file as a drop folder hands it over."""
    envelope = Envelope(drop=drop or Drop(scanner="accueil"))
    return Arrival(
        raw=raw, channel=channel, town=BREVILLE, mailbox=None, envelope=envelope, received_at=NOW, source_id="courrier/scan 001.pdf"
    )


def joined(*files: bytes) -> bytes:
    """Return PDFs one behind the other."""
    whole = pikepdf.new()
    for file in files:
        with pikepdf.open(BytesIO(file)) as one:
            whole.pages.extend(one.pages)
    made = BytesIO()
    whole.save(made)
    return made.getvalue()


def photographed(pdf: bytes) -> bytes:
    """Return a PDF that holds only a picture of each page, as a scanner makes it."""
    shown = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    made = BytesIO()
    shown[0].save(made, "PDF", resolution=200, save_all=True, append_images=shown[1:])
    return made.getvalue()


def take_in(hall: Installation, *arrivals: Arrival) -> None:
    receive(hall, arrivals)
    work_all(hall)


def test_a_scanned_letter_becomes_a_request_of_its_writer(town_hall: Installation) -> None:
    take_in(town_hall, scan(photographed(pdf_of_lines(LETTER))))
    (line,) = ledger(town_hall)
    assert (line.outcome, line.channel, line.source_id) == (Outcome.DRAFTED, Channel.SCAN, "courrier/scan 001.pdf")
    found = request(town_hall, 1)
    assert (found.line.subject, found.line.department, found.place.street) == ("VOI-01", "VOI", "Rue de Poterie")
    assert found.requester.name == "LEBRUN Sylvie"
    assert found.requester.phone == "+33639981204"
    assert found.draft.paper is not None
    places = {found.draft.text[word.start : word.end]: word for word in found.draft.paper.layout if word.part == "body"}
    assert 0 < places["Poterie."].top < 10_000
    with town_hall.database.read() as session:
        (kept,) = pages.find(session, InboundId(line.id)).values()
        (report,) = heaps.find(session, InboundId(line.id))
    assert (kept.origin, report.pages_in, report.pieces) == (Origin.OCR, 1, 1)


def test_the_same_file_twice_is_one_arrival(town_hall: Installation) -> None:
    raw = pdf_of_lines(LETTER)
    take_in(town_hall, scan(raw))
    take_in(town_hall, scan(raw), scan(raw))
    assert len(ledger(town_hall)) == 1


def test_a_heap_is_cut_at_sheets_and_what_they_say_counts_for_the_letter_behind(town_hall: Installation) -> None:
    sheet = sheets_pdf(Sheet(town=BREVILLE, department="CCAS", received_on=date(2026, 3, 9), letters=2), WORDS)
    take_in(town_hall, scan(joined(pdf_of_lines(OTHER), sheet, pdf_of_lines(OTHER, pages=2))))
    (line,) = ledger(town_hall)
    with town_hall.database.read() as session:
        (report,) = heaps.find(session, InboundId(line.id))
    assert (report.pages_in, report.pieces, report.sheets_read, report.declared) == (5, 2, 1, 2)
    first, second = request(town_hall, 1), request(town_hall, 2)
    assert (first.draft.item, second.draft.item) == (1, 2)
    assert first.line.received_at == NOW
    assert second.line.received_at.date() == date(2026, 3, 8)  # midnight of the 9th in France
    assert (first.draft.paper and first.draft.paper.department, second.draft.paper and second.draft.paper.department) == (None, "CCAS")


def test_what_the_folder_is_for_is_proposed_where_nothing_else_speaks(town_hall: Installation) -> None:
    lines = (*LETTER[:9], (57, 330, "Je vous remercie de l’entretien de mardi et reste dans l’attente."), *LETTER[10:])
    plain = [line for line in lines if "Objet" not in line[2]]
    take_in(town_hall, scan(pdf_of_lines(plain), drop=Drop(department=DepartmentCode("CCAS"))))
    found = request(town_hall, 1)
    assert (found.line.status, found.line.department) == (Status.REVIEW, "CCAS")


def test_a_protected_document_asks_people_for_its_password(town_hall: Installation) -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf_of_lines(LETTER))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    take_in(town_hall, scan(made.getvalue()))
    found = request(town_hall, 1)
    assert found.line.status is Status.REVIEW
    assert found.draft.remarks == ("encrypted",)


@pytest.mark.parametrize(("raw", "reason"), [(b"\x7fELF" + bytes(100), "not_a_document"), (b"", "empty")])
def test_what_is_no_document_has_its_outcome_and_stops_nothing(town_hall: Installation, raw: bytes, reason: str) -> None:
    take_in(town_hall, scan(raw), scan(pdf_of_lines(LETTER)))
    bad, good = ledger(town_hall)
    assert (bad.outcome, bad.reason, good.outcome) == (Outcome.QUARANTINED, reason, Outcome.DRAFTED)


def test_an_empty_page_comes_before_people(town_hall: Installation) -> None:
    made = BytesIO()
    Image.new("L", (1654, 2339), 255).save(made, "PDF", resolution=200)
    take_in(town_hall, scan(made.getvalue()))
    found = request(town_hall, 1)
    assert (found.draft.kind, found.line.status) == (Kind.BLANK, Status.REVIEW)
    assert isinstance(found.decision, ForReview)


def test_a_mail_that_only_brings_a_scan_is_a_scan(town_hall: Installation) -> None:
    message = EmailMessage()
    message["From"] = "copieur@breville.example"
    message["To"] = "mairie@breville.example"
    message["Subject"] = "Message from KM_C258"
    message["Message-ID"] = "<1@copieur.example>"
    message.set_content("")
    message.add_attachment(pdf_of_lines(LETTER), maintype="application", subtype="pdf", filename="SKM_C25826031209140.pdf")
    take_in(town_hall, arrival(message.as_bytes()))
    found = request(town_hall, 1)
    assert (found.line.channel, found.requester.name, found.line.subject) == (Channel.SCAN, "LEBRUN Sylvie", "VOI-01")
    assert found.requester.email is None


def test_a_letter_that_a_person_attached_is_a_mail_of_his(town_hall: Installation) -> None:
    raw = write("Bonjour, veuillez trouver ci-joint mon courrier. Cordialement", 1, subject="mon courrier", file=pdf_of_lines(LETTER))
    take_in(town_hall, arrival(raw))
    found = request(town_hall, 1)
    assert (found.line.channel, found.line.subject, found.draft.source_id) == (Channel.EMAIL, "VOI-01", "<1@courriel.example>")
    assert (found.requester.name, found.requester.email) == ("LEBRUN Sylvie", "sylvie.lebrun@courriel.example")
    assert (found.requester.phone, [one.filename for one in found.draft.attachments]) == ("+33639981204", ["plan.pdf"])


def test_a_photo_of_the_damage_is_no_letter(town_hall: Installation) -> None:
    made = BytesIO()
    noise = np.random.default_rng(1).integers(60, 200, (480, 640), dtype=np.uint8)
    Image.fromarray(noise).save(made, "JPEG")
    message = EmailMessage()
    message["From"] = "Sylvie Lebrun <sylvie.lebrun@courriel.example>"
    message["To"] = "mairie@breville.example"
    message["Subject"] = "nid de poule 22 rue de Poterie"
    message["Message-ID"] = "<2@courriel.example>"
    message.set_content("")
    message.add_attachment(made.getvalue(), maintype="image", subtype="jpeg", filename="IMG_1.jpg")
    take_in(town_hall, arrival(message.as_bytes()))
    found = request(town_hall, 1)
    assert (found.line.channel, found.line.subject, found.draft.heading) == (Channel.EMAIL, "VOI-01", "nid de poule 22 rue de Poterie")


class Dying:
    """A reader of paper that ends after some pages, as a process that is killed."""

    def __init__(self, reader: PaperReader, most: int) -> None:
        self._reader = reader
        self._most = most
        self.asked: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def pages(self, path: Path, survey: Survey, numbers: Sequence[int], channel: Channel) -> Iterator[Page]:
        for count, page in enumerate(self._reader.pages(path, survey, numbers, channel)):
            if count >= self._most:
                raise UnavailableError("killed")
            self.asked.append(page.number)
            yield page


def test_a_heap_goes_on_where_its_reading_ended(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.paper._KEEP_SECONDS", 0.0)
    dying = Dying(town_hall.paper, 4)
    late = replace(town_hall, late_paper=Late(lambda: cast(PaperReader, dying)))
    receive(town_hall, [scan(pdf_of_lines(LETTER, pages=6))])
    work(late, "ocr", NOW)
    with town_hall.database.read() as session:
        assert len(pages.find(session, InboundId(1))) == 4
    dying._most, first = 100, set(dying.asked)
    work(late, "ocr", NOW + timedelta(hours=1))
    assert len(dying.asked) == 6
    assert set(dying.asked[4:]) == set(range(6)) - first
    work(late, "mail", NOW + timedelta(hours=2))
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED]


def test_what_lies_in_a_document_beside_its_pages_is_told(town_hall: Installation) -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf_of_lines(LETTER))) as pdf:
        pdf.attachments["facture.exe"] = b"MZ" + bytes(500)
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
        pdf.save(made)
    take_in(town_hall, scan(made.getvalue()))
    found = request(town_hall, 1)
    assert set(found.draft.remarks) == {"holds_files", "active"}
    assert found.draft.paper is not None and "facture.exe" in found.draft.paper.enclosures
    (piece,) = found.draft.attachments
    assert (piece.filename, piece.size, piece.danger) == ("facture.exe", 502, Danger.PROGRAM)
    assert content_of_piece(town_hall, found, piece)[0] == b"MZ" + bytes(500)
    assert found.line.status is Status.REVIEW


def test_the_letter_within_a_portfolio_is_an_attachment_whose_text_is_read_when_it_is_asked_for(town_hall: Installation) -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf_of_lines(((80, 100, "Ouvrez ce portefeuille avec un autre programme."),)))) as pdf:
        pdf.attachments["lettre.pdf"] = pdf_of_lines(LETTER)
        pdf.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)
        pdf.save(made)
    take_in(town_hall, scan(made.getvalue()))
    found = request(town_hall, 1)
    (piece,) = found.draft.attachments
    assert may_be_read(found, piece, None)
    (page,) = text_of_piece(town_hall, found, piece, None).pages
    assert LETTER[0][2] in page.text
    assert found.line.status is Status.REVIEW


def test_a_letter_of_which_nothing_is_left_is_not_empty(town_hall: Installation) -> None:
    content = pdf_of_lines(LETTER)
    take_in(town_hall, scan(content[: content.index(b"/FontFile2") if b"/FontFile2" in content else len(content) // 2]))
    (line,) = ledger(town_hall)
    assert (line.outcome, len(line.requests)) == (Outcome.DRAFTED, 1)
    assert "damaged" in request(town_hall, 1).draft.remarks


def test_a_fax_that_broke_off_goes_before_people(town_hall: Installation) -> None:
    made = BytesIO()
    page = pypdfium2.PdfDocument(pdf_of_lines(LETTER))[0].render(scale=200 / 72, grayscale=True).to_pil().convert("1")
    page.save(made, "TIFF", compression="group4", save_all=True, append_images=[page, page], dpi=(200, 200))
    take_in(town_hall, scan(made.getvalue()[: len(made.getvalue()) // 2], channel=Channel.FAX))
    found = request(town_hall, 1)
    assert found.draft.remarks == ("damaged",)
    assert found.line.status is Status.REVIEW


def test_a_letter_within_which_another_seems_to_begin_comes_before_people(town_hall: Installation) -> None:
    take_in(town_hall, scan(joined(pdf_of_lines(LETTER), pdf_of_lines(OTHER))))
    found = request(town_hall, 1)
    assert found.line.status is Status.REVIEW
    assert "second_letter" in found.draft.remarks
