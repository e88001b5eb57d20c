"""Who signs: the name of the writer from display name, signature block, introduction and address, and which lines of a block are his."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from ingest.block_lines import NO_NAME
from ingest.found import Found, in_block, in_text, span_within, words_of
from ingest.given_names import GIVEN_NAMES
from ingest.names import CIVILITY, LEAD, PARTICLES, Person, is_capitals, is_shortened, person, title
from ingest.plain import fold

_VOWELS = frozenset("aeiouy")
_NO_LETTERS = re.compile(r"[^a-z]+")
_ADDRESS = re.compile(r"\S{1,100}@\S{1,200}")
ON_BEHALF = re.compile(r"(?:p\.?\s?/?\s?o\.?|pour|au nom de|par d[ée]l[ée]gation|par ordre)(?=\s)", re.IGNORECASE)
"""Before him for whom somebody signs."""
_THANKS = re.compile(
    r"^(?:mrc|merci(?: d['’]avance| beaucoup| bcp)?|cdlt|cdt|bien à vous|bonne journée)[ ,!.:-]+(?=[^\W\d_]{2})", re.IGNORECASE
)
_COUPLE = re.compile(r"([^\W\d_][\w'’-]+)\s+(?:et|&|and)\s+([^\W\d_][\w'’-]+)")


def name_told(display: str | None, signature: Sequence[str], email: str | None, text: str) -> Found | None:
    """Return the sender's name and the words that hold it whole: of his block, of the display name, of his address, of his introduction."""
    name = best_name(display, signature, email)
    if name is None:
        return introduced_name(text)
    words = words_of(name)
    for index, line in enumerate(signature):
        # A name is not read off « jean.dupont@… » below it: of such words blanks are kept, so that every other stays in its place.
        bare = _ADDRESS.sub(lambda match: " " * len(match[0]), line) if "@" in line else line
        if (span := span_within(words, bare)) is not None:
            return in_block(name, signature, (index, span[0]), (index, span[1]))
    is_shown = display is not None and span_within(words, display) is not None
    return Found(value=name, quote=display if display and is_shown else email or display or name)


def best_name(display: str | None, signature: Sequence[str], email: str | None) -> str | None:
    """Return ``NOM Prénom`` of the sender: as signed, completed from the display name where that names the same person.

    A given name alone, or with an initial, names nobody.
    """
    shown = person(display)
    for index, whole in enumerate(signature):
        line = _who_acts(whole)
        if (second := _second_of_couple(display, line)) is not None:
            return second.written()
        signed = _signed(LEAD.sub("", line), shown) or (
            _unlisted(line) if index == 0 and shown is None and fold(line) != fold(display or "") else None
        )
        if signed is None or _signs_below(shown, signed, signature[index + 1 :]):
            continue
        if ON_BEHALF.match(LEAD.sub("", whole)) and any(_signed(LEAD.sub("", other), shown) for other in signature[index + 1 : index + 3]):
            continue
        signed = _fuller(signed, signature[index + 1 :])
        if shown is None:
            return signed.written() if signed.surname else _with_surname(signed, email)
        found = _merged(signed, shown)
        return found.written() if found.surname else _with_surname(found, email)
    if shown is None:
        return _from_address(email)
    return shown.written() if shown.surname else _with_surname(shown, email)


def _who_acts(line: str) -> str:
    """Return who signs for another: « P/o Taxis du Val, Moussa Diarra » without those he signs for, and what stands before a name."""
    line = _THANKS.sub("", line.strip(" *~•"))
    _, comma, rest = line.partition(",")
    return rest.strip() if comma and ON_BEHALF.match(line) and person(re.split(r"[,(]|\s[-–—|]\s", rest, maxsplit=1)[0]) else line


def _signs_below(shown: Person | None, signed: Person, others: Sequence[str]) -> bool:
    """Whether the person shown signs below somebody else: the last of a list of names is the one who wrote."""
    if shown is None or not shown.surname or fold(shown.given or "").split("-")[0] not in GIVEN_NAMES or _shares(signed, shown):
        return False
    return any((one := _signed(LEAD.sub("", line), shown)) is not None and _shares(one, shown) for line in others)


def _second_of_couple(display: str | None, line: str) -> Person | None:
    """Return the second of « Jean et Odile Tessier » where the line is « O. Tessier » or « Odile »: the one who signs."""
    match = _COUPLE.search(display or "")
    if match is None or (first := person(display)) is None or first.surname is None:
        return None
    head = fold(re.split(r"[,;(]|\s[-–—]\s", line, maxsplit=1)[0]).split()
    one, other = fold(match[1]), fold(match[2])
    if not head or (one[0] == other[0] and head[0].rstrip(".") != other):
        return None
    is_second = head[0].rstrip(".") in {other, other[0]} and all(word in fold(first.surname) for word in head[1:])
    return Person(surname=first.surname, given=title(match[2])) if is_second else None


def _unlisted(line: str) -> Person | None:
    """Return the person whom the first line of a block names, though the given name is on no list: « Solvej Brindeau, gérante »."""
    head = re.split(r"\s[-–—|]\s|[,;|(]", line, maxsplit=1)[0].strip(" .")
    words = head.split()
    is_title = 2 <= len(words) <= 3 and all(word[0].isupper() for word in words) and fold(words[0]) not in PARTICLES  # noqa: PLR2004 - given name and surname
    return person(head) if is_title and not NO_NAME.search(fold(head)) else None


def _parts_of_address(email: str | None) -> list[str]:
    """Return the words of the local part of an address that may be names; of « theo.rn@ » the second is no surname but its letters."""
    parts = re.split(r"[._-]", (email or "").split("@")[0])
    return [part for part in parts if part.isalpha() and len(part) > 1 and not _VOWELS.isdisjoint(fold(part))]


def _from_address(email: str | None) -> str | None:
    """Return the name in an address such as ``jeanne.roussel@``, where the given name is a known one."""
    parts = _parts_of_address(email)
    if len(parts) != 2 or not {*parts} & GIVEN_NAMES:  # noqa: PLR2004 - given name and surname
        return None
    found = person(" ".join(part.capitalize() for part in parts))
    return found.written() if found else None


_INTRODUCTION = re.compile(
    r"(?:(?:^|\n)contact(?: pour [^:\n]{2,40})?\s?:|"
    r"je soussign[ée]e?s?,?|je m['’ ]?appell?e|mon nom est|je me nomme|my name is|je suis (?=(?:m\.|mr|mme|mlle|monsieur|madame|"
    r"mademoiselle)\s)|"
    r"(?P<here>\A(?:(?:all[oô]|oui|bonjour|bonsoir)[\s,.!]{1,3}){0,3}(?:c['’]est|ici) "
    r"(?=(?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle)\s))|"
    r"(?P<plain>(?:je suis|i am)(?=\s+[A-ZÀ-Ý][\w'’-]+\s+[A-ZÀ-Ý])))\s*(?P<name>(?:(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|"
    r"Mademoiselle)\s+)?[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’-]*){0,3})",
    re.IGNORECASE,
)


_MOST_BEFORE_NUMBER = 120
_BEFORE_NUMBER = re.compile(
    r"(?<![\w'’-])(?P<name>[A-ZÀ-Ý][\w'’-]{1,30}(?: [A-ZÀ-Ý][\w'’-]{1,30}){1,2})(?: virgule| point|,| [-–:]| t[ée]l(?:[ée]phone)?\.?)? "
    r"(?:\+33 ?|0)\d(?:[ .]?\d\d){4}\Z"
)


def introduced_name(text: str) -> Found | None:
    """Return the name by which a writer introduces himself in the text: « je soussigné … », « je m'appelle … »."""
    for match in _INTRODUCTION.finditer(text[:5_000]):
        words = match["name"].split()
        if match["here"]:  # « c'est madame Picquenot rue Thiers »: nothing parts the name from what follows
            words = [words[0], *takewhile(lambda word: word[0].isupper(), words[1:])]
        kept = [word for index, word in enumerate(words) if word[0].isupper() or (index == 0 and CIVILITY.match(word))]
        if match["plain"] and (not kept or fold(kept[0]) not in GIVEN_NAMES):
            continue
        if not kept and fold(words[0]) in GIVEN_NAMES:
            kept = [word.capitalize() for word in words[:2]]
        found = person(" ".join(kept))
        if found is not None and found.surname and (written := found.written()):
            span = span_within(words_of(written), match["name"]) or (0, len(match["name"]))
            return in_text(written, text, match.start("name") + span[0], match.start("name") + span[1])
    signed = named_before_number(text)
    found = person(signed["name"]) if signed is not None else None
    if signed is None or found is None or found.surname is None or not (written := found.written()):
        return None
    return in_text(written, text, signed.start("name"), signed.end("name"))


def named_before_number(text: str) -> re.Match[str] | None:
    """Return the name that stands before the number with which a text ends, as people dictate it: « … merci Jean Dupont virgule 06 … »."""
    found = _BEFORE_NUMBER.search(text, max(0, len(text) - _MOST_BEFORE_NUMBER)) if text[-1:].isdigit() else None
    return found if found is not None and fold(found["name"].split()[0]).split("-")[0] in GIVEN_NAMES else None


def first_signers(signature: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the lines of a block, without those in which a second signer gives his own address or number."""
    return _first_signers(tuple(signature))


@lru_cache(maxsize=8)
def _first_signers(signature: tuple[str, ...]) -> tuple[int, ...]:
    """Remember the block that is just being read: those who look for numbers and for addresses both ask."""
    first: Person | None = None
    kept: list[int] = []
    for index, line in enumerate(signature):
        head = re.split(r",|\s[-–—|:]\s|\(|\s\+?\d", line, maxsplit=1)[0].strip()
        words = fold(head).split()
        found = person(head) if words and words[0].split("-")[0] in GIVEN_NAMES else None
        if found is not None and found.surname and found.given:
            if first is not None and not _shares(found, first) and any(character.isdigit() for character in line):
                continue
            first = first or found
        kept.append(index)
    return tuple(kept)


def _signed(line: str, shown: Person | None) -> Person | None:
    """Return the person a signature line begins with."""
    head = re.split(r"\s[-–—|/]\s|[,;|]|\s{2,}|\s*\(|\+?\d|\b(?:t[ée]l|port|mob|fax)\b", line, maxsplit=1, flags=re.IGNORECASE)[0].strip(
        " .:"
    )
    found = person(head)
    if found is None or (found.surname is None and found.given is None):
        return None
    count = len(head.split())
    known = shown is not None and _shares(found, shown)
    is_plausible = known or (count >= 2 and _looks_personal(head)) or bool(CIVILITY.match(head))  # noqa: PLR2004 - given name and surname
    return found if is_plausible else None


def _looks_personal(head: str) -> bool:
    words = [word for word in head.replace(",", " ").split() if fold(word) not in PARTICLES and word not in {"et", "&"}]
    if head.islower():
        return len(words) == 2 and any(fold(word) in GIVEN_NAMES for word in words)  # noqa: PLR2004 - given name and surname
    return (
        bool(words)
        and all(word[0].isupper() for word in words)
        and (
            any(fold(word).split("-")[0].rstrip(".") in GIVEN_NAMES for word in words)
            or (len(words) in {2, 3} and any(is_capitals(word) for word in words) and not all(is_capitals(word) for word in words))
            or (
                len(words) == 2  # noqa: PLR2004 - « J. Michel », « J.-P. Blin »
                and re.fullmatch(r"(?:[A-ZÀ-Ý](?:\.-?|-))?[A-ZÀ-Ý]\.?", words[0]) is not None
            )
        )
    )


def _fuller(signed: Person, others: Sequence[str]) -> Person:
    """Return the person whose whole name another line gives, the letter's head, where the signature has but an initial."""
    initial = fold(signed.given or "").rstrip(".")
    if signed.surname is None and others and CIVILITY.match(others[0]):
        below = person(re.split(r"[,;(]|\s[-–—|]\s", others[0], maxsplit=1)[0])  # « Jeanine / Mme Picquenot »
        return Person(surname=below.surname, given=signed.given) if below and below.surname and below.given is None else signed
    if not signed.surname or not (len(initial) == 1 or is_shortened(signed.given or "")):
        return signed
    for line in others:
        found = person(re.split(r"[,;(]|\s[-–—|]\s", line, maxsplit=1)[0])
        # Of « FE. Diallo » a scanner made the second letter: the first one tells.
        if found and found.given and fold(found.surname or "") == fold(signed.surname) and fold(found.given).startswith(initial[0]):
            return found
    return signed


def _letters(text: str | None) -> set[str]:
    return {word for word in _NO_LETTERS.split(fold(text or "")) if len(word) > 1}


def _is_latin(one: Person) -> bool:
    """Whether a name is written in letters that everybody in a town hall reads."""
    return bool(_letters(one.surname) or _letters(one.given))


def _shares(one: Person, other: Person) -> bool:
    return bool((_letters(one.surname) | _letters(one.given)) & (_letters(other.surname) | _letters(other.given)))


def _merged(signed: Person, shown: Person) -> Person:
    """Return the fuller of two names of one person; the signature where they differ and it is whole."""
    if not _is_latin(shown) and _is_latin(signed):
        return signed
    if _shares(signed, shown):
        if _is_short_for(signed, shown):
            return shown
        signed_size = len(_letters(signed.surname) | _letters(signed.given))
        shown_size = len(_letters(shown.surname) | _letters(shown.given))
        best = signed if signed_size >= shown_size else shown
        if fold(f"{signed.surname} {signed.given}") == fold(f"{shown.surname} {shown.given}"):
            return max(shown, signed, key=lambda one: sum(not letter.isascii() for letter in f"{one.surname}{one.given}"))
        if signed_size == shown_size and signed.written() and not any(is_capitals(word) for word in (signed.surname or "").split()):
            return shown if any(is_capitals(word) for word in (shown.surname or "").split()) else signed
        return best
    return signed if signed.surname and signed.given else shown


def _is_short_for(signed: Person, shown: Person) -> bool:
    """Whether a signature only cuts the given name of the person shown short: « Ph. Anquetil » is Philippe Anquetil."""
    start, whole = fold(signed.given or "").rstrip("."), fold(shown.given or "")
    is_cut = is_shortened(signed.given or "") and whole.startswith(start) and len(start) < len(whole)
    return is_cut and fold(signed.surname or "") == fold(shown.surname or "")


def _with_surname(signed: Person, email: str | None) -> str | None:
    """Complete a lone given name from an address such as ``jean.dupont@``."""
    parts = _parts_of_address(email)
    if len(parts) == 2 and fold(signed.given or "") in parts:  # noqa: PLR2004 - given name and surname
        surname = parts[1] if parts[0] == fold(signed.given or "") else parts[0]
        return Person(surname=surname, given=signed.given).written()
    return None
