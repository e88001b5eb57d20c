"""Pages as a heap is cut by them: lines without their words, packed, for a heap has thousands of pages. Pure."""

import json
import zlib
from base64 import b85decode, b85encode
from dataclasses import dataclass, replace

from domain.paper import Box, Line, Page, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A page without its lines, and these packed: a fifteenth of the memory, and letters and figures only, so that JSON carries them."""

    page: Page
    lines: str

    @property
    def number(self) -> int:
        """Return the page's number in its file."""
        return self.page.number


def outline(page: Page) -> Outline:
    """Return a page packed; of a line its text, its place and its block stay."""
    lines = ((line.block, line.text, line.box) for line in page.lines if line.words)
    listed = [[block, text, box.left, box.top, box.right, box.bottom] for block, text, box in lines]
    packed = b85encode(zlib.compress(json.dumps(listed, ensure_ascii=False).encode(errors="replace")))
    return Outline(page=bare(page), lines=packed.decode())


def unpacked(packed: Outline) -> Page:
    """Return the page with its lines, each of which is one word."""
    listed = json.loads(zlib.decompress(b85decode(packed.lines)))
    return replace(packed.page, lines=tuple(_line(*one) for one in listed))


def bare(page: Page) -> Page:
    """Return a page without its lines."""
    return replace(page, lines=())


def _line(block: int, text: str, *sides: int) -> Line:
    left, top, right, bottom = sides
    return Line(words=(Word(text=text, box=Box(left=left, top=top, right=right, bottom=bottom), confidence=0),), block=block)
