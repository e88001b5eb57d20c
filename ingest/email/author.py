"""Who a message says it is from, read strictly: the address that checks are about must be the one that people see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.email.alignment import domain_of
from ingest.email.headers import first_bracketed, mailbox
from ingest.email.structured import Stretch, stretches

_MAX_VALUE = 8 * 1024
_MAX_FIELDS = 20
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,200}@[^\s<>()\[\],;:\"@]{1,255}")
_QUOTED = "\N{REPLACEMENT CHARACTER}"
"""Stands for a quoted string: what is in it is a name, never an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The one address of From, lower case; None where it has none or several. ``is_ambiguous``: it can be read as another's."""

    address: str | None = None
    is_ambiguous: bool = False


def read_author(fields: Sequence[str]) -> Author:
    """Return who the From fields of a message name (RFC 5322, 3.6.2: there is one field).

    What people are shown is the first address found, however it is written (`headers.mailbox`). Where strict reading finds another
    one, or another From field names somebody else, whoever checks the message may have checked another sender than is shown.
    """
    if not fields:
        return Author()
    shown = mailbox(fields[0])[1]
    written = [strict_addresses(value) for value in fields[:_MAX_FIELDS]]
    everybody = {address for readings in written for address in readings}
    if shown is None:
        return Author(is_ambiguous=bool(everybody))
    if first_bracketed(fields[0]) not in {None, shown}:
        return Author(is_ambiguous=True)
    if shown not in written[0] or any(shown not in readings for readings in written[1:]) or len(fields) > _MAX_FIELDS:
        return Author(is_ambiguous=True)
    if any(len(set(readings)) > 1 for value in fields[:_MAX_FIELDS] for readings in _elements(value)):
        return Author(is_ambiguous=True)
    # Several authors in one field are allowed; a domain's word covers them only where it is the domain of all.
    return Author(address=shown if len({domain_of(address) for address in everybody}) == 1 else None)


def strict_addresses(value: str) -> tuple[str, ...]:
    """Return the addresses of a From field as RFC 5322 has them, lower case; quoted strings and comments are no addresses."""
    return tuple(dict.fromkeys(address for readings in _elements(value) for address in readings))


def _elements(value: str) -> list[list[str]]:
    """Return the elements between commas, each by its possible readings: two pairs of angle brackets are read both ways."""
    elements = []
    for element in _without_quotes_and_comments(value[:_MAX_VALUE]).split(","):
        bracketed = [part.partition(">")[0] for part in element.split("<")[1:]]
        readings = bracketed or [element.rpartition(":")[2].partition(";")[0]]
        addresses = (_ADDRESS.fullmatch(one.strip()) for one in readings)
        elements.append([match[0].rstrip(".").lower() for match in addresses if match])
    return elements


def _without_quotes_and_comments(value: str) -> str:
    marks = {Stretch.QUOTED: _QUOTED, Stretch.COMMENT: " "}
    return "".join(marks.get(kind, text) for kind, text in stretches(value))
