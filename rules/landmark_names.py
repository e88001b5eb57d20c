"""Places of interest by proper names: « école maternelle Jules-Ferry » is the École Jules-Ferry, not the town's only « maternelle »."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rules.forms import Form, Target
from rules.likeness import compare
from rules.names import KINDS, PARTICLES
from rules.windows import Window
from rules.words import Words, word_set

_LEAST = 0.86
_OTHER_WORDS = 0.98
"""Worth of a name said with another word for its kind than the town uses."""

_FAMILIES = {
    "école": "ecole ecoles maternelle elementaire primaire groupe+scolaire",
    "collège": "college",
    "lycée": "lycee",
    "gymnase": "gymnase salle+sport salle+sports complexe+sportif halle+sports",
    "stade": "stade terrain city city+stade terrain+foot terrain+football terrain+multisports plateau+sportif",
    "square": "square parc jardin aire+jeux jeux",
    "cimetière": "cimetiere",
    "parking": "parking parkings parc+stationnement",
    "église": "eglise chapelle basilique cathedrale",
    "médiathèque": "mediatheque bibliotheque",
    "crèche": "creche multi+accueil halte+garderie",
    "salle": "salle salle+fetes salle+polyvalente salle+municipale",
    "piscine": "piscine centre+aquatique stade+nautique",
    "maison de retraite": "ehpad maison+retraite",
    "hôpital": "hopital clinique centre+hospitalier",
}
_FAMILY_OF = {tuple(phrase.split("+")): family for family, phrases in _FAMILIES.items() for phrase in phrases.split()}
LANDMARK_KINDS = frozenset(phrase[0] for phrase in _FAMILY_OF)
"""First words of what places of interest are: « école », « salle »."""
_SINGLE_KINDS = word_set(
    "ecole college lycee gymnase stade square parc jardin cimetiere parking eglise chapelle mediatheque creche piscine"
)
_QUALIFIERS = word_set(
    "maternelle elementaire primaire municipal municipale communal communale public publique prive privee scolaire sportif sport sports "
    "intercommunal intercommunale catholique nouveau nouvelle ancien ancienne couvert couverte"
)
_LONGEST_KIND = 2


class _Proper(NamedTuple):
    """A place of interest by the words that tell it from others of its family."""

    core: tuple[str, ...]
    kind: tuple[str, ...]
    form: Form


class LandmarkNames:
    """Proper names of places of interest by family. Immutable after it is made."""

    def __init__(self, forms: Iterable[Form]) -> None:
        """File the forms of places of interest that have a kind and a name of their own."""
        filed: dict[str, list[_Proper]] = defaultdict(list)
        for form in forms:
            if form.target is Target.LANDMARK and (parts := _parts(form.core)) is not None and parts[2]:
                family, kind, proper = parts
                filed[family].append(_Proper(proper, kind, form))
        self._families = {family: tuple(own) for family, own in filed.items()}

    def find(self, window: Window) -> Iterator[tuple[Form, int, float]]:
        """Yield the places of interest that a kind and a proper name may mean, with the last word taken and how surely (0 to 1)."""
        parts = _parts(window.words)
        if parts is None or not parts[2]:
            return
        family, kind, proper = parts
        taken_before = len(window.words) - len(proper)
        for known in self._families.get(family, ()):
            alike = compare(proper, "", known.core, "".join(known.core))
            if alike.worth >= _LEAST:
                worth = alike.worth * (1.0 if kind == known.kind else _OTHER_WORDS)
                yield known.form, window.places[taken_before + alike.taken - 1], worth


def is_of_kind_only(form: Form) -> bool:
    """Return whether a name of a place of interest says only what it is: « le collège », « école maternelle »."""
    parts = _parts(form.core)
    return form.target is Target.LANDMARK and parts is not None and not parts[2]


def proper_name_follows(words: Words, last: int, town: str) -> bool:
    """Return whether another name than the town's follows a word at once: « le collège Jean-Moulin ». ``town`` is folded, spaced."""
    at = last + 1
    while at < len(words) and words.forms[at] in PARTICLES and _is_joined(words, at - 1):
        at += 1
    if at >= len(words) or not _is_joined(words, at - 1) or words.forms[at] in KINDS or words.forms[at] in LANDMARK_KINDS:
        return False
    written = words.original(at)
    is_named = written[:1].isupper() and not (written.isupper() and words.original(last).isupper())
    return is_named and not town.startswith(f" {words.forms[at]} ")


def is_named_after(words: Words, first: int) -> bool:
    """Return whether a place of interest is said to bear a name: of « médiathèque Simone-Veil » the name is no street's."""
    at = first - 1
    while at >= 0 and (words.forms[at] in PARTICLES or words.forms[at] in _QUALIFIERS) and _is_joined(words, at):
        at -= 1
    return at >= 0 and words.forms[at] in _SINGLE_KINDS and _is_joined(words, at)


def _is_joined(words: Words, index: int) -> bool:
    """Return whether only a blank, a hyphen or an apostrophe parts a word from the next."""
    return words.gap(index) in {" ", "-", "'", "’"}


def _parts(core: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return family, kind and proper name of the words of a place of interest; None where it begins with no kind."""
    for size in range(min(_LONGEST_KIND, len(core)), 0, -1):
        family = _FAMILY_OF.get(tuple(core[:size]))
        if family is not None:
            end = size
            while end < len(core) and core[end] in _QUALIFIERS:
                end += 1
            return family, tuple(core[:end]), tuple(core[end:])
    return None
