"""`logo.png`, `logo.jpg` or `logo.svg`: the picture a town prints on what it sends."""

import warnings
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from PIL import Image, UnidentifiedImageError

from domain.town import Logo
from flows.town_folder.mistakes import Mistakes
from flows.wording import Message, say

LOGO_NAMES = ("logo.svg", "logo.png", "logo.jpg", "logo.jpeg")
MOST_BYTES = 500_000
MOST_SIDE = 4_000
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_SVG, _SVG_TYPE = "http://www.w3.org/2000/svg", "image/svg+xml"
_NEVER = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler", "listener"})
"""Elements that run something or bring in what lies elsewhere."""


class _RefusedError(Exception):
    """What makes a drawing more than a drawing."""


def read_logo(folder: Path, mistakes: Mistakes) -> Logo | None:
    """Return the picture that lies in a folder, by what its bytes are, whatever it is called; None where there is none."""
    there = [folder / name for name in LOGO_NAMES if (folder / name).is_file()]
    if not there:
        return None
    path = there[0]
    if len(there) > 1:
        mistakes.add(str(there[1]), say("there are two logos."), say("Leave one."))
        return None
    if path.stat().st_size > MOST_BYTES:
        what = say("the logo has {size} bytes, and {most} are the most.", size=path.stat().st_size, most=MOST_BYTES)
        mistakes.add(str(path), what, say("Make it smaller: it is printed some three centimetres high."))
        return None
    content = path.read_bytes()
    found = _looked_at(content)
    if isinstance(found, Message):
        mistakes.add(str(path), found, say("Save it as PNG, JPEG or plain SVG."))
        return None
    return Logo(media_type=found, content=content)


def _looked_at(content: bytes) -> str | Message:
    """Return the media type that bytes have, or what is wrong with them."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _drawing(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=tuple(_TYPES)) as picture:
                width, height = picture.size
                if max(width, height) > MOST_SIDE:
                    return say(
                        "the logo is {width} by {height} pixels, and {most} are the most.", width=width, height=height, most=MOST_SIDE
                    )
                picture.load()
                return _TYPES[str(picture.format)]
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, SyntaxError, ValueError):
        return say("this is no picture that can be shown.")


def _drawing(content: bytes) -> str | Message:
    parser, reader = expat.ParserCreate(namespace_separator="}"), _Reader()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler, parser.buffer_text = reader.words, True
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return say("this is no picture that can be shown.")
    except _RefusedError:
        return say("this drawing runs something, fetches something from elsewhere, or is no SVG.")
    return _SVG_TYPE


class _Reader:
    """Reads a drawing element by element and refuses what is more than one."""

    def __init__(self) -> None:
        self._within: list[str] = []
        self._is_begun = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element that begins."""
        space, _, local = name.rpartition("}")
        if not self._is_begun and (space, local) != (_SVG, "svg"):
            raise _RefusedError
        self._is_begun = True
        self._within.append(local.lower())
        if local.lower() in _NEVER or any(map(_reaches_out, attributes.items())):
            raise _RefusedError

    def end(self, _name: str) -> None:
        """Leave an element."""
        self._within.pop()

    def words(self, text: str) -> None:
        """Look at words, of which only those of a style do something."""
        if self._within[-1:] == ["style"] and _fetches(text):
            raise _RefusedError

    def refuse(self, *_: object) -> None:
        """Refuse what no drawing needs."""
        raise _RefusedError


def _reaches_out(attribute: tuple[str, str]) -> bool:
    """Tell whether an attribute runs something or fetches what is not in the drawing itself."""
    name, value = attribute[0].rpartition("}")[2].lower(), attribute[1].strip()
    if name.startswith("on"):
        return True
    if name in {"href", "src"}:
        return not value.startswith(("#", "data:image/png", "data:image/jpeg"))
    return _fetches(value)


def _fetches(text: str) -> bool:
    plain = "".join(text.lower().split())
    return "@import" in plain or "javascript:" in plain or any(not part.lstrip("\"'").startswith("#") for part in plain.split("url(")[1:])
