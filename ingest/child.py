"""Reading mail in a child process that can be killed (`ingest.children`): ``python -m ingest.child``. `ingest.reader` asks it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from domain.errors import UnreadableInputError
from domain.inbound import Channel
from ingest import call_back, children
from ingest.email.parse import MAX_MESSAGE_BYTES, attachment, first_look, html_body, plain_body, read_email, shown_pictures
from ingest.email.standard import FIRST, read_standard, standard_attachment
from ingest.form.container import is_own, read_own
from ingest.form.enclosed import read_form
from ingest.form.portal import read_portal
from ingest.tasks import ANSWER, HEAD_BYTES, TASK, Answer, Task


def _drafts(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    match task.channel:
        case Channel.EMAIL:
            return Answer(drafts=(read_email(raw, task.reception),)), b""
        case Channel.PHONE if (asked := call_back.read(raw)) is not None:
            return Answer(drafts=(asked,)), b""
        case Channel.FORM if is_own(raw):
            return Answer(drafts=read_own(raw, task.reception)), b""
        case Channel.PORTAL:
            return Answer(drafts=(read_portal(raw, task.reception),)), b""
        case Channel.FORM | Channel.PHONE | Channel.COUNTER:
            return Answer(drafts=read_form(raw, task.reception, task.channel)), b""
        case _:
            raise UnreadableInputError(f"The channel {task.channel} is not read yet. Keep the original and enter the request by hand.")


def _standard(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(drafts=(read_standard(raw),)), b""


def _glance(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    return Answer(drafts=(first_look(raw[:HEAD_BYTES], task.remark),)), b""


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
_WORK: dict[str, Work] = {
    "read": _drafts,
    "standard": _standard,
    "glance": _glance,
    "attachment": _piece,
    "bodies": _shown,
    "pictures": _pictured,
}


def answer_task(task: Task, work: Mapping[str, Work] = _WORK) -> tuple[Answer, bytes]:
    """Do what is asked. Anything unforeseen ends the process with its trace on standard error; the parent starts another."""
    try:
        with Path(task.path).open("rb") as file:
            raw = file.read(HEAD_BYTES if task.what == "glance" else MAX_MESSAGE_BYTES + 1)
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
        answer, content = answer_task(TASK.validate_json(frame), work)
        return ANSWER.dump_json(answer), content

    children.run(answered)


if __name__ == "__main__":
    run()
