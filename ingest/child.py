"""Reading mail in a child process that can be killed (`ingest.children`): ``python -m ingest.child``."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter

from domain.authenticity import Authenticity
from domain.draft import Draft, Remark
from domain.errors import UnavailableError, UnreadableInputError
from domain.inbound import Channel, Reception
from ingest import call_back, children
from ingest.children import ChildLostError, Children, Loss
from ingest.email.enquiry import Enquiry
from ingest.email.parse import MAX_MESSAGE_BYTES, attachment, first_look, html_body, plain_body, read_email, shown_pictures
from ingest.email.standard import FIRST, read_standard, standard_attachment
from ingest.form.container import is_own, read_own
from ingest.form.enclosed import read_form

MODULE = "ingest.child"
READ_SECONDS = 10.0
MEMORY_BYTES = 512 * 2**20
_HEAD_BYTES = 256 * 1024
_REMARKS = {Loss.TIME: Remark.TIME_LIMIT, Loss.MEMORY: Remark.MEMORY_LIMIT, Loss.CRASH: Remark.MALFORMED}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a child: ``read``, ``standard``, ``attachment``, ``bodies`` or ``pictures``; ``check`` of `ingest.check_child`."""

    what: str
    path: str
    channel: Channel = Channel.EMAIL
    reception: Reception = field(default_factory=Reception)
    part: int = 0
    enquiry: Enquiry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the child says: drafts, bodies, an attachment's name and type (its bytes come beside), a sender, or what went wrong."""

    drafts: tuple[Draft, ...] = ()
    plain: str | None = None
    html: str | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    filename: str | None = None
    media_type: str = ""
    authenticity: Authenticity | None = None
    unreadable: str | None = None
    unavailable: str | None = None
    out_of_memory: bool = False


_TASK = TypeAdapter(Task)
_ANSWER = TypeAdapter(Answer)


class Reader:
    """Reads originals in killable children. Safe for many threads; as many read at once as there are children."""

    def __init__(self, *, count: int = 1, seconds: float = READ_SECONDS, memory_bytes: int = MEMORY_BYTES, module: str = MODULE) -> None:
        """Start so many children, each ``python -m module``; they load while the service does."""
        self._children = Children(module, count=count, seconds=seconds, memory_bytes=memory_bytes)

    def read(self, path: Path, channel: Channel, reception: Reception) -> tuple[Draft, ...]:
        """Return the drafts of an original. Over time or memory: one draft that says so, with what its header gives."""
        task = Task(what="read", path=str(path.resolve()), channel=channel, reception=reception)
        try:
            answer, _ = self._ask(task)
        except ChildLostError as error:
            if error.loss is Loss.CRASH and channel is Channel.EMAIL:
                return self._read_plainly(task, path)
            return (self._unread(path, _REMARKS[error.loss]),)
        if answer.out_of_memory:
            return (self._unread(path, Remark.MEMORY_LIMIT),)
        _raise_for(answer)
        return answer.drafts

    def _read_plainly(self, task: Task, path: Path) -> tuple[Draft, ...]:
        """Return what the standard parser makes of a message on which our reader ended; that is a fault of ours, and told."""
        _log.error("original %s: the reader failed, its trace stands above; the standard parser reads instead", path.name)
        try:
            answer, _ = self._ask(replace(task, what="standard"))
        except ChildLostError as error:
            return (self._unread(path, _REMARKS[error.loss]),)
        _raise_for(answer)
        return answer.drafts or (self._unread(path, Remark.MEMORY_LIMIT),)

    def attachment(self, path: Path, part: int) -> tuple[bytes, str | None, str]:
        """Return content, file name and media type of an attachment. Raises UnreadableInputError where it cannot be had."""
        answer, content = self._read_or_refuse(Task(what="attachment", path=str(path.resolve()), part=part))
        return content, answer.filename, answer.media_type

    def bodies(self, path: Path) -> tuple[str | None, str | None]:
        """Return plain and HTML body as sent. Raises UnreadableInputError where they cannot be had."""
        answer, _ = self._read_or_refuse(Task(what="bodies", path=str(path.resolve())))
        return answer.plain, answer.html

    def pictures(self, path: Path) -> Mapping[str, str]:
        """Return the pictures within the message that its HTML shows: ``data:`` addresses by Content-ID. Raises as `bodies` does."""
        answer, _ = self._read_or_refuse(Task(what="pictures", path=str(path.resolve())))
        return answer.pictures

    def check(self, path: Path, enquiry: Enquiry) -> Authenticity | None:
        """Return what is known of a sender, of a reader of `ingest.check_child`; None where it took too much time or memory."""
        try:
            answer, _ = self._ask(Task(what="check", path=str(path.resolve()), enquiry=enquiry))
        except ChildLostError:
            return None
        _raise_for(answer)
        return answer.authenticity

    def close(self) -> None:
        """End the children. Reading in other threads ends first."""
        self._children.close()

    def _read_or_refuse(self, task: Task) -> tuple[Answer, bytes]:
        try:
            answer, content = self._ask(task)
        except ChildLostError as error:
            raise UnreadableInputError(
                f"The original could not be read within its limits ({_REMARKS[error.loss]}). Download it as it came."
            ) from error
        if answer.out_of_memory:
            raise UnreadableInputError("The original needs more memory than is allowed. Download it as it came.")
        _raise_for(answer)
        return answer, content

    def _ask(self, task: Task) -> tuple[Answer, bytes]:
        said, content = self._children.ask(_TASK.dump_json(task))
        return _ANSWER.validate_json(said), content

    @staticmethod
    def _unread(path: Path, remark: Remark) -> Draft:
        with path.open("rb") as file:
            return first_look(file.read(_HEAD_BYTES), remark)


def _raise_for(answer: Answer) -> None:
    if answer.unreadable is not None:
        raise UnreadableInputError(answer.unreadable)
    if answer.unavailable is not None:
        raise UnavailableError(answer.unavailable)


# --- within the child -----------------------------------------------------------------------------------------------------------------


def _drafts(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    match task.channel:
        case Channel.EMAIL:
            return Answer(drafts=(read_email(raw, task.reception),)), b""
        case Channel.PHONE if (asked := call_back.read(raw)) is not None:
            return Answer(drafts=(asked,)), b""
        case Channel.FORM if is_own(raw):
            return Answer(drafts=read_own(raw, task.reception)), b""
        case Channel.FORM | Channel.PHONE | Channel.COUNTER:
            return Answer(drafts=read_form(raw, task.reception, task.channel)), b""
        case _:
            raise UnreadableInputError(f"The channel {task.channel} is not read yet. Keep the original and enter the request by hand.")


def _standard(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(drafts=(read_standard(raw),)), b""


def _piece(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    content, name, kind = (attachment if task.part < FIRST else standard_attachment)(raw, task.part)
    return Answer(filename=name, media_type=kind), content


def _shown(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(plain=plain_body(raw), html=html_body(raw)), b""


def _pictured(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(pictures=shown_pictures(raw)), b""


Work = Callable[[Task, bytes], tuple[Answer, bytes]]
_WORK: dict[str, Work] = {"read": _drafts, "standard": _standard, "attachment": _piece, "bodies": _shown, "pictures": _pictured}


def answer_task(task: Task, work: Mapping[str, Work] = _WORK) -> tuple[Answer, bytes]:
    """Do what is asked. Anything unforeseen ends the process with its trace on standard error; the parent starts another."""
    try:
        with Path(task.path).open("rb") as file:
            raw = file.read(MAX_MESSAGE_BYTES + 1)
        return work[task.what](task, raw)
    except UnreadableInputError as error:
        return Answer(unreadable=str(error)), b""
    except MemoryError:
        return Answer(out_of_memory=True), b""
    except OSError as error:
        return Answer(unavailable=f"The original cannot be opened: {error.strerror}. Check the folder of originals."), b""


def run(work: Mapping[str, Work] = _WORK) -> None:
    """Serve as the child of a Reader, by what is done for each ``what``."""

    def answered(frame: bytes) -> tuple[bytes, bytes]:
        answer, content = answer_task(_TASK.validate_json(frame), work)
        return _ANSWER.dump_json(answer), content

    children.run(answered)


if __name__ == "__main__":
    run()
