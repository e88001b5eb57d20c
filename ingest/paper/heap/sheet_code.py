"""What the QR code of a separator sheet holds: a short text of our own that nobody else's code is taken for."""

import re
from binascii import crc_hqx
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, unquote

from domain.paper import Sheet

_MARK = "CITOYEN1"
_SHAPE = re.compile(r"(?P<said>CITOYEN[1-9][0-9]{0,2}(?:;[a-z]=[^;=\s]*)*);k=(?P<check>[0-9A-F]{4})")
"""Later versions may say more; what they say under the same letter keeps its meaning, so that old readers read new sheets."""

_LONGEST = 300
_CHANNELS = ("scan", "fax")
_MOST_LETTERS = 9_999


def code_text(sheet: Sheet) -> str:
    """Return what the code of a sheet holds, such as ``CITOYEN1;t=valognes;d=VOI;c=scan;r=2026-03-12;n=5;k=3F0A``.

    ``k`` is a CRC-16 of what stands before it. It keeps misread and foreign codes out; it is no signature, for a sheet never decides
    more than a default that the reader compares with the town's own lists.
    """
    said = ";".join((_MARK, *(f"{key}={quote(value, safe='')}" for key, value in _values(sheet))))
    return f"{said};k={_check(said)}"


def find_sheet(text: str) -> Sheet | None:
    """Return what a code says, None where it is not the code of one of our sheets. A value that makes no sense is left out."""
    found = _SHAPE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None or found["check"] != _check(found["said"]):
        return None
    pairs = (item.partition("=") for item in found["said"].split(";")[1:])
    values = {key: unquote(value) for key, _, value in pairs if value}
    channel = values.get("c")
    return Sheet(
        town=values.get("t"),
        department=values.get("d"),
        channel=channel if channel in _CHANNELS else None,
        received_on=_day(values.get("r")),
        letters=_count(values.get("n")),
    )


def _values(sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield from (
        (key, str(value))
        for key, value in (
            ("t", sheet.town),
            ("d", sheet.department),
            ("c", sheet.channel),
            ("r", sheet.received_on),
            ("n", sheet.letters),
        )
        if value is not None
    )


def _check(said: str) -> str:
    return f"{crc_hqx(said.encode(), 0xFFFF):04X}"


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,4}", text) and 0 < int(text) <= _MOST_LETTERS else None
