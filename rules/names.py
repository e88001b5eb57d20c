"""Names of places: kinds of streets, abbreviations, and what is left of a name to compare."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rules.words import read_words, word_set

_KINDS = """
rue r ru rrue
avenue av ave aven
boulevard bd bld bvd blvd boul bvrd boulvard
place pl plce
impasse imp
allée all allees
chemin ch che chem chm
route rte rt
square sq
quai q
cours crs
cour
passage pass psg
venelle ven
ruelle rle
sentier sente sent
résidence res resid rce
lotissement lot lott
hameau ham
lieu-dit ld lieudit
rond-point rdpt rpt giratoire rondpoint
chasse
cité
esplanade esp
pont
parvis
faubourg fg fbg
chaussée chs
montée mte
promenade prom
mail
voie
villa
clos
domaine
quartier qrt quart
traverse
rampe
zone za zi zac
parking
halage
levée
galerie
porte
"""

_TITLES = """
saint st
sainte ste
saints sts
docteur dr doct
général gal gl gen gral
maréchal mal mar marech
président pdt pres
professeur prof pr
commandant cdt cmdt
capitaine cap cne capt
lieutenant lt ltn
colonel col cl
sergent sgt
caporal cal
abbé
monseigneur mgr
notre-dame nd
vieux vx
grand gd
grande gde
petit pt
petite pte
faubourg fg
départementale dep
nationale nat
industrielle ind
artisanale art
premier 1er
"""

_NUMBERS = """
zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept dixhuit dixneuf vingt
"""
_MANY_LETTERS = 4
_MISREAD = str.maketrans("0158", "oisb")
PARTICLES = word_set("de du des d la le les l au aux a en et sur sous")


def _table(text: str) -> dict[str, str]:
    """Return each spelling of a table line by its folded form, giving the first of the line."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        spellings = line.split()
        first = read_words(spellings[0]).joined.strip()
        for spelling in spellings:
            found[read_words(spelling).joined.strip()] = first
    return found


KINDS = _table(_KINDS)
_EXPANSIONS = _table(_TITLES) | {word: str(value) for value, word in enumerate(_NUMBERS.split()) if value > 1}
DISTANT_KINDS = frozenset({"hameau", "lieu dit"})
"""Kinds said of the same sort of place: a hamlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name taken apart: its kind (``rue``) or empty, the words that tell it from others, and all that follows the kind."""

    kind: str
    core: tuple[str, ...]
    tail: str


def read_name(name: str, *, keep_kind: bool = False) -> PlaceName:
    """Return the parts of a name of the town's files. ``keep_kind`` leaves the kind in the core (« Parc des Lavandières »)."""
    forms = read_words(name).forms
    kind, size = kind_at(forms, 0)
    if keep_kind or size == len([form for form in forms if form not in PARTICLES]):
        return PlaceName(kind="", core=core_of(forms), tail=tail_of(forms))
    return PlaceName(kind=kind, core=core_of(forms[size:]), tail=tail_of(forms[size:]))


def kind_at(forms: tuple[str, ...], index: int) -> tuple[str, int]:
    """Return the kind that begins at a word and how many words it takes; empty and 0 where none does."""
    if index + 1 < len(forms):
        pair = KINDS.get(f"{forms[index]} {forms[index + 1]}")
        if pair is not None:
            return pair, 2
    single = KINDS.get(forms[index]) if index < len(forms) else None
    return (single, 1) if single is not None else ("", 0)


def core_of(forms: Iterable[str]) -> tuple[str, ...]:
    """Return the distinguishing words, written out."""
    core: list[str] = []
    for form in forms:
        if form not in PARTICLES and (len(form) > 1 or form.isdigit()):
            core.extend(expand(form).split())
    return tuple(core)


def tail_of(forms: Iterable[str]) -> str:
    """Return the words of a name written out, the small ones too: « de la fontaine » is not « la fontaine »."""
    return " ".join(expand(form) for form in forms)


@lru_cache(maxsize=1 << 16)
def expand(form: str) -> str:
    """Return a word written out: ``dr`` as ``docteur``; a digit that recognition put for a letter is that letter (« poter1e »)."""
    if not form.isalpha() and sum(map(str.isalpha, form)) >= _MANY_LETTERS:
        form = form.translate(_MISREAD)
    return _EXPANSIONS.get(form, form)
