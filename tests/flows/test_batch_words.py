from collections.abc import Callable
from dataclasses import replace

import pytest

from cli.words import french
from domain.paper import BatchReport, HeapRemark, Noted
from flows.batch_words import batch_counts, batch_remarks, count_doubt
from flows.wording import Message

REPORT = BatchReport(pages_in=12, pages_out=6, pieces=4, blanks_removed=3, separator_pages=3, sheets_read=2, patches_read=1, declared=5)


def in_french(text: str) -> str:
    if not isinstance(text, Message):
        return text
    values = {name: in_french(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return french()[text.template].format(**values).replace("\u00a0", " ")


def in_english(text: str) -> str:
    return text


def line(report: BatchReport, translated: Callable[[str], str]) -> str:
    """The report as the desk puts it together: what was counted, and what of that is to be looked at."""
    doubt = count_doubt(report)
    told = ", ".join(translated(part) for part in batch_counts(report))
    return told if doubt is None else f"{told} | {translated(doubt)}"


@pytest.mark.parametrize(
    ("translated", "expected"),
    [
        (
            in_french,
            "12 pages, 4 lettres, 3 pages blanches retirées, 3 séparateurs lus | 5 lettres annoncées, 4 trouvées : à vérifier",
        ),
        (in_english, "12 pages, 4 letters, 3 blank pages removed, 3 separators read | 5 letters announced, 4 found: to be checked"),
    ],
)
def test_report_is_told_in_one_line(translated: Callable[[str], str], expected: str) -> None:
    assert line(REPORT, translated) == expected


def test_only_what_there_was_is_told() -> None:
    small = BatchReport(pages_in=1, pages_out=1, pieces=1, blanks_removed=0, separator_pages=0, sheets_read=0, patches_read=0)
    assert line(small, in_english) == "1 page, 1 letter"
    assert line(replace(REPORT, declared=4), in_french) == "12 pages, 4 lettres, 3 pages blanches retirées, 3 séparateurs lus"
    assert line(replace(small, unreadable=(0,), blanks_removed=1, sheets_read=1, declared=1), in_english) == (
        "1 page, 1 letter, 1 blank page removed, 1 separator read, 1 page unreadable"
    )
    assert "aucune lettre" in line(replace(REPORT, pieces=0), in_french)
    assert line(replace(REPORT, pieces=1, declared=1, blanks_removed=0), in_french) == "12 pages, 1 lettre, 3 séparateurs lus"
    assert line(replace(REPORT, pieces=0), in_french).endswith("| 5 lettres annoncées, aucune trouvée : à vérifier")


def test_every_remark_has_its_words_and_page() -> None:
    notes = tuple(Noted(remark=remark, page=4) for remark in HeapRemark)
    told = [in_french(words) for words in batch_remarks(replace(REPORT, notes=notes))]
    assert len(told) == len(HeapRemark) - 1, "a count that differs stands in the line itself"
    assert all("page 5" in words.lower() for words in told)
