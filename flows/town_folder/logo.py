"""`logo.png`, `logo.jpg` or `logo.svg`: the picture a town prints on what it sends."""

import re
import warnings
from io import BytesIO
from itertools import pairwise, takewhile
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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SVG, _SVG_TYPE = "http://www.w3.org/2000/svg", "image/svg+xml"
_XLINK, _XML = "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_INERT = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
    }
)
"""What drawing programs add for themselves; a browser makes nothing of it."""
_ELEMENTS = _words(
    "svg g defs title desc metadata symbol use path rect circle ellipse line polyline polygon text tspan textPath image style switch "
    "linearGradient radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix feComponentTransfer feComposite "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile "
    "feTurbulence"
)
"""Elements that draw, and do nothing else."""
_LABELS = _words("id class lang role name version baseProfile requiredFeatures systemLanguage")
"""Attributes in which nothing is looked up."""
_ATTRIBUTES = _words(
    "x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox preserveAspectRatio transform pathLength rotate offset "
    "textLength lengthAdjust startOffset method spacing side gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits "
    "patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits "
    "primitiveUnits in in2 result mode operator type values k1 k2 k3 k4 stdDeviation edgeMode radius tableValues slope intercept amplitude "
    "exponent baseFrequency numOctaves seed stitchTiles zoomAndPan enable-background media style alignment-baseline baseline-shift clip "
    "clip-path clip-rule color color-interpolation color-interpolation-filters color-rendering cursor direction display dominant-baseline "
    "fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style "
    "font-variant font-weight image-rendering isolation letter-spacing lighting-color marker marker-end marker-mid marker-start mask "
    "mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration "
    "text-rendering text-overflow transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode"
)
"""Attributes that place and paint; their words are read as those of a style."""
_FUNCTIONS = _words(
    "url rgb rgba hsl hsla calc matrix translate translatex translatey scale scalex scaley rotate skewx skewy not is where "
    "nth-child first-child last-child"
)
_OWN = re.compile(r"""(["']?)#[\w.-]+\1""")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,[A-Za-z0-9+/=\s]*")


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
    found = looked_at(content)
    if isinstance(found, Message):
        mistakes.add(str(path), found, say("Save it as PNG, JPEG or plain SVG."))
        return None
    return Logo(media_type=found, content=content)


def looked_at(content: bytes) -> str | Message:
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
        self._style: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element that begins."""
        space, _, local = name.rpartition("}")
        is_drawn = space == _SVG and local in _ELEMENTS
        is_first_svg = bool(self._within) or (space, local) == (_SVG, "svg")
        if not is_first_svg or not (is_drawn or space in _INERT) or self._within[-1:] == ["style"]:
            raise _RefusedError
        self._within.append(local if is_drawn else "")
        if not all(_is_harmless(local if is_drawn else "", *one) for one in attributes.items()):
            raise _RefusedError

    def end(self, _name: str) -> None:
        """Leave an element; a style is read once all of its words are there."""
        if self._within.pop() == "style":
            words = "".join(self._style)
            self._style.clear()
            if not _is_plain(words):
                raise _RefusedError

    def words(self, text: str) -> None:
        """Keep words, of which only those of a style do something."""
        if self._within[-1:] == ["style"]:
            self._style.append(text)

    def refuse(self, *_: object) -> None:
        """Refuse what no drawing needs."""
        raise _RefusedError


def _is_harmless(element: str, attribute: str, value: str) -> bool:
    """Tell whether an attribute is one that draws, and of nothing but what lies in the drawing itself."""
    space, _, name = attribute.rpartition("}")
    if space in _INERT:
        return True
    if name == "href" and space in {"", _XLINK}:
        return value.startswith("#") or (element == "image" and _PICTURE.fullmatch(value) is not None)
    if space == _XML:
        return name in {"space", "lang", "id"}
    if space == _XLINK:
        return name in {"title", "type"}
    if space == "" and (name in _LABELS or name.startswith(("aria-", "data-"))):
        return True
    return space == "" and name in _ATTRIBUTES and _is_plain(value)


def _is_plain(style: str) -> bool:
    """Tell whether words of a style name nothing outside the drawing: no rule by @, no escape, no function but those known.

    They are read with their comments and without: a browser sees them in one of the two ways.
    """
    bare = _without_comments(style)
    if bare is None or "\\" in style or "@" in style:
        return False
    return all(_calls_own(text) for text in (style.lower(), bare.lower()))


def _without_comments(style: str) -> str | None:
    """Return a style without its comments; None where one has no end."""
    kept, *rest = style.split("/*")
    pieces = [kept]
    for one in rest:
        _, end, after = one.partition("*/")
        if not end:
            return None
        pieces.append(after)
    return "".join(pieces)


def _calls_own(text: str) -> bool:
    """Tell whether all functions are known, and what they fetch lies in the drawing."""
    if "javascript:" in "".join(text.split()):
        return False
    return all(_is_own(_last_word(before), within) for before, within in pairwise(text.split("(")))


def _is_own(name: str, within: str) -> bool:
    if name != "url":
        return name in _FUNCTIONS or not name
    place, end, _ = within.partition(")")
    return bool(end) and _OWN.fullmatch(place.strip()) is not None


def _last_word(text: str) -> str:
    last = "".join(takewhile(lambda sign: sign.isalnum() or sign in "_-", reversed(text.rstrip())))
    return last[::-1]
