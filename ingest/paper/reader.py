"""Reads paper in killable children, several pages at a time."""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from pathlib import Path

from domain.draft import Draft, Kind, Remark
from domain.errors import UnavailableError, UnreadableInputError
from domain.inbound import Channel
from domain.paper import Origin, Page
from ingest.children import ChildLostError, Children, Loss
from ingest.paper.circumstances import Circumstances
from ingest.paper.heap.splitting import Heap, Piece
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import Survey, Trouble
from ingest.paper.outline import Outline
from ingest.paper.tasks import ANSWER, MODULE, TASK, Answer, Task, named

PAGE_SECONDS = 60.0
MEMORY_BYTES = 2 * 2**30
"""Of address space: the models and the libraries take a third of it before they begin."""
_REMARKS = {Loss.TIME: Remark.TIME_LIMIT, Loss.MEMORY: Remark.MEMORY_LIMIT, Loss.CRASH: Remark.DAMAGED}
_TROUBLES = {Loss.TIME: Trouble.TOO_SLOW, Loss.MEMORY: Trouble.BOMB, Loss.CRASH: Trouble.MALFORMED}


class PaperReader:
    """Reads files of paper. Safe for many threads; as many pages at once as there are children."""

    def __init__(self, *, count: int, limits: Limits, seconds: float = PAGE_SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        """Start so many children; they load while the service does. ``seconds`` are for one page, or for one look at a file."""
        self._limits = limits
        self._children = Children(MODULE, count=count, seconds=seconds, memory_bytes=memory_bytes)

    def survey(self, path: Path) -> Survey:
        """Return what a file is. Raises UnavailableError where it cannot be opened."""
        try:
            answer, _ = self._ask(Task(what="survey", path=named(path), limits=self._limits))
        except UnreadableInputError:
            return Survey(kind=None, trouble=Trouble.BOMB)
        except ChildLostError as error:
            return Survey(kind=None, trouble=_TROUBLES[error.loss])
        if answer.survey is None:
            raise AssertionError("a survey without survey")
        return answer.survey

    def pages(self, path: Path, survey: Survey, numbers: Iterable[int], channel: Channel) -> Iterator[Page]:
        """Yield pages of a file as they are read, in no order; one that cannot be read says why.

        Raises UnavailableError where the file is away.
        """
        wanted = iter(numbers)
        task = Task(what="page", path=named(path), survey=survey, channel=channel, limits=self._limits)
        with ThreadPoolExecutor(self._children.count, thread_name_prefix="pages") as threads:
            asked: set[Future[Page]] = set()
            while True:
                # Few are asked for ahead: a heap has thousands, and whoever listens may stop.
                asked.update(threads.submit(self._page, task, number) for number in islice(wanted, 2 * self._children.count - len(asked)))
                if not asked:
                    return
                done, asked = wait(asked, return_when=FIRST_COMPLETED)
                for one in done:
                    yield one.result()

    def heap(self, pages: Iterable[Outline], known: Circumstances) -> Heap:
        """Return how the pages of a file are cut into letters; the pages of its pieces stand without their lines.

        Raises UnreadableInputError where that takes too much time or memory.
        """
        try:
            answer, _ = self._ask(Task(what="heap", path="", outlines=tuple(pages), known=known))
        except ChildLostError as error:
            raise UnreadableInputError(
                f"The pages could not be cut into letters ({_REMARKS[error.loss]}). Look at the original."
            ) from error
        if answer.heap is None:
            raise AssertionError("a heap without heap")
        return answer.heap

    def letter(self, piece: Piece, known: Circumstances, item: int, starts: Collection[int]) -> Draft:
        """Return the letter on whole pages; one that takes too much time or memory says so and costs no other letter."""
        try:
            answer, _ = self._ask(Task(what="letter", path="", piece=piece, known=known, item=item, starts=tuple(starts)))
        except ChildLostError as error:
            return Draft(channel=known.channel, kind=Kind.REQUEST, item=item, remarks=(_REMARKS[error.loss],))
        if answer.draft is None:
            raise AssertionError("a letter without letter")
        return answer.draft

    def picture(self, path: Path, page: Page, dpi: int) -> bytes:
        """Return a page as people look at it: a PNG, upright. Raises UnreadableInputError, UnavailableError."""
        task = Task(what="picture", path=named(path), number=page.number, turned=page.turned, dpi=dpi, limits=self._limits)
        return self._content(task)

    def searchable(self, path: Path, pages: tuple[Page, ...], *, only: tuple[int, ...] = ()) -> bytes:
        """Return the file as a PDF in which what was read can be searched; of a heap, ``only`` the pages with these numbers.

        Raises UnreadableInputError, UnavailableError.
        """
        return self._content(Task(what="searchable", path=named(path), pages=pages, only=only, limits=self._limits))

    def unlocked(self, path: Path, password: str) -> bytes | None:
        """Return a copy of a protected PDF without its protection; None where the password does not open it.

        The password goes to the child and nowhere else. Raises UnreadableInputError, UnavailableError.
        """
        task = Task(what="unlocked", path=named(path), password=password.encode(errors="replace").decode(), limits=self._limits)
        try:
            answer, copy = self._ask(task)
        except ChildLostError as error:
            raise UnreadableInputError(f"The document could not be opened within its limits ({_REMARKS[error.loss]}).") from error
        return None if answer.is_locked else copy

    def embedded(self, path: Path, sha256: str) -> bytes:
        """Return a file that a PDF holds. Raises UnreadableInputError where it holds none with this digest, UnavailableError."""
        return self._content(Task(what="embedded", path=named(path), sha256=sha256, limits=self._limits))

    def close(self) -> None:
        """End the children. Reading in other threads ends first."""
        self._children.close()

    def _page(self, task: Task, number: int) -> Page:
        try:
            answer, _ = self._ask(replace(task, number=number))
        except ChildLostError as error:
            return Page(number=number, origin=Origin.UNREADABLE, quality=0.0, trouble=_REMARKS[error.loss])
        except UnreadableInputError:
            return Page(number=number, origin=Origin.UNREADABLE, quality=0.0, trouble=Remark.DAMAGED)
        if answer.page is None:
            raise AssertionError("a page without page")
        return answer.page

    def _content(self, task: Task) -> bytes:
        try:
            _, content = self._ask(task)
        except ChildLostError as error:
            raise UnreadableInputError(
                f"The original could not be shown within its limits ({_REMARKS[error.loss]}). Download it as it came."
            ) from error
        return content

    def _answer(self, task: bytes) -> tuple[bytes, bytes]:
        """Return what a child says. One that was killed may not be to blame for it: another is asked once."""
        try:
            return self._children.ask(task)
        except ChildLostError as error:
            if error.loss is not Loss.MEMORY:
                raise
        return self._children.ask(task)

    def _ask(self, task: Task) -> tuple[Answer, bytes]:
        said, content = self._answer(TASK.dump_json(task))
        answer = ANSWER.validate_json(said)
        if answer.unreadable is not None:
            raise UnreadableInputError(answer.unreadable)
        if answer.unavailable is not None:
            raise UnavailableError(answer.unavailable)
        return answer, content
