"""Scans that are protected by a password, opened by hand; on SQLite and on PostgreSQL. All people are made up."""

import logging
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from domain.decision import Reason
from domain.draft import Remark
from domain.errors import ConflictError, NotFoundError
from domain.ids import InboundId, RequestId, RuleId
from domain.inbound import Channel, Outcome
from domain.request import Status
from domain.ruleset import Effect, HasWords, Level, Precision, Rule
from flows.confirm import Correction, confirm
from flows.recut import join, split
from flows.remake import Keeper, Seen
from flows.replay import Verdict, replay
from flows.unlock import Lock, WrongPasswordError, find_lock, unlock
from flows.wiring import Installation
from store import heaps, journal, pages, towns
from store.history import HistoryLine
from tests import installations
from tests.flows.confirming import ANNE, STRANGER, hire
from tests.flows.test_follow_up import count, request, told, work_all
from tests.flows.test_paper import joined, photographed, scan, take_in
from tests.flows.test_recut import ONE, THREE, TWO, page
from tests.ingest.paper.made import encrypted, pdf_of_lines
from tests.installations import BREVILLE, NOW, ledger

PASSWORD = "Été-2026 du Maire"
OWNER = "le-propriétaire"


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with agents."""
    hire(town_hall)
    return town_hall


def bring(hall: Installation, content: bytes, channel: Channel = Channel.SCAN, *, revision: int = 6, code: str | None = None) -> None:
    """Let a protected file come in: as programs of a certain year protect it."""
    made = BytesIO()
    password = PASSWORD if code is None else PASSWORD.encode(code).decode("pdfdoc")
    with pikepdf.open(BytesIO(content)) as pdf:
        is_new = revision > 4
        how = pikepdf.Encryption(user=password, owner=OWNER, R=revision, aes=revision >= 4, metadata=is_new)  # type: ignore[arg-type]
        pdf.save(made, encryption=how)
    take_in(hall, scan(made.getvalue(), channel=channel))


def seen(hall: Installation, number: int = 1) -> Seen:
    return Seen(request=RequestId(number), version=request(hall, number).line.version)


def lock(hall: Installation, number: int = 1) -> Lock | None:
    with hall.database.read() as session:
        return find_lock(hall, session, request(hall, number))


def lines(hall: Installation, number: int = 1) -> tuple[HistoryLine, ...]:
    return request(hall, number).history


def are_identical(hall: Installation) -> bool:
    return {one.verdict for one in replay(hall, BREVILLE)} == {Verdict.IDENTICAL}


def test_the_letter_is_read_as_if_it_had_come_without_password(hall: Installation) -> None:
    bring(hall, ONE)
    before = request(hall, 1)
    assert (lock(hall), before.draft.remarks) == (Lock.CLOSED, (Remark.ENCRYPTED,))
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    assert lock(hall) is Lock.READING
    work_all(hall)
    take_in(hall, scan(ONE))
    kept, plain = request(hall, 1), request(hall, 2)
    assert lock(hall) is None
    assert (kept.draft, kept.line.subject, kept.place) == (plain.draft, plain.line.subject, plain.place)
    assert (kept.line.tracking, kept.line.status, kept.line.reasons) == (before.line.tracking, Status.REVIEW, (Reason.UNLOCKED,))
    assert count(hall) == 2 and are_identical(hall)


def test_the_original_stays_and_the_password_is_kept_nowhere(hall: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bring(hall, photographed(ONE))
    original = request(hall, 1).inbound.sha256
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    work_all(hall)
    with hall.database.read() as session:
        (report,) = heaps.find(session, InboundId(1))
        assert [one.number for one in pages.find(session, InboundId(1)).values()] == [0]
        told_of = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if "unlocked" in one.action]
    assert request(hall, 1).inbound.sha256 == original
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(hall.blobs.read(original)))
    assert report.unlocked is not None
    with pikepdf.open(BytesIO(hall.blobs.read(report.unlocked))) as copy:
        assert not copy.is_encrypted
    assert [(one.actor, one.action) for one in reversed(told_of)] == [(ANNE, "request.unlocked"), ("routing", "request.read_unlocked")]
    secrets = {PASSWORD.encode(code) for code in ("utf-8", "latin-1", "utf-16-le")} | {PASSWORD.encode("unicode_escape")}
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert not any(secret in kept for secret in secrets) and PASSWORD not in caplog.text
    assert kept


@pytest.mark.parametrize("wrong", ["", "ete-2026 du maire", PASSWORD[:-1], "\0", "é" * 200, "\ud83d"])
def test_a_wrong_password_opens_and_changes_nothing(hall: Installation, wrong: str) -> None:
    bring(hall, ONE)
    before = request(hall, 1)
    with pytest.raises(WrongPasswordError):
        unlock(hall, seen(hall), wrong, ANNE, NOW)
    work_all(hall)
    assert (request(hall, 1), lock(hall)) == (before, Lock.CLOSED)


@pytest.mark.parametrize(("revision", "code"), [(2, "latin-1"), (3, "cp850"), (4, "mac_roman"), (4, "cp1252"), (6, None)])
def test_older_protections_and_codes_of_letters_open(hall: Installation, revision: int, code: str | None) -> None:
    bring(hall, ONE, revision=revision, code=code)
    unlock(hall, seen(hall), f" {PASSWORD}\n", ANNE, NOW)
    work_all(hall)
    assert "nid de poule" in request(hall, 1).draft.text


def test_the_owners_password_opens_too(hall: Installation) -> None:
    bring(hall, ONE, Channel.FAX)
    unlock(hall, seen(hall), OWNER, ANNE, NOW)
    work_all(hall)
    assert "nid de poule" in request(hall, 1).draft.text and request(hall, 1).line.channel is Channel.FAX


def test_a_heap_becomes_its_letters_and_can_be_cut_and_joined(hall: Installation) -> None:
    empty = pdf_of_lines((), pages=1)
    bring(hall, joined(ONE, empty, TWO, THREE))
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    work_all(hall)
    assert count(hall) == 2
    assert ["nid de poule" in request(hall, number).draft.text for number in (1, 2)] == [True, False]
    assert request(hall, 2).line.status is Status.REVIEW
    assert ledger(hall)[0].outcome is Outcome.DRAFTED
    split(hall, seen(hall, 2), 3, ANNE, NOW)
    work_all(hall)
    assert [request(hall, number).draft.requester.name for number in (2, 3)] == ["ROGER Paul", "MARIE Annie"]
    join(hall, seen(hall, 2), seen(hall, 3), ANNE, NOW)
    whole = request(hall, 2).draft.paper
    assert whole is not None and whole.pages == (2, 3)
    assert are_identical(hall)


def test_a_danger_in_it_rings(hall: Installation) -> None:
    own = installations.ruleset(BREVILLE)
    rings = Rule(
        id=RuleId("R1"),
        name="Danger",
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("fils électriques",)),
        effect=Effect(priority=1, review=True),
    )
    with hall.database.write() as session:
        rules = replace(own, rules=(*own.rules, rings))
        towns.save_town(session, installations.town(), rules, installations.places(), installations.mailboxes(BREVILLE), NOW)
    danger = "Rue de Poterie le mât penche, les fils électriques sont à nu. Venez vite."
    bring(hall, page("Sylvie Lebrun", danger))
    assert "alert" not in told(hall)
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    work_all(hall)
    assert "alert" in told(hall)


def test_what_was_decided_meanwhile_stays_and_shows_its_pages(hall: Installation) -> None:
    bring(hall, joined(ONE, pdf_of_lines((), pages=1), TWO))
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    confirm(hall, RequestId(1), Correction(), ANNE, NOW)
    decided = request(hall, 1)
    work_all(hall)
    kept = request(hall, 1)
    assert (kept.line, kept.decision, kept.details) == (decided.line, decided.decision, decided.details)
    assert kept.draft.paper is not None and kept.draft.paper.pages == (0, 0)
    assert [one.action for one in lines(hall)][-1] == "read_unlocked"
    assert request(hall, 2).draft.requester.name == "ROGER Paul" and are_identical(hall)


def test_a_password_is_asked_once(hall: Installation) -> None:
    bring(hall, ONE)
    first = seen(hall)
    unlock(hall, first, PASSWORD, ANNE, NOW)
    with pytest.raises(ConflictError, match="open already"):
        unlock(hall, first, PASSWORD, ANNE, NOW)
    work_all(hall)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        unlock(hall, first, PASSWORD, ANNE, NOW)
    with pytest.raises(ConflictError, match="asks for a password"):
        unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    assert [line.action for line in lines(hall)].count("unlocked") == 1


def test_who_is_of_another_town_opens_nothing(hall: Installation) -> None:
    bring(hall, ONE)
    with pytest.raises(NotFoundError):
        unlock(hall, seen(hall), PASSWORD, STRANGER, NOW)
    with pytest.raises(NotFoundError):
        unlock(hall, Seen(request=RequestId(7), version=1), PASSWORD, ANNE, NOW)
    assert lock(hall) is Lock.CLOSED


def test_what_is_decided_is_not_opened(hall: Installation) -> None:
    bring(hall, ONE)
    confirm(hall, RequestId(1), Correction(), ANNE, NOW)
    with pytest.raises(ConflictError, match="decided already"):
        unlock(hall, seen(hall), PASSWORD, ANNE, NOW)


def test_what_is_no_pdf_is_not_opened_here(hall: Installation) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(3_000)
    take_in(hall, scan(locked))
    assert lock(hall) is Lock.FOREIGN
    with pytest.raises(ConflictError, match="no PDF"):
        unlock(hall, seen(hall), PASSWORD, ANNE, NOW)


def test_an_open_file_asks_for_nothing(hall: Installation) -> None:
    take_in(hall, scan(encrypted(ONE, user="")))
    assert lock(hall) is None
    with pytest.raises(ConflictError):
        unlock(hall, seen(hall), PASSWORD, ANNE, NOW)


def test_reading_that_breaks_off_goes_on(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(hall, joined(ONE, TWO))
    unlock(hall, seen(hall), PASSWORD, ANNE, NOW)
    failed: list[str] = []
    kept = Keeper.keep

    def breaks(*arguments: object) -> object:
        if not failed:
            failed.append("once")
            raise OSError("the disk is full")
        return kept(*arguments)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(Keeper, "keep", breaks)
    work_all(hall)
    assert failed and "nid de poule" in request(hall, 1).draft.text
    assert [line.action for line in lines(hall)].count("read_unlocked") == 1
