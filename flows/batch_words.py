"""How a heap was cut, in words: for the command line and the desk."""

from collections.abc import Iterator

from domain.paper import BatchReport, HeapRemark, Noted
from flows.wording import Message, say


def batch_counts(report: BatchReport) -> Iterator[Message]:
    """Give what was counted, one thing each; blank pages and separators only where there were some."""
    yield say("1 page") if report.pages_in == 1 else say("{count} pages", count=report.pages_in)
    yield _letters(report.pieces)
    if report.blanks_removed:
        removed = report.blanks_removed
        yield say("1 blank page removed") if removed == 1 else say("{count} blank pages removed", count=removed)
    separators = report.sheets_read + report.patches_read
    if separators:
        yield say("1 separator read") if separators == 1 else say("{count} separators read", count=separators)
    unread = len(report.unreadable)
    if unread:
        yield say("1 page unreadable") if unread == 1 else say("{count} pages unreadable", count=unread)


def count_doubt(report: BatchReport) -> Message | None:
    """Return that more or fewer letters were found than announced, None where the count fits or none was given."""
    if report.declared is None or report.declared == report.pieces:
        return None
    announced = say("1 letter announced") if report.declared == 1 else say("{count} letters announced", count=report.declared)
    return say("{announced}, {found}: to be checked", announced=announced, found=_found(report.pieces))


def _found(count: int) -> Message:
    if count == 0:
        return say("none found")
    return say("1 found") if count == 1 else say("{count} found", count=count)


def batch_remarks(report: BatchReport) -> Iterator[Message]:
    """Give what is odd about single pages, which are counted from 1 for people."""
    return (words for note in report.notes if (words := _remark(note)) is not None)


def _letters(count: int) -> Message:
    if count == 0:
        return say("no letter")
    return say("1 letter") if count == 1 else say("{count} letters", count=count)


def _remark(note: Noted) -> Message | None:
    page = 0 if note.page is None else note.page + 1
    match note.remark:
        case HeapRemark.OTHER_TOWN:
            return say("Page {page}: separator sheet of another town. It separates; what it says was not applied.", page=page)
        case HeapRemark.UNKNOWN_DEPARTMENT:
            return say("Page {page}: separator sheet of a department this town does not have. It was not applied.", page=page)
        case HeapRemark.NOTHING_BEHIND:
            return say("Page {page}: no letter lies behind this separator sheet.", page=page)
        case HeapRemark.UNREADABLE:
            return say("Page {page} could not be read; it stays with its letter.", page=page)
        case HeapRemark.COUNT_DIFFERS:
            return None
