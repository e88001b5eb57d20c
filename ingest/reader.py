"""Reads originals in child processes that can be killed (`ingest.children`); what reads them is loaded there alone."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from domain.authenticity import Authenticity
from domain.draft import Draft, Kind, Remark
from domain.errors import UnavailableError, UnreadableInputError
from domain.inbound import Channel, Reception
from ingest.children import ChildLostError, Children, Loss
from ingest.email.enquiry import Enquiry
from ingest.tasks import ANSWER, MODULE, TASK, Answer, Task

READ_SECONDS = 10.0
MEMORY_BYTES = 512 * 2**20
_REMARKS = {Loss.TIME: Remark.TIME_LIMIT, Loss.MEMORY: Remark.MEMORY_LIMIT, Loss.CRASH: Remark.MALFORMED}
_log = logging.getLogger(__name__)


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
        said, content = self._children.ask(TASK.dump_json(task))
        return ANSWER.validate_json(said), content

    def _unread(self, path: Path, remark: Remark) -> Draft:
        """Return what the header of a message that cannot be read gives, looked at by another child."""
        try:
            answer, _ = self._ask(Task(what="glance", path=str(path.resolve()), remark=remark))
        except ChildLostError:
            return Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, remarks=(remark, Remark.EMPTY))
        _raise_for(answer)
        return answer.drafts[0]


def _raise_for(answer: Answer) -> None:
    if answer.unreadable is not None:
        raise UnreadableInputError(answer.unreadable)
    if answer.unavailable is not None:
        raise UnavailableError(answer.unavailable)
