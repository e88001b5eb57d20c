"""The sender's own name and address as lines of their own: under the message without a closing, or above it as a letterhead."""

import re

from rules.cues import TITLES
from rules.given_names import GIVEN_NAMES
from rules.names import KINDS, PARTICLES
from rules.prose import EVERYDAY
from rules.setting import CLOSINGS
from rules.words import Words, folded_words, word_set

_MOST_NAME_WORDS = 5
_FEWEST_NAME_WORDS = 2
_SHORTEST_NAME = 3
_LONGEST_LINE = 70
_MOST_LINES = 9
_LONGEST_END = 200
_GROUPS = word_set("collectif association amicale syndic sci copropriete famille indivision comite conseil gaec earl")
_WITHIN_NAMES = PARTICLES | word_set("ne nee epouse c o")
_BEFORE_ADDRESS = " ,;-–—(|/•·\t"
_CONTACT = re.compile(
    r"""[\s,;|(–—-]*(?:
        \d{5}\b[^.!?]{0,40}                                          # 50700 Valognes
        |(?:t[ée]l\w*|port\w*|mob\w*|fax|gsm|e-?mail|mail|courriel|adresse\s?mail)?[\s.:°]*(?:\+?\d[\d\s./()-]{7,}\d|\S+@\S+)
        |(?:app?t|app?artement|b[âa]t|b[âa]timent|[ée]tage|esc|escalier|entr[ée]e|porte|r[ée]sidence|hall|bp|cs|cidex)\b\.?[^.!?]{0,40}
        |(?:envoy[ée]|sent|t[ée]l[ée]charge[rz])\b.{0,50}            # Envoyé de mon iPhone
        |[^\W\d_][\w'’ -]{1,30},?\s+le\s+\d.{4,25}                   # Valognes, le 12 mars
        |[-–—_*=~\s]*
    )[\s,;|)–-]*""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME_WORD = r"(?:[A-ZÀ-Ý][\w'’.-]{0,30}|et|&|de|du|des|la|le|née|veuve)"
_SIGNS = re.compile(
    rf"[ ]{{0,8}}(?:[-–—•*·][ ]{{0,2}}|\d{{1,2}}[.)°][ ]{{0,2}})?(?:M\.|Mme|Mlle|Mr)?[ ]?(?=[A-ZÀ-Ý])"
    rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,5}}[ ]?[,;:(–—-]{{1,2}}[ ]?\d{{1,4}} ?(?:bis|ter|[a-z])?,? [^\W\d_]"
)
_POSTAL_TOWN = re.compile(r"[\s,;–—-]{1,4}\d{5} [^.!?,;\n\d]{2,40}[.!,;:\n–—-]\s*")
_SENTENCE = re.compile(r".*(?<!\bM)(?<!\bMr)(?<!\bMme)(?<!\b[A-Z])[.!?…]\s+")
_SALUTATION = re.compile(
    r"\s*(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|objet|[àa] l['’]attention|mairie|cher|ch[èe]re)\b", re.I
)


def is_sender_line(words: Words, first: int, last: int) -> bool:
    """Return whether an address, from its first word to its last, is what the sender puts under or above the message, and no word of it.

    Under it: name and address on lines of their own, nothing after them but how to reach the sender. Above it: the same, then a blank line
    or a salutation.
    """
    source, start, end = words.source, words.starts[first], words.ends[last]
    opened = source.rfind("\n", 0, start) + 1
    closed = source.find("\n", end)
    closed = len(source) if closed < 0 else closed
    if opened == 0 and closed == len(source):
        return False
    if closed - opened > _LONGEST_LINE or not _is_contact(source[end:closed]):
        return False
    above = [line for line in source[:opened].splitlines() if line.strip()]
    name = source[opened:start].strip(_BEFORE_ADDRESS)
    if name:
        # Only a blank parts « Mme Roy 5 rue Siquet »: a title must say that a name is there.
        is_named = _is_titled(name) if start - opened == len(name) + 1 else _is_name(name)
        return above != [] and is_named and _ends_all(source[closed:])
    before = _without_contact(above)
    if not before or not (_is_name(before[-1].strip().strip(_BEFORE_ADDRESS)) or _closes(before[-1])):
        return False
    return (len(before) > 1 and _ends_all(source[closed:])) or (len(before) == 1 and _opens_letter(source[closed:]))


def is_signatory_line(words: Words, first: int, last: int) -> bool:
    """Return whether an address is that of one of several who sign, a line each: « – Odile Roy, 5 rue Carnot »."""
    source, start, end = words.source, words.starts[first], words.ends[last]
    opened = source.rfind("\n", 0, start) + 1
    if opened == start or source[opened:start].isspace():
        return False
    closed = source.find("\n", end)
    closed = len(source) if closed < 0 else closed
    if closed - opened > _LONGEST_LINE or not (_SIGNS.match(source, opened, closed) and _is_contact(source[end:closed])):
        return False
    above = source.rfind("\n", 0, max(0, opened - 1)) + 1
    below = source.find("\n", closed + 1)
    is_below = closed < len(source) and _SIGNS.match(source, closed + 1, below if below >= 0 else len(source)) is not None
    return is_below or (opened > 0 and _SIGNS.match(source, above, opened - 1) is not None)


def closes_last_line(words: Words, first: int, last: int) -> bool:
    """Return whether a name and an address end the message on the line of its last sentence: « … ça glisse. Jean Roy, 12 rue Carnot »."""
    source, start, end = words.source, words.starts[first], words.ends[last]
    if len(source) - end > _LONGEST_END or not _ends_all(f"\n{source[end:]}"):
        return False
    told = _SENTENCE.match(source, max(source.rfind("\n", 0, start) + 1, start - _LONGEST_LINE), start)
    if told is None:
        return False
    name = source[told.end() : start]
    return name[-2:].strip(_BEFORE_ADDRESS) == "" and _is_name(name.strip(_BEFORE_ADDRESS))


def opens_first_line(words: Words, first: int, last: int) -> bool:
    """Return whether a name, an address and its town begin a message before a salutation: « J. Roy, 2 rue Siquet, 50999 Brix. Bonjour »."""
    source, start, end = words.source, words.starts[first], words.ends[last]
    name = source[:start]
    if name[-2:].strip(_BEFORE_ADDRESS) != "" or not _is_name(name.strip().strip(_BEFORE_ADDRESS)):
        return False
    town = _POSTAL_TOWN.match(source, end)
    return town is not None and _SALUTATION.match(source, town.end()) is not None


def _without_contact(lines: list[str]) -> list[str]:
    """Return the lines without the last that only say how to reach somebody or where in the building he lives."""
    kept = list(lines)
    while kept and len(lines) - len(kept) < _MOST_LINES and _is_contact(kept[-1]):
        kept.pop()
    return kept


def _ends_all(rest: str) -> bool:
    """Return whether nothing follows but how to reach the sender, his town or a name."""
    lines = [line for line in rest.splitlines() if line.strip()]
    return len(lines) <= _MOST_LINES and all(_is_contact(line) or _is_name(line.strip()) or _is_town(line) for line in lines)


def _opens_letter(rest: str) -> bool:
    """Return whether lines on how to reach the sender lead to a blank line or a salutation, and the message follows."""
    for number, line in enumerate(rest.split("\n")[1:]):
        if not line.strip() or _SALUTATION.match(line) is not None:
            return rest.strip() != "" and number < _MOST_LINES
        if not (_is_contact(line) or _is_town(line)):
            return False
    return False


def _closes(line: str) -> bool:
    """Return whether a line is only a closing: « Cordialement, »."""
    forms = folded_words(line)
    return 0 < len(forms) <= _MOST_NAME_WORDS and not CLOSINGS.isdisjoint(forms)


def _is_contact(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and _CONTACT.fullmatch(line) is not None


def _is_town(line: str) -> bool:
    """Return whether a line may be the name of a town: one to four words with capitals."""
    forms = folded_words(line)
    return 0 < len(forms) <= _MOST_NAME_WORDS and _are_capital(line) and EVERYDAY.isdisjoint(forms)


def _is_name(line: str) -> bool:
    """Return whether a line is the name of a person or group: with a title, a given name or capitals."""
    names = _names_in(line)
    if len(names) == 1:
        return _is_titled(line) or names[0] in GIVEN_NAMES
    if _is_titled(line) or len(names) < _FEWEST_NAME_WORDS or not EVERYDAY.isdisjoint(names) or names[0] in KINDS:
        return _is_titled(line)
    return not GIVEN_NAMES.isdisjoint(names) or (_are_capital(line) and len(names[-1]) >= _SHORTEST_NAME)


def _is_titled(line: str) -> bool:
    """Return whether a line is a name with a title, or that of a group: « M. et Mme Roy », « J. Roy », « Collectif des riverains »."""
    names, forms = _names_in(line), folded_words(line)
    is_opened = names != [] and (forms[0] in _GROUPS or forms[0] in TITLES or (len(forms[0]) == 1 and _are_capital(line)))
    return is_opened and (forms[0] in _GROUPS or EVERYDAY.isdisjoint(names))


def _names_in(line: str) -> list[str]:
    """Return the folded words of a line that may be names; none where it is no line with a name alone."""
    if not line or len(line) > _LONGEST_LINE or line[-1] in ".:!?" or any(sign.isdigit() for sign in line):
        return []
    names = [form for form in folded_words(line) if form not in _WITHIN_NAMES and form not in TITLES]
    return names if len(names) <= _MOST_NAME_WORDS else []


def _are_capital(line: str) -> bool:
    """Return whether every word but the small ones has a capital."""
    written = [word.strip(",()&+") for word in re.split(r"[\s'’-]+", line)]
    return all(not word[:1].isalpha() or word[:1].isupper() for word in written if word.lower() not in _WITHIN_NAMES)
