"""Reading paper in a child process that can be killed, ``python -m ingest.paper.child``: `ingest.paper.reader` asks it."""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import replace

import cv2

from domain.draft import Remark
from domain.errors import ConfigurationError, UnavailableError, UnreadableInputError
from domain.inbound import Channel
from domain.paper import Origin, Page, Separator
from ingest import children
from ingest.paper.heap.blank import is_blank
from ingest.paper.heap.marks import marks
from ingest.paper.heap.splitting import heap
from ingest.paper.heap.worded import parts_letters
from ingest.paper.letters import letter
from ingest.paper.opening.files import Paper
from ingest.paper.opening.flat import flattened
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import embedded_content
from ingest.paper.opening.searchable import searchable
from ingest.paper.opening.survey import Source, TroubleError
from ingest.paper.opening.unlocked import unlocked
from ingest.paper.outline import bare, unpacked
from ingest.paper.reading.dpi import READING_DPI
from ingest.paper.reading.engine import Engine, NotReadError
from ingest.paper.reading.recognise import read_picture
from ingest.paper.reading.tesseract_library import TesseractLibrary, is_installed
from ingest.paper.reading.tesseract_program import TesseractProgram
from ingest.paper.tasks import ANSWER, TASK, Answer, Task

_NICENESS = 10
"""Pages take all the processor there is; mail and the desk go before them."""
_FEW_CHARACTERS = 600
"""A page of text with no more than this may be one of our sheets, in a document put together by a program."""


class _Desk:
    """What a child has at hand from one task to the next: the file it read last, still open, and its engine with the models loaded."""

    def __init__(self) -> None:
        self._paper: Paper | None = None
        self._opened: tuple[str, Limits, bool] | None = None
        self._engine: Engine | None = None

    def paper(self, task: Task) -> Paper:
        """Return the file of a task. A path always names the same content: originals never change."""
        opened = (task.path, task.limits, task.is_filled_in)
        if self._paper is None or self._opened != opened:
            self.put_away()
            self._paper = Paper(_source(task), task.limits, known=task.survey).__enter__()
            self._opened = opened
        return self._paper

    def put_away(self) -> None:
        """Close the file."""
        if self._paper is not None:
            self._paper.__exit__(None, None, None)
        self._paper = self._opened = None

    def engine(self) -> Engine:
        """Return the faster engine there is."""
        if self._engine is None:
            self._engine = TesseractLibrary() if is_installed() else TesseractProgram()
        return self._engine


def _source(task: Task) -> Source:
    """Return what the pages are read from: the file, or where it is a form that is filled in, a copy with the answers on the page."""
    return (flattened(task.file, task.limits) if task.is_filled_in else None) or task.file


def _survey(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    return Answer(survey=desk.paper(task).survey), b""


def _page(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    try:
        return Answer(page=_read(desk, task)), b""
    except TroubleError as error:
        return Answer(page=_unreadable(task, error.trouble)), b""
    except NotReadError as error:
        return Answer(page=_unreadable(task, error.remark)), b""
    except MemoryError:
        desk.put_away()
        return Answer(page=_unreadable(task, Remark.MEMORY_LIMIT)), b""


def _read(desk: _Desk, task: Task) -> Page:
    """Return a page as it was read, by its text layer where that is to be trusted, else by its picture."""
    paper = desk.paper(task)
    lines = paper.lines(task.number)
    if lines is not None:
        size = paper.survey.pages[task.number]
        page = Page(number=task.number, origin=Origin.TEXT_LAYER, lines=lines, width=size.width, height=size.height)
        if len(page.text) > _FEW_CHARACTERS:
            return page
    picture = paper.picture(task.number, READING_DPI)
    dpi = (picture.dpi_x, picture.dpi_y)
    found = marks(picture.grey, dpi)
    if lines is not None and found.separator is None:
        return _parting(page)
    bare = Page(number=task.number, origin=Origin.BLANK, width=picture.width, height=picture.height)
    if found.separator is not None:
        return replace(bare, origin=Origin.OCR, separator=found.separator, sheet=found.sheet)
    # What a fax machine prints at the edge of an empty page says who sent it and when.
    if task.channel is not Channel.FAX and is_blank(picture.grey, dpi):
        return bare
    reading = read_picture(
        picture.grey,
        dpi,
        desk.engine(),
        is_fax=task.channel is Channel.FAX,
        picture_at=lambda more: paper.picture(task.number, more).grey,
    )
    if not reading.lines and is_blank(picture.grey, dpi):
        return bare
    height, width = reading.picture.shape
    read = replace(
        bare,
        origin=Origin.OCR,
        lines=reading.lines,
        width=width * 72 / reading.dpi,
        height=height * 72 / reading.dpi,
        turned=reading.turned,
        quality=reading.quality,
    )
    return _parting(read)


def _parting(page: Page) -> Page:
    """Return a page as a separator without words where it says nothing but that."""
    return replace(page, lines=(), separator=Separator.SHEET) if parts_letters(page.lines) else page


def _unreadable(task: Task, trouble: str) -> Page:
    return Page(number=task.number, origin=Origin.UNREADABLE, quality=0.0, trouble=str(trouble))


def _heap(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    del desk
    found = heap(tuple(map(unpacked, task.outlines)), task.known.heap)
    pieces = (replace(piece, pages=tuple(map(bare, piece.pages))) for piece in found.pieces)
    return Answer(heap=replace(found, pieces=tuple(pieces))), b""


def _letter(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    del desk
    if task.piece is None:
        raise AssertionError("a letter without pages")
    return Answer(draft=letter(task.piece, task.known, task.item, task.starts)), b""


def _picture(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    """Return a page as a PNG with square dots, upright."""
    picture = desk.paper(task).picture(task.number, task.dpi)
    height, width = picture.grey.shape
    across, down = min(1.0, task.dpi / picture.dpi_x), min(1.0, task.dpi / picture.dpi_y)
    least = min(picture.dpi_x * across, picture.dpi_y * down)
    size = (max(1, round(width * least / picture.dpi_x)), max(1, round(height * least / picture.dpi_y)))
    shown = cv2.resize(picture.grey, size, interpolation=cv2.INTER_AREA)
    quarter = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}.get(task.turned)
    upright = shown if quarter is None else cv2.rotate(shown, quarter)
    made, content = cv2.imencode(".png", upright)
    if not made:
        raise UnreadableInputError("The page cannot be shown. Download the original as it came.")
    return Answer(), content.tobytes()


def _searchable(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    desk.put_away()
    return Answer(), searchable(task.file, task.pages, task.limits, only=frozenset(task.only))


def _unlocked(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    desk.put_away()
    copy = unlocked(task.file, task.password, task.limits)
    return (Answer(is_locked=True), b"") if copy is None else (Answer(), copy)


def _embedded(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    desk.put_away()
    return Answer(), embedded_content(task.file, task.sha256, task.limits)


_WORK: Mapping[str, Callable[[_Desk, Task], tuple[Answer, bytes]]] = {
    "survey": _survey,
    "page": _page,
    "heap": _heap,
    "letter": _letter,
    "picture": _picture,
    "searchable": _searchable,
    "unlocked": _unlocked,
    "embedded": _embedded,
}


def answer_task(desk: _Desk, task: Task) -> tuple[Answer, bytes]:
    """Do what is asked. Anything unforeseen ends the process with its trace on standard error; the parent starts another."""
    try:
        return _WORK[task.what](desk, task)
    except UnreadableInputError as error:
        return Answer(unreadable=str(error)), b""
    except (UnavailableError, ConfigurationError) as error:
        # What is not set up right will be: the page is read then.
        return Answer(unavailable=str(error)), b""
    except MemoryError:
        desk.put_away()
        return Answer(unreadable="The original needs more memory than is allowed. Download it as it came."), b""
    except OSError as error:
        return Answer(unavailable=f"The original cannot be opened: {error.strerror}. Check the folder of originals."), b""


def main() -> None:
    """Serve as a child of a PaperReader."""
    os.nice(_NICENESS)
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it advises to build another PDFium; the survey tells of such forms
    cv2.setNumThreads(1)  # a page a process: more threads only wait for each other
    desk = _Desk()

    def answered(frame: bytes) -> tuple[bytes, bytes]:
        answer, content = answer_task(desk, TASK.validate_json(frame))
        return ANSWER.dump_json(answer), content

    children.run(answered)


if __name__ == "__main__":
    main()
