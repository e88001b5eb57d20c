"""The frame of a letter: what stands above the salutation, the formula that closes it, and what stands below.

Of a frame only the line « Objet : » says what the letter is about; its addresses are the sender's.
"""

import re
from typing import NamedTuple

from rules.guarded import Guarded
from rules.words import Words, word_set

_TOP = 1_200
"""Characters in which a salutation is looked for."""
_BOTTOM = 900
"""Characters in which the closing formula is looked for."""
_COURTEOUS = word_set(
    """
    salutation salutations sentiment sentiments consideration respect respects hommages gratitude remerciements devouement attachement
    assurance expression souvenir amities cordialement respectueusement courtoisement cdlt cdt
    """
)
"""Words of which a closing formula has one."""
_YOURS = " bien a "
_LONGEST_FORMULA = 300
_SIGNATURE = 450
"""Characters that may follow the formula."""
_LONGEST_LINE = 110
"""A longer line above a salutation tells something."""
_MOST_LINES = 16
_ENDS = frozenset(".!?…")
_WORDS_OF_SENTENCE = 5
_GREETED = r"(?:mesdames?|messieurs?|madame|monsieur|mlle|mademoiselle|maître|docteur)"
_SALUTATION = re.compile(
    rf"^[^\S\n]*(?:bonjour|bonsoir|(?:(?:très )?ch[eè]re?s?[^\S\n]+)?(?:{_GREETED}\b|ch[eè]re?s? ))[^\n]{{0,90}}?(?:[,!:]|(?<=maire)|"
    rf"(?<=monsieur)|(?<=messieurs)|(?<=madame)|(?<=bonjour)|(?<=bonsoir)|(?<=élus))[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT_LINE = re.compile(
    r"^[^\S\n]*(?:objets?|concerne|sujet|motif|re|obj\.?)[^\S\n]*:(?:[^\S\n]*\n)?[^\n]*$", re.IGNORECASE | re.MULTILINE
)
_ENCLOSED = re.compile(r"^[^\S\n]*(?:p\.?[^\S\n]?j\.?|pi[eè]ces?[^\S\n]jointes?|copies?|annexes?)[^\S\n]*:", re.IGNORECASE)
_COURTESY = (
    r"\b(?:salutations?|sentiments?|considération|respects?|hommages?|gratitude|remerciements|dévouement|attachement|souvenir|amitiés|"
    r"l['’](?:assurance|expression)\sde\b)"
)
_FORMULA = Guarded(
    r"\b(?:pri\w{1,4}\s[^.?!]{0,40}?(?=de|d['’]|à)|(?=veuillez|voudrez|vouloir))"
    r"(?P<own>(?:(?:de|d['’]|à)\s*|veuillez\s|voudrez\sbien\s|vouloir\s)(?:\w+\s)?"
    rf"(?:agréer|croire|recevoir|accepter|trouver))\b[^.?!]{{0,220}}?{_COURTESY}"
    rf"|\b(?:recevez|agréez|croyez|acceptez)\b[^.?!]{{0,160}}?{_COURTESY}"
    rf"|\bvous\s(?:adress|présent|transmet|envo|assur)\w*\b[^.?!]{{0,120}}?{_COURTESY}"
    r"|^[^\S\n]*(?:\S+[^\S\n]+){0,3}?(?:salutations?|cordialement|respectueusement|courtoisement|bien à (?:vous|toi)|cdlt|cdt)\b"
    r"(?=[^\S\n]*(?:[,.!]|$|\S+[^\S\n]*(?:[,.!]|$)))",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE_START = re.compile(r"[.!?…]\s+|\n")
_AFTERWORD = re.compile(r"^[^\S\n]*(?:j['’]oubliais|p\.?[^\S\n]?-?s\.?\b|post-?[^\S\n]?scriptum|nb\b|n\.b\.)", re.IGNORECASE | re.MULTILINE)


class Frame(NamedTuple):
    """Where the frame of a letter lies, in words: the body from ``body`` to before ``closing``; the formula's own words from ``formula``.

    ``subject`` are the words of the line that says what the letter is about; ``end`` is the first word of a postscript.
    """

    body: int
    subject: range
    closing: int
    formula: int
    end: int


def frame_of(words: Words) -> Frame:
    """Return the frame of a message; one without a salutation on a line of its own below others, or without a formula, has less of it."""
    source = words.source
    body, subject = _head(source)
    closing, formula, end = _foot(words, body)
    return Frame(
        words.after(body),
        range(words.after(subject[0]), words.after(subject[1])),
        words.after(closing),
        words.after(formula),
        words.after(end),
    )


def _head(source: str) -> tuple[int, tuple[int, int]]:
    """Return where the body begins, and where the line lies that says what it is about."""
    salutation = next((one for one in _SALUTATION.finditer(source, 0, _TOP) if source[: one.start()].strip()), None)
    if salutation is None:
        return 0, (0, 0)
    above = source[: salutation.start()]
    lines = [line for line in above.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES or any(map(_tells, lines)):
        return 0, (0, 0)
    subject = _SUBJECT_LINE.search(above)
    return salutation.start(), subject.span() if subject is not None else (0, 0)


def _afterword(source: str, formula_end: int) -> int:
    """Return where something is told after the formula: a postscript, or whatever is a sentence."""
    for begins in _SENTENCE_START.finditer(source, formula_end):
        told = source[begins.end() :].partition("\n")[0]
        if _AFTERWORD.match(told) is not None or _tells(told):
            return begins.end()
    return len(source)


def _tells(line: str) -> bool:
    """Return whether a line tells something: one too long for a letterhead, or a sentence."""
    is_sentence = line.rstrip()[-1:] in _ENDS and len(line.split()) >= _WORDS_OF_SENTENCE
    is_labelled = _SUBJECT_LINE.match(line) is not None or _ENCLOSED.match(line) is not None
    return (len(line) > _LONGEST_LINE or is_sentence) and not is_labelled


def _foot(words: Words, body: int) -> tuple[int, int, int]:
    """Return where the sentence of the closing formula begins, where its own words do, and where a postscript begins."""
    source = words.source
    start = max(body, len(source) - _BOTTOM)
    courteous = next((at for at in range(words.after(start), len(words)) if words.forms[at] in _COURTEOUS), None)
    if courteous is not None:
        start = max(start, words.starts[courteous] - _LONGEST_FORMULA)
    elif _YOURS not in words.joined:
        return len(source), len(source), len(source)
    found = _FORMULA.finditer(source, start)
    formula = next((one for one in found if len(source) - one.end() <= _SIGNATURE), None)
    if formula is None:
        return len(source), len(source), len(source)
    begins = max((one.end() for one in _SENTENCE_START.finditer(source, body, formula.start())), default=body)
    own = formula.start("own") if formula["own"] else formula.start()
    return begins, own, _afterword(source, formula.end())
