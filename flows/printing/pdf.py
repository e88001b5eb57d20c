"""PDF of HTML, made in a child process that can be killed: `render`."""

import atexit
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.errors import CitoyenError
from flows.printing.task import ANSWER, MODULE, Answer, Task, Why, pack
from flows.wording import Message, say
from ingest.children import ChildLostError, Children, Loss

SECONDS = 60.0
"""Of the processor for one document: some hundred pages of tables."""
MEMORY_BYTES = 1536 * 2**20
"""Of address space; libraries and fonts take a third of it before they begin."""
MOST_PAGES = 400
MOST_PIXELS = 25_000_000
"""Of one picture: a sheet of A4 scanned at 400 points an inch has 15 million."""
MOST_HTML = 20_000_000
AT_ONCE = min(4, os.cpu_count() or 1)
"""Children for thousands of documents, one to a processor; each has its own memory."""
RENEWED_AFTER = 500
"""Documents after which the child makes room for another: what libraries do not give back goes with it."""
_WORDS: Mapping[Why, Callable[[str], Message]] = {
    Why.TOO_LONG: lambda _: say("The document is too long to be printed."),
    Why.MEMORY: lambda _: say("The document needs more memory than is allowed."),
    Why.TIME: lambda _: say("The document takes longer than is allowed."),
    Why.CRASH: lambda _: say("The process that prints has failed. See the log for what it says."),
    Why.PICTURE: lambda file: say("The picture {file} cannot be read.", file=file),
    Why.PICTURE_SIZE: lambda file: say("The picture {file} has too many pixels.", file=file),
    Why.MISSING: lambda file: say("The document asks for {file}, which does not belong to it.", file=file),
}
_LOSSES = {Loss.TIME: Why.TIME, Loss.MEMORY: Why.MEMORY, Loss.CRASH: Why.CRASH}


class UnprintableError(CitoyenError):
    """A document cannot be made. ``why`` says the cause, ``file`` the picture that is to blame; the message says it in words.

    The same document fails again; others are not touched by it.
    """

    def __init__(self, why: Why, *, pages: int = 0, file: str = "") -> None:
        self.why, self.file = why, file
        self.message = _message(why, pages, file)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


class Printer:
    """Makes PDFs in children. Safe for many threads, which wait for one another; they start with the first document."""

    def __init__(
        self, *, count: int = 1, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES, renewed_after: int = RENEWED_AFTER
    ) -> None:
        """Set how many children there are, and limits: seconds of the processor and bytes for a document, documents a child makes."""
        self.count = count
        self._seconds, self._memory_bytes, self._renewed_after = seconds, memory_bytes, renewed_after
        self._lock = threading.Lock()
        self._children: Children | None = None

    def make(
        self,
        html: str,
        files: Mapping[str, bytes],
        *,
        most_pages: int = MOST_PAGES,
        most_pixels: int = MOST_PIXELS,
        styles: tuple[str, ...] = (),
    ) -> Printed:
        """Return a document as PDF. Raises UnprintableError, and UnavailableError where the child does not start."""
        if len(html) > MOST_HTML:
            raise UnprintableError(Why.TOO_LONG)
        names = tuple(files)
        sizes = tuple(len(files[name]) for name in names)
        task = Task(html=html, names=names, sizes=sizes, most_pages=most_pages, most_pixels=most_pixels, styles=styles)
        try:
            said, content = self._started().ask(pack(task, files))
        except ChildLostError as error:
            raise UnprintableError(_LOSSES[error.loss]) from error
        answer: Answer = ANSWER.validate_json(said)
        if answer.why is not None:
            raise UnprintableError(answer.why, pages=answer.pages, file=answer.file)
        return Printed(content=content, pages=answer.pages)

    def close(self) -> None:
        """End the children; the next document starts others."""
        with self._lock:
            ended, self._children = self._children, None
        if ended is not None:
            ended.close()

    def _started(self) -> Children:
        with self._lock:
            if self._children is None:
                self._children = Children(
                    MODULE, count=self.count, seconds=self._seconds, memory_bytes=self._memory_bytes, renewed_after=self._renewed_after
                )
            return self._children


_printer = Printer()
atexit.register(_printer.close)


def render(html: str, files: Mapping[str, bytes] | None = None, *, most_pages: int = MOST_PAGES) -> bytes:
    """Return HTML as PDF, which is PDF/A-3u and PDF/UA-1 at once: tagged, its fonts within, the same bytes for the same input.

    The document says its language (``<html lang="fr">``), its title (``<title>``) and, where it has one, its day
    (``<meta name="dcterms.created" content="2026-11-27">``). ``files`` are pictures (PNG, JPEG, WebP, GIF, SVG) and style sheets
    (``….css``) by the name by which it asks for them (``<img src="logo.png" alt="…">``): it gets nothing else. Fonts are Liberation
    Sans, Serif and Mono. Raises UnprintableError, and UnavailableError where the process that prints does not start.
    """
    return draw(html, files, most_pages=most_pages).content


def draw(html: str, files: Mapping[str, bytes] | None = None, *, most_pages: int = MOST_PAGES, styles: tuple[str, ...] = ()) -> Printed:
    """Return what `render` does, with the number of its pages. ``styles`` are style sheets many documents share; its own go first."""
    return _printer.make(html, files or {}, most_pages=most_pages, styles=styles)


def _message(why: Why, pages: int, file: str) -> Message:
    if why is Why.TOO_LONG and pages:
        return say("The document has {pages} pages, more than are printed at once.", pages=pages)
    return _WORDS[why](file)
