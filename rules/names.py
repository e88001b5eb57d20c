"""Names of places: kinds of streets, abbreviations, and what is left of a name to compare."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from rules.words import fold, read_words, word_set

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")

_KINDS = """
rue r ru rrue reu rne ruc rues
avenue av ave aven avn
boulevard bd bld bvd blvd boul bvrd boulvard blv
place pl plce
impasse imp imps
allée all allees alle ale
chemin ch che chem chm chms
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
lotissement lot lott lotis
hameau ham hamo hamot
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
promenade prom pnade
mail
voie
villa
clos
domaine
quartier qrt quart
traverse
rampe
zone za zi zac zae
parking
halage
levée
galerie
porte pte
"""

_REGIONAL_KINDS = """
rue straed stread strada carrughju carrugiu carrer carrièra
place plasenn piazza plaça
route hent
chemin camin camí
ruelle chjassu
"""
"""Breton, Corsican, Catalan and Occitan; never taken for a misspelt word, nor a word for them: « la pizza », « un camion »."""

_TITLES = """
saint st
sainte ste
saints sts
saintes stes
docteur dr doct
général gal gl gen gral genl
maréchal mal mar marech mchal
président pdt
professeur prof pr pf
commandant cdt cmdt
capitaine cap cne capt cpt
lieutenant lt ltn lieut
colonel col cl cnl
régiment rgt regt
sergent sgt
adjudant adj
caporal cal
amiral aml
abbé
chanoine chan
ingénieur ing
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
premier 1er ier
2 ii
3 iii
4 iv
7 vii
8 viii
9 ix
11 xi
12 xii
13 xiii
14 xiv
15 xv
16 xvi
18 xviii
20 xx
23 xxiii
"""

_SHORT_MONTHS = """
janvier janv
février févr fév
avril avr
juillet juil
octobre oct
novembre nov
décembre déc
"""

_NUMBERS = """
zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept dixhuit dixneuf vingt
"""
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}
_TEENS_OF = {10: 0, 70: 60, 90: 80}
"""Tens that go on with eleven to nineteen: « soixante et onze »."""
PARTICLES = word_set("de du des d la le les l au aux a en et sur sous")

_MISREAD = str.maketrans("510ci", "sloel")
_GLUED = "dela"
_BEFORE_VERBS = frozenset({"ne", "je", "ce"})
"""Small words that no particle is misspelt to: « ma rue ne marche plus » is no Rue du Marché."""
_SHORT_PARTICLES = ("de", "du", "des", "la", "le", "les", _GLUED)


@lru_cache(maxsize=1 << 12)
def is_like_particle(form: str) -> bool:
    """Return whether a short word, which no name has, is a small word misspelt, misread or two in one: « dcs », « 1a », « dela »."""
    if len(form) > len(_GLUED) or form.isdigit() or form in _BEFORE_VERBS:
        return False
    form = form.replace("ii", "u").translate(_MISREAD)
    return any(len(form) == len(particle) and OSA.distance(form, particle) <= 1 for particle in _SHORT_PARTICLES)


def _table(text: str) -> dict[str, str]:
    """Return each spelling of a table line by its folded form, giving the first of the line."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        spellings = line.split()
        first = read_words(spellings[0]).joined.strip()
        for spelling in spellings:
            found[read_words(spelling).joined.strip()] = first
    return found


REGIONAL_KINDS = {word: kind for word, kind in _table(_REGIONAL_KINDS).items() if word != kind}
KINDS = _table(_KINDS) | REGIONAL_KINDS
EXPANSIONS = _table(_TITLES) | _table(_SHORT_MONTHS)
"""Words written out, by each of their spellings."""
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_NUMBERS.split()) if value > 1}
"""Numbers in words, by which names are found that have them in digits and the other way round."""
IN_WORDS = {digits: word for word, digits in NUMBER_WORDS.items()}


def _in_words(value: int) -> str:
    """Return a number from 1 to 99 in words, without « et » and hyphens."""
    single = ["", "un", *(word for word in _NUMBERS.split()[2:17])]
    tens, ones = value // 10 * 10, value % 10
    if value < len(single):
        return single[value]
    if tens in _TEENS_OF:
        rest = single[value - tens + 10] if value - tens + 10 < len(single) else f"dix {single[ones]}"
        return f"{_TENS.get(_TEENS_OF[tens], '')} {rest}".strip()
    return f"{_TENS[tens]} {single[ones]}".strip()


def _numbers_in_words() -> dict[str, str]:
    """Return numbers by their words: 2 to 99, hundreds and a thousand."""
    found = {_in_words(value): str(value) for value in range(2, 100)} | {"quatre vingts": "80", "cent": "100", "mille": "1000"}
    hundreds = ((f"{_in_words(value)} {cent}", f"{value}00") for value in range(2, 10) for cent in ("cents", "cent"))
    return found | dict(hundreds)


NUMBERS_IN_WORDS = {tuple(words.split()): digits for words, digits in _numbers_in_words().items()}
"""Numbers by the words of a name that may stand for them: ``("vingt", "deux")`` for ``22``."""
WORDS_OF_NUMBERS = {digits: words for words, digits in reversed(NUMBERS_IN_WORDS.items())}
MOST_NUMBER_WORDS = max(map(len, NUMBERS_IN_WORDS))
TITLES = frozenset(word for word in _table(_TITLES).values() if word.isalpha()) - word_set(
    "saint sainte saints saintes notre dame petit petite grand grande vieux faubourg"
)
"""Words before a person's name that may be left out."""
ONE_BUILDING = {"halle": "halles", "arene": "arenes", "abattoir": "abattoirs", "rempart": "remparts", "archive": "archives"}
"""Names that say the same of one place in the plural."""
DISTANT_KINDS = frozenset({"hameau", "lieu dit"})
"""Kinds said of the same sort of place: a hamlet."""
TAKEN_FOR_ANOTHER = word_set(
    "rue avenue boulevard place impasse allee chemin route square quai cours passage venelle ruelle sentier chaussee esplanade promenade "
    "montee faubourg traverse"
)
"""Kinds that people take for one another; « la cour de l'école » is not a street of another kind."""
MONTHS = word_set("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name taken apart: its kind (``rue``) or empty, the words that tell it from others, and all that follows the kind."""

    kind: str
    core: tuple[str, ...]
    tail: str


def read_name(name: str, *, keep_kind: bool = False) -> PlaceName:
    """Return the parts of a name of the town's files. ``keep_kind`` leaves the kind in the core (« Parc des Lavandières »)."""
    forms = forms_of_name(name)
    kind, size = kind_at(forms, 0)
    if keep_kind or size == len([form for form in forms if form not in PARTICLES]):
        return PlaceName(kind="", core=core_of(forms), tail=tail_of(forms))
    return PlaceName(kind=kind, core=core_of(forms[size:]), tail=tail_of(forms[size:]))


def forms_of_name(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple([fold(word) for word in _WORD.findall(name)])


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
    """Return a word written out: ``dr`` as ``docteur``."""
    return EXPANSIONS.get(form, form)
