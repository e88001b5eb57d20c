"""What citizens say of each subject of the reference catalogue, beside the vocabulary that a town keeps.

A frame is a few words that mean a subject when they stand together, in any order: a thing and what is wrong with it. One frame a line;
a line that begins with a blank goes on. One slot a blank, the alternatives of a slot apart by ``|``; words count with all their forms.
``@name`` stands for the words of a class that many frames share (``classes.py``). ``pas`` stands for any negation. A number and ``=``
before a frame is its weight, 1 where there is none; ``!`` behind the number wants the words side by side. A frame of a subject that a
rule set does not have says nothing.
"""

import re
from collections.abc import Iterable, Mapping

from rules.frames import cleaning, foreign, nature, peace, people, roads, town_hall
from rules.frames.classes import CLASSES

_FRAME_START = re.compile(r"\n(?! )")
_CLASS = re.compile(r"@(\w+)")
_WORDS = {name: "".join(text.split()) for name, text in CLASSES.items()}


def _read(tables: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the frames of several tables by code; those of one code follow each other."""
    frames: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for code, text in table.items():
            lines = (line.replace("|\n  ", "|").replace("\n  ", " ") for line in _FRAME_START.split(text.strip()))
            frames[code] = (*frames.get(code, ()), *(_CLASS.sub(lambda match: _WORDS[match[1]], line) for line in lines))
    return frames


FRAMES = _read((roads.FRAMES, cleaning.FRAMES, nature.FRAMES, peace.FRAMES, people.FRAMES, town_hall.FRAMES, foreign.FRAMES))
"""Frames by code of the reference catalogue."""
