"""An address of mail as it is said: « paul point martin arobase orange point fr »."""

import re

from ingest.found import Found, in_text
from ingest.plain import fold

_SIGNS = {"point": ".", "tiret": "-", "underscore": "_", "dot": ".", "souligne": "_"}
_AT = re.compile(r"\b(?:arobase|arobas|arrobase|arobaze|at)\b")
_PART = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"^\s+([a-z0-9]+(?:\s+(?:point|tiret|dot)\s+[a-z0-9]+){1,3})")
_BEFORE = re.compile(r"([a-z0-9]+(?:\s+(?:point|tiret(?: du (?:bas|huit|six))?|underscore|dot)\s+[a-z0-9]+){0,4})\s+$")


def spoken_mail(text: str) -> Found | None:
    """Return the address of mail that a text says in words; None without one. Nobody says where the words of one begin but by signs."""
    folded = fold(text)
    if len(folded) != len(text):
        return None
    for at in _AT.finditer(folded):
        before, after = _BEFORE.search(folded[: at.start()]), _ENDING.match(folded[at.end() :])
        if before is None or after is None:
            continue
        name = _joined(re.sub(r"tiret du (?:bas|huit)", "underscore", before[1].replace("tiret du six", "tiret")))
        domain = _joined(after[1])
        if "." in domain and re.fullmatch(r"[a-z]{2,}", domain.rpartition(".")[2]):
            return in_text(f"{name}@{domain}", text, before.start(1), at.end() + after.end(1))
    return None


def _joined(said: str) -> str:
    return "".join(_SIGNS.get(word, word) for word in _PART.findall(said))
