"""The words of a text that may belong to a name, from one word on."""

from collections.abc import Container
from typing import NamedTuple

from rules.names import KINDS, PARTICLES, expand
from rules.prose import SUFFIXES
from rules.scanned import figures
from rules.words import Words

_LONGEST_NAME = 9
_SHORT_KIND = 3
_LONGEST_ABBREVIATION = 5
_MISREAD_ARTICLE = "1"
"""« rue de 1'Église », on a scanned page."""
_APOSTROPHES = frozenset("'’")
_GRAND = frozenset({"grand", "grande"})
_LETTERS = frozenset("abcdefghijkt")
_CAPITAL_LETTERS = frozenset("uvwxyz")
"""Letters that follow a house number only as capitals."""


class Window(NamedTuple):
    """Words written out, without small ones, and where each stands; ``initials`` are the single letters before the first."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    initials: str

    def without(self, unwanted: Container[str]) -> "Window":
        """Return the window without some words."""
        kept = [(word, place) for word, place in zip(self.words, self.places, strict=True) if word not in unwanted]
        return Window(tuple(word for word, _ in kept), tuple(place for _, place in kept), self.initials)


def window_at(words: Words, index: int, longest: int = _LONGEST_NAME) -> Window:
    """Return the window that begins at a word; it ends where a name must."""
    forms, breaks, sentences = words.forms, words.breaks, words.sentences
    found: list[str] = []
    places: list[int] = []
    initials = ""
    last = len(forms) - 1
    for at in range(index, len(forms)):
        form = forms[at]
        if form in PARTICLES or (form == _MISREAD_ARTICLE and words.gap(at)[:1] in _APOSTROPHES):
            initials += "" if found else _initial_at(words, at)
        elif len(form) == 1 and not form.isdigit() and not (form == "r" and found and found[-1] in _GRAND):
            if not found and "'" not in (gap := words.gap(at)) and "’" not in gap:
                initials += form
        else:
            written = expand(form)
            if found and written == form and len(form) <= _SHORT_KIND and not form.isdigit():
                written = KINDS.get(form, form)
            for part in written.split():
                found.append(part)
                places.append(at)
        if len(found) >= longest or breaks[at] or at == last or (sentences[at] != sentences[at + 1] and not _goes_on(words, at)):
            break
    return Window(tuple(found), tuple(places), initials)


def _initial_at(words: Words, index: int) -> str:
    """Return the initial at a word that elsewhere is a small one, « rue A. Lebrun », « bd L. Blum »; empty where it is none."""
    form = words.forms[index]
    return form if len(form) == 1 and form.isalpha() and words.gap(index)[:1] == "." and words.original(index).isupper() else ""


def next_word(words: Words, index: int) -> str:
    """Return the first part of the next word that may belong to the same name; empty where the name must end before."""
    forms, breaks, sentences = words.forms, words.breaks, words.sentences
    last = len(forms) - 1
    while index < last and not breaks[index] and (sentences[index] == sentences[index + 1] or _goes_on(words, index)):
        index += 1
        form = forms[index]
        if form == "r" and forms[index - 1] in _GRAND:
            return KINDS[form]
        if form not in PARTICLES and (len(form) > 1 or form.isdigit()):
            return expand(form).partition(" ")[0]
    return ""


def _goes_on(words: Words, index: int) -> bool:
    """Return whether a name may go on: only a dash follows (« Route de Volvic - Paugnat »), or the dot of an abbreviation."""
    gap, form = words.gap(index).strip(" "), words.forms[index]
    return gap in {"-", "–"} or (
        gap in {".", ".-"} and len(form) <= _LONGEST_ABBREVIATION and (len(form) == 1 or form in KINDS or expand(form) != form)
    )


def suffix_at(words: Words, index: int) -> str:
    """Return the « bis » or letter at a word that belongs to the number before it; empty where it is none."""
    if index <= 0:
        return ""
    form = words.forms[index]
    if form in SUFFIXES and (words.forms[index - 1].isdigit() or figures(words.original(index - 1)) is not None):
        return form
    if not words.forms[index - 1].isdigit():
        return ""
    gap = words.gap(index)
    if form in _CAPITAL_LETTERS and words.original(index).isupper() and not words.gap(index - 1).strip(" -"):
        return form
    if form not in _LETTERS or words.gap(index - 1).strip(" -") or "'" in gap or "’" in gap:
        return ""
    return form if words.original(index) in {form, form.upper()} else ""
