"""A mail has the same text with it as PDF, and leaves without where that cannot be made (issue 10, DOMAIN §8)."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pdfplumber
import pytest

from domain.stationery import Stationery
from flows.printing import copies, papers
from flows.printing.letters import Laid, pdf_of
from flows.printing.pdf import UnprintableError
from flows.printing.task import Why
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import jobs, journal, letter_sheets, outbox
from store.outbox import LetterRecord, OutboxId
from tests.flows.printing.conftest import LATER, VALOGNES, Ask, letters_about, work_all
from tests.flows.test_relay import running, using
from tests.servers import free_port


@pytest.fixture
def mailed(hall: Installation, ask: Ask) -> LetterRecord:
    """An acknowledgement that waits to leave by mail, its only letter."""
    (letter,) = letters_about(hall, ask())
    with hall.database.write() as session:
        payload = {key: value for key, value in letter.letter.payload.items() if key != "way"}
        one = outbox.add(session, replace(letter.letter, recipient="anne@courriel.example", payload=payload, event="mail"), LATER)
        jobs.add(session, town=VALOGNES, queue="later", kind="send", subject_id=one, now=LATER)
        return outbox.get(session, one)


def sent(hall: Installation, size: int | None = None) -> list[tuple[str, bytes]]:
    """Let everything leave; return the attachments of the one mail."""
    port = free_port()
    with running(port, size) as relay:
        work_all(using(hall, port), datetime.now(UTC))
    (mail,) = [one for one in relay.mails if one["To"] == "anne@courriel.example"]
    return [(str(part.get_filename()), part.get_payload(decode=True)) for part in mail.walk() if part.get_filename()]  # type: ignore[misc]


def kept(hall: Installation, letter: OutboxId) -> bytes | None:
    with hall.database.read() as session:
        assert outbox.get(session, letter).state == "sent"
        return letter_sheets.find(session, letter)


def test_a_mail_has_its_text_as_pdf_which_is_kept_as_it_left(hall: Installation, mailed: LetterRecord) -> None:
    ((name, content),) = sent(hall)
    assert name == f"courrier-{mailed.id}.pdf" and kept(hall, mailed.id) == content
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert "réputée rejetée" in pdf.pages[0].extract_text() and "QUESNEL" in pdf.pages[0].extract_text()
    papers.keep(hall, VALOGNES, Stationery(lines=("Autre",)), "operator", LATER, seen=0)
    assert pdf_of(hall, mailed.id, LATER) == content


def test_a_town_may_want_none(hall: Installation, mailed: LetterRecord) -> None:
    papers.keep(hall, VALOGNES, Stationery(attaches_pdf=False), "operator", LATER, seen=0)
    assert sent(hall) == [] and kept(hall, mailed.id) is None


def test_where_it_cannot_be_made_the_mail_leaves_and_the_journal_says_so(
    hall: Installation, mailed: LetterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UnprintableError(Why.MEMORY)

    monkeypatch.setattr(Laid, "drawn", fail)
    assert sent(hall) == [] and kept(hall, mailed.id) is None
    with hall.database.read() as session:
        told = [one for one in journal.page(session, VALOGNES, after=None, limit=50) if one.action == "letter.without_pdf"]
    assert [one.details for one in told] == [{"letter": mailed.id, "why": "memory"}]


def test_where_it_is_too_large_for_the_relay_the_mail_leaves_without(hall: Installation, mailed: LetterRecord) -> None:
    assert sent(hall, size=12_000) == []
    assert kept(hall, mailed.id) is not None


def test_a_record_of_receipt_has_none(hall: Installation, mailed: LetterRecord) -> None:
    payload = {**mailed.letter.payload, "model": ModelKey.REGISTERED.value}
    assert copies.copy_of(hall, replace(mailed, letter=replace(mailed.letter, payload=payload))).pieces == ()
