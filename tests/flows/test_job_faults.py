"""What a job failed of is said in words for people, sorted by who must act; what the program said is kept beside it."""

import smtplib
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import UnavailableError
from flows.job_faults import Cause, JobFault, fault_of
from flows.kinds import JobKind
from flows.work import _told
from store.engine import Database

RELAY_AWAY = f"The relay did not take the mail ({smtplib.SMTPServerDisconnected.__name__}). Check CITOYEN_RELAY_URL."


def found(kind: JobKind, error: str) -> JobFault:
    fault = fault_of(kind, error)
    assert fault is not None
    return fault


@pytest.mark.parametrize(
    ("kind", "error", "cause"),
    [
        (JobKind.SEND, RELAY_AWAY, Cause.RELAY),
        (JobKind.SEND, "The gateway of text messages broke off (timeout). It is asked again under the same key.", Cause.GATEWAY),
        (JobKind.READ, "The original ab12 was altered on disk. Restore /x/ab12 from the backup.", Cause.ORIGINALS),
        (JobKind.READ, "The program tesseract is not found. Install tesseract-ocr, then try again.", Cause.OCR),
        (JobKind.READ_PAPER, "A page cannot be written to the temporary folder. Make room on the disk, then try again.", Cause.DISK),
        (JobKind.READ, "The reading process does not start. See the log for what it says.", Cause.READER),
        (JobKind.ROUTE, "The process that worked on it was killed or got stuck, 8 times. Look at its original, then revive", Cause.STUCK),
        (JobKind.READ, "The document could not be opened within its limits (too long).", Cause.UNREADABLE),
        (JobKind.REPORT, "There is no request 7.", Cause.OTHER),
    ],
)
def test_each_error_is_sorted_by_who_must_act(kind: JobKind, error: str, cause: Cause) -> None:
    fault = found(kind, error)
    assert (fault.cause, fault.detail) == (cause, error)
    assert fault.what and fault.remedy


def test_a_database_that_is_away_is_named_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    with pytest.raises(UnavailableError) as away, database.read() as session:
        session.execute(text("SELECT 1"))
    assert found(JobKind.ROUTE, _told(away.value)).cause is Cause.DATABASE


def test_a_mistake_of_the_program_is_told_by_the_place_and_no_word_of_people() -> None:
    try:
        int("a word of people")
    except ValueError as error:
        fault = found(JobKind.READ, _told(error))
    assert fault.cause is Cause.BROKEN
    assert "people" not in fault.detail.partition(" in ")[0]


@pytest.mark.parametrize("error", [None, "", "  "])
def test_a_job_that_never_failed_has_no_fault(error: str | None) -> None:
    assert fault_of(JobKind.SEND, error) is None
