"""Streets of one name in several former communes or districts, told apart by what else a message names: « à Obersulz, rue du Bois »."""

from collections import defaultdict
from collections.abc import Sequence

from domain.place import Places, Street
from rules.forms import Target, joined_name
from rules.naming import Naming
from rules.words import Words


class Homonyms:
    """The streets of a town that share their official name. Immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """File what tells each from the others: the former commune in its alias, the sectors it lies in."""
        named: dict[str, list[int]] = defaultdict(list)
        for entry, street in enumerate(places.streets):
            named[joined_name(street.name)].append(entry)
        several = [entries for entries in named.values() if len(entries) > 1]
        self._marks = {entry: _marks_of(places.streets[entry]) for entries in several for entry in entries}

    def meant(self, namings: Sequence[Naming], words: Words) -> tuple[Naming, ...]:
        """Return the readings of a mention, of those of one name only the ones whose former commune or sector the part names.

        All where it names none of them.
        """
        told = [naming for naming in namings if self._is_told(naming, words)]
        if not told:
            return tuple(namings)
        names = {naming.form.glued for naming in told}
        return tuple(naming for naming in namings if naming in told or naming.form.glued not in names)

    def _is_told(self, naming: Naming, words: Words) -> bool:
        """Return whether the part names what tells a street from others of its name."""
        marks = self._marks.get(naming.form.entry, ()) if naming.form.target is Target.STREET else ()
        return any(f" {mark} " in words.joined for mark in marks)


def _marks_of(street: Street) -> tuple[str, ...]:
    """Return the folded names that tell a street from others of its name."""
    name = f"{joined_name(street.name)} "
    longer = [joined_name(alias) for alias in street.aliases]
    communes = [alias.removeprefix(name) for alias in longer if alias.startswith(name)]
    sectors = [joined_name(stretch.sector) for stretch in street.stretches if stretch.sector is not None]
    return tuple(dict.fromkeys((*communes, *sectors)))
