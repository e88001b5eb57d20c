"""What citizens say of each subject of the reference catalogue, beside the vocabulary that a town keeps.

A frame is a few words that mean a subject when they stand together, in any order: a thing and what is wrong with it. One frame a line;
a line that begins with a blank goes on. One slot a blank, the alternatives of a slot apart by ``|``; words count with all their forms.
``@name`` stands for the words of a class that many frames share (``classes.py`` and the others). ``pas`` stands for any
negation. A number and ``=`` before a frame is its weight, 1 where there is none; ``!`` behind the number wants the words side by side.
A frame of a subject that a rule set does not have says nothing.
"""

import re
from collections.abc import Iterable, Mapping

from rules.frames import (
    building,
    care,
    civil,
    claims,
    cleaning,
    foreign,
    health,
    leisure,
    lighting,
    nature,
    nature_classes,
    noise,
    parking,
    peace,
    peace_classes,
    people_classes,
    roads,
    school,
    signs,
    street_classes,
    town_hall,
    waste,
    water,
    works,
)
from rules.frames.classes import CLASSES

_FRAME_START = re.compile(r"\n(?! )")
_CLASS = re.compile(r"@(\w+)")
_CLASSES = CLASSES | people_classes.CLASSES | street_classes.CLASSES | nature_classes.CLASSES | peace_classes.CLASSES
_WORDS = {name: "".join(text.split()) for name, text in _CLASSES.items()}


def _read(tables: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the frames of several tables by code; those of one code follow each other."""
    frames: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for code, text in table.items():
            lines = (line.replace("|\n  ", "|").replace("\n  ", " ") for line in _FRAME_START.split(text.strip()))
            frames[code] = (*frames.get(code, ()), *(_CLASS.sub(lambda match: _WORDS[match[1]], line) for line in lines))
    return frames


FRAMES = _read(
    (
        roads.FRAMES,
        signs.FRAMES,
        works.FRAMES,
        lighting.FRAMES,
        cleaning.FRAMES,
        waste.FRAMES,
        water.FRAMES,
        nature.FRAMES,
        health.FRAMES,
        parking.FRAMES,
        noise.FRAMES,
        peace.FRAMES,
        building.FRAMES,
        civil.FRAMES,
        school.FRAMES,
        care.FRAMES,
        leisure.FRAMES,
        town_hall.FRAMES,
        claims.FRAMES,
        foreign.FRAMES,
    )
)
"""Frames by code of the reference catalogue."""
