"""Street names as people and scanners write them: the ways to damage one that `bench/addresses.py` measures."""

import random
import re
import unicodedata
from collections.abc import Callable


def _listed(text: str) -> list[str]:
    """Return the words of a list written as text, in their order."""
    return text.split()


Damage = Callable[[str, random.Random], str]

_NEIGHBOURS = {
    key: near
    for pair in _listed(
        """
    a:zqs z:aes e:zrd r:etf t:ryg y:tuh u:yij i:uok o:ipl p:om q:asw s:qdz d:sfe f:dgr g:fht h:gjy j:hku k:jli l:kmo m:lp w:xq
    x:wcs c:xvd v:cbf b:vng n:bh
    """
    )
    for key, near in [pair.split(":")]
}
_SOUNDS = [
    ("ph", "f"),
    ("eau", "o"),
    ("au", "o"),
    ("ai", "é"),
    ("ei", "é"),
    ("é", "er"),
    ("ss", "s"),
    ("ç", "ss"),
    ("ce", "se"),
    ("ci", "si"),
    ("qu", "k"),
    ("en", "an"),
    ("an", "en"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("rr", "r"),
    ("th", "t"),
    ("y", "i"),
    ("oi", "oua"),
    ("ge", "je"),
    ("es", "e"),
    ("gn", "ni"),
    ("h", ""),
]
_SCANNED = [
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("l", "I"),
    ("i", "l"),
    ("o", "0"),
    ("e", "c"),
    ("c", "e"),
    ("cl", "d"),
    ("s", "5"),
    ("u", "ii"),
]
_SHORT_WORDS = {"de", "du", "des", "la", "le", "les", "d", "l"}
_SHORT_FORMS = {
    "rue": ("r.", "r", "R."),
    "avenue": ("av.", "av", "ave"),
    "boulevard": ("bd", "bld", "boul."),
    "place": ("pl.", "pl"),
    "impasse": ("imp.", "imp"),
    "chemin": ("chem.", "ch.", "che"),
    "route": ("rte", "rte."),
    "allée": ("all.", "all"),
    "square": ("sq.", "sq"),
    "lotissement": ("lot.", "lot"),
    "résidence": ("rés.", "res"),
    "faubourg": ("fg", "fbg"),
    "passage": ("pass.", "psg"),
    "saint": ("St", "st"),
    "sainte": ("Ste", "ste"),
    "docteur": ("Dr", "dr"),
    "général": ("Gal", "Gén.", "gen"),
    "maréchal": ("Mal", "mal"),
    "président": ("Pdt", "Pt"),
    "commandant": ("Cdt", "cdt"),
    "professeur": ("Prof.", "Pr"),
    "capitaine": ("Cpt", "Cne"),
    "colonel": ("Col.", "Cl"),
    "lieutenant": ("Lt", "lt"),
    "notre-dame": ("N.D.", "ND"),
}
_KINDS = tuple(["rue", "avenue", "boulevard", "place", "impasse", "chemin", "route", "allée"])


def plain(text: str) -> str:
    """Return the text without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def one_edit(text: str, dice: random.Random) -> str:
    """Return the text with a letter of a longer word left out, doubled, wrong or swapped."""
    words = [match for match in re.finditer(r"[^\W\d_]{4,}", text) if match[0].lower() not in _KINDS] or list(re.finditer(r"\w+", text))
    word = dice.choice(words)
    at = dice.randrange(word.start() + (len(word[0]) > 4), word.end())
    match dice.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + dice.choice("abcdefghilmnoprstuv") + text[at:]
        case 2:
            return text[:at] + dice.choice("abcdefghilmnoprstuv") + text[at + 1 :]
        case _:
            other = at + 1 if at + 1 < word.end() else at - 1
            low, high = min(at, other), max(at, other)
            return text[:low] + text[high] + text[low] + text[high + 1 :]


def two_edits(text: str, dice: random.Random) -> str:
    """Return the text with two edits."""
    return one_edit(one_edit(text, dice), dice)


def wrong_key(text: str, dice: random.Random) -> str:
    """Return the text with a letter for its neighbour on the keyboard."""
    places = [at for at, char in enumerate(text) if char in _NEIGHBOURS and at > text.find(" ")] or [len(text) - 1]
    at = dice.choice(places)
    return text[:at] + dice.choice(_NEIGHBOURS.get(text[at], "e")) + text[at + 1 :]


def by_ear(text: str, dice: random.Random) -> str:
    """Return the text written as it sounds, in one or two places."""
    head, _, tail = text.partition(" ")
    tail = tail.lower()
    fitting = [pair for pair in _SOUNDS if pair[0] in tail]
    for old, new in dice.sample(fitting, min(len(fitting), dice.randint(1, 2))):
        tail = tail.replace(old, new, 1)
    return f"{head} {tail}"


def scanned(text: str, dice: random.Random) -> str:
    """Return the text as character recognition may misread it, in one or two places."""
    fitting = [pair for pair in _SCANNED if pair[0] in text[3:]]
    for old, new in dice.sample(fitting, min(len(fitting), dice.randint(1, 2))):
        ats = [match.start() for match in re.finditer(old, text) if match.start() >= 3]
        if ats:
            at = dice.choice(ats)
            text = text[:at] + new + text[at + len(old) :]
    return text


def bare(text: str, dice: random.Random) -> str:
    """Return the text without accents, hyphens and some of its articles."""
    text = plain(text).replace("-", " ").replace("'", dice.choice(("'", " ")))
    words = text.split()
    kept = [word for at, word in enumerate(words) if at == 0 or word.lower() not in _SHORT_WORDS or dice.random() < 0.5]
    return " ".join(kept).lower()


def abbreviated(text: str, dice: random.Random) -> str:
    """Return the text with its kind and titles cut short."""
    words = text.split()
    return " ".join(dice.choice(_SHORT_FORMS[word.lower()]) if word.lower() in _SHORT_FORMS else word for word in words)


def no_kind(text: str, dice: random.Random) -> str:
    """Return the name without its kind."""
    head, _, tail = text.partition(" ")
    if plain(head.lower()) not in {plain(kind) for kind in _SHORT_FORMS}:
        return text
    return tail if dice.random() < 0.5 else re.sub(r"^(?:(?:de la|des|du|de) |d'|de l')", "", tail)


def wrong_kind(text: str, dice: random.Random) -> str:
    """Return the name with another kind."""
    head, _, tail = text.partition(" ")
    if head.lower() not in _KINDS:
        return text
    return f"{dice.choice([kind for kind in _KINDS if kind != head.lower()])} {tail}"


def capitals(text: str, dice: random.Random) -> str:
    """Return the text in capitals without accents."""
    return plain(text).upper() if dice.random() < 0.8 else text.upper()


def lower(text: str, dice: random.Random) -> str:
    """Return the text in small letters."""
    return text.lower() if dice.random() < 0.5 else plain(text).lower()


TYPOS: dict[str, Damage] = {
    "one edit": one_edit,
    "two edits": two_edits,
    "wrong key": wrong_key,
    "by ear": by_ear,
    "scanned": scanned,
}
VARIANTS: dict[str, Damage] = {
    "bare": bare,
    "abbreviated": abbreviated,
    "no kind": no_kind,
    "wrong kind": wrong_kind,
    "capitals": capitals,
    "lower": lower,
}
