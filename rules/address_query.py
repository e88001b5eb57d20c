"""One address as written in a list, a search box or a form: which streets it may be, and which number."""

from typing import NamedTuple

from domain.place import Places
from rules.forms import Target
from rules.gazetteer import Gazetteer
from rules.naming import fit_of
from rules.numbers import with_number
from rules.words import Words, read_words


class AddressFound(NamedTuple):
    """A street that an address may name, the house number said, if any, and how surely (0 to 1)."""

    street: str
    number: str | None
    score: float


def find_addresses(gazetteer: Gazetteer, places: Places, text: str) -> tuple[AddressFound, ...]:
    """Return the streets that one address may name, best first, each once; several near the first mean that it is not certain."""
    words = read_words(text)
    namings = gazetteer.find_in(words) or gazetteer.read_whole(words)
    streets = [naming for naming in namings if naming.form.target is Target.STREET]
    streets.sort(key=lambda naming: -fit_of(words, naming))
    found: dict[str, AddressFound] = {}
    for naming in streets:
        name = places.streets[naming.form.entry].name
        if name not in found:
            number = with_number(words, naming, has_houses=gazetteer.has_houses(naming.form)).number or _number_at_start(words)
            found[name] = AddressFound(name, number, naming.score)
    return tuple(found.values())


def _number_at_start(words: Words) -> str | None:
    """Return the number that an address begins with, where a kind of street too misspelt to know keeps it from the name."""
    form = words.forms[0] if words.forms else ""
    return form if form.isdigit() and len(form) <= _HOUSE_DIGITS and len(words) > 1 else None


_HOUSE_DIGITS = 4
