"""Readers of single cells: each reports what does not fit and then gives None."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

import phonenumbers

from domain.place import Point
from flows.address_file.positions import is_in_france
from flows.town_folder.mistakes import suggestion
from flows.town_folder.table import Row
from flows.wording import say

Choice = TypeVar("Choice", bound=StrEnum)

ANSWERS = {"oui": True, "non": False}
EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+")


def text(row: Row, name: str) -> str | None:
    """Return a cell that must be filled."""
    if value := row[name]:
        return value
    row.wrong(name, say("“{name}” is empty.", name=name), say("Fill it in."))
    return None


def number(row: Row, name: str, low: int, high: int) -> int | None:
    """Return a whole number, None for an empty cell or a mistake."""
    value = row[name]
    if not value:
        return None
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    row.wrong(name, say("“{value}” is not a whole number from {low} to {high}.", value=value, low=low, high=high), say("Correct it."))
    return None


def choice(row: Row, name: str, kind: type[Choice]) -> Choice | None:
    """Return the member of an enumeration."""
    value = row[name]
    valid = [member.value for member in kind]
    if value in valid:
        return kind(value)
    row.wrong(name, say("“{value}” is not a valid {name}.", value=value, name=name), suggestion(value, valid, "demo/valognes"))
    return None


def one_of(row: Row, name: str, known: Collection[str], elsewhere: str) -> str | None:
    """Return the cell where it is in ``known``; an empty cell is None."""
    value = row[name]
    if not value:
        return None
    if value in known:
        return value
    row.wrong(name, say("“{value}” is not in {elsewhere}.", value=value, elsewhere=elsewhere), suggestion(value, known, elsewhere))
    return None


def several_of(row: Row, name: str, known: Collection[str], elsewhere: str) -> tuple[str, ...]:
    """Return the values of a cell that are in ``known``; report the others."""
    for value in row.many(name):
        if value not in known:
            what = say("“{value}” is not in {elsewhere}.", value=value, elsewhere=elsewhere)
            row.wrong(name, what, suggestion(value, known, elsewhere))
    return tuple(value for value in row.many(name) if value in known)


def email(row: Row, name: str) -> str | None:
    """Return an e-mail address, None for an empty cell."""
    value = row[name]
    if not value or is_email(value):
        return value or None
    row.wrong(name, say("“{value}” is not an e-mail address.", value=value), say("Write name@domain, one address only."))
    return None


def truth(row: Row, name: str, *, usual: bool) -> bool:
    """Return a yes or no, ``usual`` for an empty cell or a mistake."""
    value = row[name]
    if value and value not in ANSWERS:
        row.wrong(name, say("“{value}” is neither oui nor non.", value=value), say("Write oui or non, or leave the cell empty."))
    return ANSWERS.get(value, usual)


def phone(row: Row, name: str) -> str | None:
    """Return a telephone number as written, None for an empty cell."""
    value = row[name]
    if not value or is_phone(value):
        return value or None
    row.wrong(name, say("“{value}” is not a telephone number.", value=value), say("Write ten figures, or + and the country code."))
    return None


def is_email(value: str) -> bool:
    """Return whether ``value`` has the form of an address."""
    return EMAIL.fullmatch(value) is not None


def is_phone(value: str) -> bool:
    """Return whether ``value`` can be dialled; numbers kept for fiction are not assigned, so only the length is judged."""
    if not re.fullmatch(r"[+\d][\d\s.()/-]*", value):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, "FR"))
    except phonenumbers.NumberParseException:
        return False


def decimal(row: Row, name: str) -> float | None:
    """Return a number with a decimal point, None for an empty cell or a mistake."""
    value = row[name]
    if not value:
        return None
    try:
        found = float(value)
    except ValueError:
        remedy = say("Write a point, not a comma.") if "," in value else say("Correct it, or leave it empty.")
        row.wrong(name, say("“{value}” is not a number.", value=value), remedy)
        return None
    return found


def point(row: Row, lat_name: str, lon_name: str) -> Point | None:
    """Return the position of a row, None where it has none or a wrong one."""
    lat, lon = decimal(row, lat_name), decimal(row, lon_name)
    if lat is None or lon is None:
        if bool(row[lat_name]) != bool(row[lon_name]):
            empty = lon_name if row[lat_name] else lat_name
            row.wrong(empty, say("one half of the position is missing."), say("Fill in both, or neither."))
        return None
    if is_in_france(lat, lon):
        return Point(lat=lat, lon=lon)
    what = say("{lat}, {lon} lies outside France.", lat=lat, lon=lon)
    swapped = say("Latitude and longitude are swapped.")
    row.wrong(lat_name, what, swapped if is_in_france(lon, lat) else say("Give degrees (WGS 84), latitude and longitude."))
    return None
