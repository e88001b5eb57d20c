"""Protected PDFs attached to mails, opened by hand; on SQLite and on PostgreSQL. All people are made up."""

from pathlib import Path

import pytest

from domain.decision import Reason
from domain.draft import Cover, Remark
from domain.errors import ConflictError
from domain.ids import InboundId, RequestId
from domain.request import Status
from flows.attached import may_be_read, text_of_piece
from flows.confirm import Correction, confirm
from flows.remake import Seen
from flows.replay import Verdict, replay
from flows.unlock import Lock, WrongPasswordError, closed_pieces, find_lock, opened_pieces, unlock
from flows.wiring import Installation
from store import heaps
from tests.flows.confirming import ANNE, hire
from tests.flows.test_follow_up import SYLVIE, count, request, work_all
from tests.flows.test_office import DOCX, POINTS, WORD, mail
from tests.flows.test_paper import joined, take_in
from tests.flows.test_recut import ONE, TWO
from tests.ingest.paper.made import encrypted, pdf_of_lines
from tests.installations import BREVILLE, NOW, arrival

PASSWORD = "clé d’été"
OTHER = "l’autre"
PDF = "application/pdf"
SAYS = "Bonjour, un lampadaire ne s’allume plus depuis lundi devant le 12 rue de Poterie, la rue est noire. Merci de le réparer."


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with agents."""
    hire(town_hall)
    return town_hall


def locked(content: bytes, password: str = PASSWORD, name: str = "courrier.pdf") -> tuple[str, str, bytes]:
    return name, PDF, encrypted(content, user=password)


def seen(hall: Installation, number: int = 1) -> Seen:
    return Seen(request=RequestId(number), version=request(hall, number).line.version)


def lock(hall: Installation, number: int = 1) -> Lock | None:
    with hall.database.read() as session:
        return find_lock(hall, session, request(hall, number))


def closed(hall: Installation, number: int = 1) -> list[str | None]:
    with hall.database.read() as session:
        return [one.filename for one in closed_pieces(session, request(hall, number))]


def open_it(hall: Installation, password: str = PASSWORD, number: int = 1) -> None:
    unlock(hall, seen(hall, number), password, ANNE, NOW)
    work_all(hall)


def text(hall: Installation, number: int = 1, place: int = 0) -> str:
    record = request(hall, number)
    piece = record.draft.attachments[place]
    with hall.database.read() as session:
        copy = opened_pieces(session, record).get(piece.part)
    assert may_be_read(record, piece, copy)
    return "\n".join(page.text for page in text_of_piece(hall, record, piece, copy).pages)


def are_identical(hall: Installation) -> bool:
    return {one.verdict for one in replay(hall, BREVILLE)} == {Verdict.IDENTICAL}


def test_a_mail_that_only_brings_it_becomes_the_letter(hall: Installation, tmp_path: Path) -> None:
    take_in(hall, mail(POINTS, locked(ONE)))
    before = request(hall, 1)
    assert (lock(hall), closed(hall)) == (Lock.CLOSED, ["courrier.pdf"])
    assert Remark.ENCRYPTED in before.draft.remarks and before.line.status is Status.REVIEW
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    assert lock(hall) is Lock.READING
    work_all(hall)
    take_in(hall, mail(POINTS, ("courrier.pdf", PDF, ONE)))
    kept, plain = request(hall, 1), request(hall, 2)
    assert "nid de poule" in kept.draft.text and kept.draft.text == plain.draft.text
    assert (kept.line.subject, kept.draft.requester, kept.draft.paper) == (plain.line.subject, plain.draft.requester, plain.draft.paper)
    assert (kept.line.tracking, kept.line.status, kept.line.reasons) == (before.line.tracking, Status.REVIEW, (Reason.UNLOCKED,))
    assert Remark.ENCRYPTED not in kept.draft.remarks and lock(hall) is None and are_identical(hall)
    secrets = {PASSWORD.encode(code) for code in ("utf-8", "utf-16-le")}
    files = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert files and not any(secret in files for secret in secrets)


def test_a_mail_with_words_of_its_own_keeps_them_and_the_attachment_can_be_read(hall: Installation) -> None:
    take_in(hall, mail(SAYS, locked(ONE)))
    before = request(hall, 1)
    assert (lock(hall), closed(hall)) == (Lock.CLOSED, ["courrier.pdf"])
    confirm(hall, RequestId(1), Correction(), ANNE, NOW)  # what is decided stays: the attachment is only shown
    decided = request(hall, 1)
    open_it(hall)
    kept = request(hall, 1)
    assert (kept.draft, kept.line, kept.decision) == (before.draft, decided.line, decided.decision)
    assert (lock(hall), count(hall)) == (None, 1) and "nid de poule" in text(hall)
    assert [one.action for one in kept.history][-1] == "unlocked" and are_identical(hall)


def test_a_wrong_password_opens_nothing(hall: Installation) -> None:
    take_in(hall, mail(POINTS, locked(ONE)))
    before = request(hall, 1)
    with pytest.raises(WrongPasswordError):
        open_it(hall, OTHER)
    with hall.database.read() as session:
        assert all(one.unlocked is None for one in heaps.find(session, InboundId(1)))
    assert (request(hall, 1), lock(hall)) == (before, Lock.CLOSED)


def test_several_are_opened_by_the_password_of_each(hall: Installation) -> None:
    take_in(hall, mail(POINTS, locked(ONE, name="un.pdf"), locked(TWO, OTHER, name="deux.pdf")))
    open_it(hall, OTHER)
    assert "nid de poule" not in request(hall, 1).draft.text and request(hall, 1).draft.paper is not None
    assert (lock(hall), closed(hall), count(hall)) == (Lock.CLOSED, ["un.pdf"], 1)
    open_it(hall)
    assert (lock(hall), closed(hall), count(hall)) == (None, [], 1)
    assert "nid de poule" in text(hall) and are_identical(hall)


def test_several_of_one_password_are_letters_of_their_own(hall: Installation) -> None:
    take_in(hall, mail(POINTS, locked(ONE, name="un.pdf"), locked(TWO, name="deux.pdf")))
    open_it(hall)
    papers = [request(hall, number).draft.paper for number in (1, 2)]
    assert count(hall) == 2 and [paper.file for paper in papers if paper is not None] == [0, 1]
    assert "nid de poule" in request(hall, 1).draft.text and request(hall, 2).draft.requester.name == "ROGER Paul"


def test_beside_a_letter_that_is_open_it_asks_by_itself(hall: Installation) -> None:
    take_in(hall, mail(POINTS, ("un.docx", WORD, DOCX), locked(joined(TWO), name="deux.pdf")))
    assert [request(hall, number).draft.paper is None for number in (1, 2)] == [False, True]
    assert [lock(hall, number) for number in (1, 2)] == [None, Lock.CLOSED]
    open_it(hall, number=2)
    opened = request(hall, 2).draft.paper
    assert opened is not None and opened.file == 1 and request(hall, 2).draft.requester.name == "ROGER Paul"
    assert count(hall) == 2 and are_identical(hall)


def test_one_that_is_no_letter_leaves_the_mail_to_people(hall: Installation) -> None:
    take_in(hall, mail(POINTS, locked(pdf_of_lines(((80, 80, "Plan de la cour"), (80, 100, "1/500")), pages=1))))
    open_it(hall)
    kept = request(hall, 1)
    assert kept.draft.paper is None and "ci-joint" in kept.draft.text and Remark.ENCRYPTED not in kept.draft.remarks
    assert (kept.line.status, lock(hall)) == (Status.REVIEW, None) and "1/500" in text(hall)


def test_what_a_copier_protected_and_mailed_is_a_scan(hall: Installation) -> None:
    take_in(hall, arrival(mail("", locked(ONE)).raw.replace(SYLVIE.encode(), b"copieur@breville.example")))
    assert (request(hall, 1).draft.cover, lock(hall)) == (Cover.COPIER, Lock.CLOSED)
    open_it(hall)
    assert "nid de poule" in request(hall, 1).draft.text and request(hall, 1).draft.cover is Cover.COPIER
    assert lock(hall) is None and are_identical(hall)


def test_an_open_attachment_asks_for_nothing(hall: Installation) -> None:
    take_in(hall, mail(SAYS, ("courrier.pdf", PDF, encrypted(ONE, user="")), ("deux.docx", WORD, DOCX)))
    assert lock(hall) is None
    with pytest.raises(ConflictError, match="asks for a password"):
        open_it(hall)
    assert "nid de poule" in text(hall) and "nid de poule" in text(hall, place=1)
