"""What a letter is about: kept with the letter, so that one that could not be written can be written later, the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.deadline import Lack
from domain.ids import DepartmentCode
from domain.lifecycle import Act, Step
from letters.kinds import ModelKey, closing, variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An occasion to write (occasion d'écrire): which model, and what was said with what happened.

    ``event`` names what happened: of that, an address is told once. ``agent`` is the login of who did it, None for the machine.
    ``references`` are all requests one message became, ``copy`` is what it said: for the record of receipt. ``is_receipt``: an
    acknowledgement is that record as well. ``name`` is the model that a rule asks for in place of the usual one of its kind.
    """

    model: ModelKey
    event: str
    answer: str | None = None
    reason: str | None = None
    pieces: tuple[str, ...] = ()
    day: date | None = None
    suspends: bool = False
    authority: DepartmentCode | None = None
    agent: str | None = None
    references: tuple[str, ...] = ()
    copy: str | None = None
    enclosed: tuple[str, ...] = ()
    """Names of the pieces that go along to another authority."""
    left_out: tuple[str, ...] = ()
    """Names of those that do not."""
    is_receipt: bool = False
    name: str | None = None

    def instead(self, model: ModelKey) -> "Occasion":
        """Return the same occasion for another letter."""
        return replace(self, model=model, name=None)


def of_step(step: Step, agent: str, event: str) -> Occasion | None:
    """Return what a requester is to be told of an act; None where it is nothing, or where the agent tells him nothing."""
    plain: Mapping[Act, ModelKey] = {
        Act.PLAN: ModelKey.PLANNED,
        Act.ASK: ModelKey.PIECES,
        Act.TRANSFER: ModelKey.TRANSFERRED,
        Act.REOPEN: ModelKey.REOPENED,
    }
    answer = (step.answer or "").strip() or None
    model, name = plain.get(step.act), None
    if step.act is Act.CLOSE and step.closure is not None and answer is not None:
        model, name = closing(step.closure), variant(step.closure)
    if step.act is Act.ASK and answer is not None and step.lack is Lack.USEFUL:
        # What is asked in an agent's own words; what texts require is asked with what they want said of it (L. 114-5).
        model = ModelKey.MESSAGE
    if model is None:
        return None
    return Occasion(
        model=model,
        event=event,
        answer=answer,
        pieces=tuple(piece.strip() for piece in step.pieces if piece.strip()),
        day=step.day,
        suspends=step.act is Act.ASK and step.lack is Lack.REQUIRED,
        authority=step.department if step.act is Act.TRANSFER else None,
        agent=agent,
        name=name,
    )
