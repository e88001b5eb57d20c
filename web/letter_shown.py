"""A letter before it leaves, as its recipient gets it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.note import AddedFile
from flows.correspondence.facts import dialled
from flows.correspondence.standing import StandingLetter
from flows.correspondence.writing import BY_HAND
from flows.post import BY_POST, BY_SMS
from store.outbox import Letter


def called(one: Letter) -> str:
    """Return whom a letter goes to, as people read it: a telephone as it is dialled."""
    return dialled(one.recipient) or one.recipient if one.payload.get("way") == BY_SMS else one.recipient


def has_paper(one: Letter) -> bool:
    """Tell whether a letter can be seen as it would be printed."""
    return "body" in one.payload and "office" not in one.payload and one.payload.get("way") != BY_SMS


def state_of(known: str, numbered: StandingLetter | None) -> str:
    """Return how a letter stands: to be signed or prepared, where it is still here for somebody to do something."""
    is_here = known in {"held", "kept"} and numbered is not None
    return numbered.stage if is_here and numbered is not None else known


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLetter:
    """A letter as its recipient gets it. ``is_print``: on paper; ``recipient`` is empty where the address stands on the original."""

    recipient: str
    is_print: bool
    subject: str
    body: str
    held: str | None
    field: str
    has_files: bool


def shown_letters(found: Sequence[Letter], files: Sequence[AddedFile] = ()) -> tuple[ShownLetter, ...]:
    """Return letters as the desk shows them before they leave; ``files`` go along with those that say so."""
    return tuple(
        ShownLetter(
            recipient="" if one.recipient == BY_HAND else called(one),
            is_print=one.payload.get("way") == BY_POST,
            subject=str(one.payload.get("subject") or ""),
            body=str(one.payload.get("body") or ""),
            held=None if one.held is None else one.held.value,
            field=str(one.payload.get("field") or ""),
            has_files=bool(files) and "added" in one.payload,
        )
        for one in found
    )
