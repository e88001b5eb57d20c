"""Letters that are composed before the number of their request is given: it is filled in once it is.

A number is given under a lock that all of the town wait for. What a letter says takes far longer than giving it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from domain.request import RequestNumber
from store.outbox import Letter

_LEAST = 10**11
"""More digits than any number has, and drawn anew each time: nobody can have written it in his message."""


def stand_in(year: int) -> RequestNumber:
    """Return what stands for a number of a year until it is given."""
    return RequestNumber(year=year, counter=_LEAST + secrets.randbelow(9 * _LEAST))


def numbered(letter: Letter, standing: RequestNumber, number: RequestNumber) -> Letter:
    """Return a letter with the number in place of what stood for it, wherever it says so."""
    if standing == number:
        return letter
    return replace(letter, payload={name: _filled(value, str(standing), str(number)) for name, value in letter.payload.items()})


def _filled(value: object, standing: str, number: str) -> object:
    match value:
        case str():
            return value.replace(standing, number)
        case Mapping():
            return {name: _filled(part, standing, number) for name, part in value.items()}
        case list() | tuple():
            return [_filled(part, standing, number) for part in value]
        case _:
            return value
