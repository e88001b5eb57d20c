"""What citizens say of each subject of the reference catalogue, beside the vocabulary that a town keeps.

A frame is a few words that mean a subject when they stand together, in any order: a thing and what is wrong with it. One frame a line;
a line that begins with a blank goes on. One slot a blank, the alternatives of a slot apart by ``|``; words count with all their forms.
``pas`` stands for any negation. A number and ``=`` before a frame is its weight, 1 where there is none; ``!`` behind the number wants the
words side by side. A frame of a subject that a rule set does not have says nothing.
"""

import re

from rules.frames import cleaning, nature, peace, people, roads, town_hall

_FRAME_START = re.compile(r"\n(?! )")

FRAMES: dict[str, tuple[str, ...]] = {
    code: tuple(frame.replace("|\n  ", "|").replace("\n  ", " ") for frame in _FRAME_START.split(text.strip()))
    for table in (roads.FRAMES, cleaning.FRAMES, nature.FRAMES, peace.FRAMES, people.FRAMES, town_hall.FRAMES)
    for code, text in table.items()
}
"""Frames by code of the reference catalogue."""
