"""What can be wrong with a row of an address file, in words."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Mistake
from flows.wording import Message, say


class Reason(StrEnum):
    """Why a row, or its position, was left out (motif)."""

    QUOTE = "quote"
    LONG = "long"
    CELLS = "cells"
    COMMUNE = "commune"
    STREET = "street"
    NAME = "name"
    NO_NUMBER = "no_number"
    NUMBER = "number"
    SUFFIX = "suffix"
    SWAPPED = "swapped"
    HALF = "half"
    OUTSIDE = "outside"
    FAR = "far"


LONGEST_NAME = 200
"""Characters of a street's name: longer ones are another cell, or several rows without an end between them."""

LONGEST_VALUE = 80
"""Characters shown of what stands in a cell."""

ONLY_POSITION = frozenset({Reason.SWAPPED, Reason.HALF, Reason.OUTSIDE, Reason.FAR})
"""The address itself is loaded, without the position that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that could not be taken as it is; ``value`` is what stands there, ``column`` where, from 1."""

    file: str
    line: int
    column: int | None
    reason: Reason
    value: str


def visible(cell: str) -> str:
    """Return what stands in a cell, fit for a terminal: without control characters, changes of direction and pages of text."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cell.strip()[: LONGEST_VALUE + 1])
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"


def words_of(reason: Reason) -> tuple[Message, Message]:
    """Return what is wrong and what to do, without the value."""
    return _WORDS[reason]


def mistake_of(fault: Fault, where: str) -> Mistake:
    """Return a fault as a line to read; ``where`` names the file as whoever reads it knows it."""
    what, remedy = words_of(fault.reason)
    told = say("“{value}”: {what}", value=fault.value, what=what) if fault.value else what
    return Mistake(where=where, what=told, remedy=remedy, line=fault.line, column=fault.column)


_WORDS: dict[Reason, tuple[Message, Message]] = {
    Reason.QUOTE: (say("a quote is opened and never closed."), say("Close it, or double a quote meant as such.")),
    Reason.LONG: (say("the row is too long to be an address."), say("Get the file again.")),
    Reason.CELLS: (say("the row has not as many cells as the header."), say("Quote a cell that holds the separator.")),
    Reason.COMMUNE: (say("this is no INSEE code of a commune."), say("Write its five characters, such as 50615.")),
    Reason.STREET: (say("the name of the street is empty."), say("Fill in voie_nom.")),
    Reason.NAME: (
        say("this is no name of a street."),
        say("Correct it: letters or figures, no control characters, at most {most} characters.", most=LONGEST_NAME),
    ),
    Reason.NO_NUMBER: (say("the number is empty."), say("Write 99999 for a lieu-dit without number.")),
    Reason.NUMBER: (say("this is no house number."), say("Write a whole number; bis, ter and letters stand in suffixe.")),
    Reason.SUFFIX: (say("this is no suffix."), say("Write bis, ter or a letter.")),
    Reason.SWAPPED: (say("latitude and longitude are swapped; the address is kept without position."), say("Swap them.")),
    Reason.HALF: (say("one half of the position is missing; the address is kept without it."), say("Fill in both, or neither.")),
    Reason.OUTSIDE: (
        say("the position lies outside France; the address is kept without it."),
        say("Give degrees (WGS 84), latitude and longitude."),
    ),
    Reason.FAR: (
        say("the position lies far outside the sectors of the town; the address is kept without it."),
        say("Correct the position, or the outlines of the sectors."),
    ),
}
