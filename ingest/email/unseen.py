"""What nobody sees of an HTML message, taken out of its tree: text not displayed, too small, or in the colour of its ground."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

MAX_RULES = 500
_MAX_SHEET = 100_000
_SMALLEST_PIXELS = 2.5
_CLOSEST_COLOURS = 12
"""Difference of each of red, green and blue below which letters do not stand out from their ground."""
_FARTHEST = -500.0
_FAINTEST = 0.05

_DECLARATION = re.compile(r"\s*([a-z-]{1,40})\s*:\s*([^;]{0,300})")
_SELECTOR = re.compile(r"([a-z][a-z0-9]{0,15})?(?:([.#])([\w-]{1,80}))?")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\D{1,3}(\d{1,3})\D{1,3}(\d{1,3})(?:\D{1,3}(\d?\.?\d{1,4}))?")
_NUMBER = re.compile(r"(-?\d{0,6}\.?\d{1,4})\s*(px|pt|em|rem|%|vw|vh|in|cm|mm)?")
_COLOURS = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0)}
_COLOURS |= {"yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "navy": (0, 0, 128)}
_COLOURS |= {"whitesmoke": (245, 245, 245), "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255)}
_UNITS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 37.8, "mm": 3.78}
_READ = frozenset(
    ("display", "visibility", "opacity", "color", "background", "background-color", "font-size", "max-height", "max-width", "height")
    + ("width", "overflow", "text-indent", "left", "top", "margin-left", "white-space")
)

Colour = tuple[int, int, int]
Declarations = dict[str, str]
_WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks within an element; a colour that cannot be told is None."""

    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = _WHITE
    pixels: float = 16.0

    @property
    def is_seen(self) -> bool:
        if self.pixels < _SMALLEST_PIXELS:
            return False
        if self.colour is None or self.ground is None:
            return True
        return any(abs(one - other) > _CLOSEST_COLOURS for one, other in zip(self.colour, self.ground, strict=True))


def drop_unseen(root: HtmlElement) -> None:
    """Take what is not seen out of a tree, and of the styles that are left all but line breaks and kept blanks."""
    sheet = _sheet(root)
    waiting: list[tuple[HtmlElement, _Look]] = [(root, _Look())]
    while waiting:
        element, around = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        declared = _declared(element, sheet)
        if element is not root and (_is_off(declared) or "hidden" in element.attrib):
            element.drop_tree()
            continue
        look = _look(element, declared, around)
        _keep_layout(element, declared)
        if not look.is_seen:
            element.text = " " if element.text else element.text
        for child in element:
            if not look.is_seen and child.tail:
                child.tail = " "
            waiting.append((child, look))


def _keep_layout(element: HtmlElement, declared: Declarations) -> None:
    """Leave of the style what makes lines: a padding of 99,999 em would make a text of blanks."""
    kept = [f"{name}:{declared[name]}" for name in ("display", "white-space") if name in declared]
    if kept:
        element.attrib["style"] = ";".join(kept)
    elif "style" in element.attrib:
        del element.attrib["style"]


def _is_off(declared: Declarations) -> bool:
    if not declared:
        return False
    if declared.get("display") == "none" or declared.get("visibility") in {"hidden", "collapse"}:
        return True
    if _pixels(declared.get("opacity"), 1.0, default=1.0) <= _FAINTEST:
        return True
    if any(_pixels(declared.get(name), 16.0, default=0.0) <= _FARTHEST for name in ("text-indent", "left", "top", "margin-left")):
        return True
    clips = declared.get("overflow") == "hidden"
    sizes = ("max-height", "max-width", *(("height", "width") if clips else ()))
    return any(name in declared and _pixels(declared[name], 16.0, default=16.0) < 1 for name in sizes)


def _look(element: HtmlElement, declared: Declarations, around: _Look) -> _Look:
    colour = declared.get("color") or element.attrib.get("color", "").strip().lower()
    ground = declared.get("background-color") or declared.get("background") or element.attrib.get("bgcolor", "").strip().lower()
    if not (colour or ground or "font-size" in declared or "background" in element.attrib):
        return around
    look = around
    if colour and colour != "inherit":
        look = replace(look, colour=_colour(colour))
    if "background" in element.attrib or "url(" in ground or "gradient" in ground:
        look = replace(look, ground=None)
    elif ground and ground not in {"inherit", "none", "initial"} and not ground.startswith("transparent"):
        look = replace(look, ground=_colour(ground))
    if "font-size" in declared:
        look = replace(look, pixels=_pixels(declared["font-size"], around.pixels, default=16.0))
    return look


def _colour(text: str) -> Colour | None:
    """Return a colour, None for one that cannot be told or is seen through."""
    if match := _HEX.search(text):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004 - #rrggbb
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.search(text):
        return None if match[4] and float(match[4]) < 1 else (int(match[1]), int(match[2]), int(match[3]))
    return _COLOURS.get(next(iter(text.split()), ""))


def _pixels(text: str | None, around: float, *, default: float) -> float:
    match = _NUMBER.match(text.strip()) if text else None
    if match is None:
        return default
    number, unit = float(match[1]), match[2] or ""
    if unit == "%":
        return number / 100 * around
    if unit in {"em", "rem"}:
        return number * (around if unit == "em" else 16.0)
    return number * _UNITS.get(unit, 16.0)


def _declared(element: HtmlElement, sheet: dict[str, Declarations]) -> Declarations:
    """Return what holds for an element: its style sheet, then its own style."""
    own = _declarations(element.attrib.get("style", ""))
    if not sheet:
        return own
    found: Declarations = {}
    for key in _keys(element):
        found |= sheet.get(key, {})
    return found | own


def _keys(element: HtmlElement) -> Iterator[str]:
    tag = element.tag.lower()
    yield tag
    for name in element.attrib.get("class", "").split()[:20]:
        yield f".{name}"
        yield f"{tag}.{name}"
    if name := element.attrib.get("id", ""):
        yield f"#{name}"
        yield f"{tag}#{name}"


def _declarations(style: str) -> Declarations:
    if ":" not in style:
        return {}
    pairs = (_DECLARATION.match(one) for one in style[:4_000].lower().split(";"))
    return {one[1]: one[2].replace("!important", "").strip() for one in pairs if one and one[1] in _READ}


def _sheet(root: HtmlElement) -> dict[str, Declarations]:
    """Return the simple rules of the style elements: of a tag, a class or an id. What holds for some screens only is left out."""
    sheet: dict[str, Declarations] = {}
    for style in root.iter("style"):
        for selectors, body in _rules((style.text or "")[:_MAX_SHEET]):
            if declared := _declarations(body):
                for selector in selectors.split(","):
                    match = _SELECTOR.fullmatch(selector.strip())
                    if match and len(sheet) < MAX_RULES:
                        key = f"{match[1] or ''}{match[2] or ''}{match[3] or ''}"
                        sheet[key] = sheet.get(key, {}) | declared
    return sheet


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and body of the rules outside of @-blocks."""
    first, *others = text.split("/*")
    text = (first + "".join(one.partition("*/")[2] for one in others)).replace("<!--", "").replace("-->", "")
    depth = start = body = 0
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            body = body if depth else match.end()
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                selectors = text[start : body - 1].strip()
                if not selectors.startswith("@"):
                    yield selectors, text[body : match.start()]
                start = match.end()
