"""The head of a letter, cut from its text: the sender's own lines kept, addressee, place, date and « Objet » left out."""

import re
from collections.abc import Sequence

from ingest.closings import is_salutation
from ingest.plain import MAX_ODD_LINE, fold

_ADDRESSEE = re.compile(
    r"(?:a l'attention|a m\b|a (?:monsieur|madame)|(?:monsieur|madame|m\.|mme) l[ea]s? (?:maire|adjointe?|directeur|directrice|"
    r"president|responsable|chef)|"
    r"mairie|hotel de ville|monsieur\b\W*$|madame\b\W*$|madame[, ]+monsieur|mesdames|messieurs|service|direction|ville de|"
    r"commune de|police municipale|ccas)"
)
_HEADING = re.compile(
    r"(?:objet|sujet|concerne|n\.?\s?/?\s?ref|v\.?\s?/?\s?ref|vos ref|nos ref|ref(?:erences?)?|p\.?j\.?|"
    r"pieces? jointes?|lettre recommandee|recommandee?|lrar|copie)\b.{0,2}[:.]|lettre recommandee|recommande avec|par courriel|"
    r"l\.?r\.?a\.?r"
)
_PLACE_AND_DATE = re.compile(
    r"(?:fait )?(?:a )?(?:[\w' -]{2,40},?\s+)?(?:le\s+)?(?:\w+ )?(?:\d{1,2}(?:er)?\s+\w{3,9}\s+\d{4}|"
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\.?"
)
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_STREET_OR_NUMBER = re.compile(r"\d{1,4}\b|(?:bp|cs|residence|hameau|lieu-?dit|place|rue|avenue|z\.?a|bat)\b")
_CONTACT = re.compile(r"\+?\d[\d .()/-]{7,}|\S@\S|^(?:tel|telephone|port|portable|mobile|fax|mail|e-?mail|courriel)\b")
_CIVIL = re.compile(r"(?:m\.|mm\.|mr|mme|mlle|monsieur|madame|dr|me|maitre|famille)\s")
_NAMED = re.compile(r"(?:Madame|Monsieur|Mademoiselle|Mme|Mlle|M\.)(?: [A-ZÀ-Ý][\w'’.-]*){2,5}")
"""Who heads a letter with his own name puts no comma below it; « Madame Martin, » greets."""
_VERB = re.compile(r"\b(?:est|sont|suis|avez|ai|je|nous|vous|il|elle|on|merci|pouvez|depuis|car|mais|qui|que|faut|fait|is|are|please)\b")
_LOOKED_AT = 60
_LONGEST = 90
_FEWEST = 3
_SHORTEST_LINE = 2
"""Below a head something is said; a block with « Guyane » below it is how a short message ends."""
_MOST_WORDS = 8


def cut_letterhead(lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines without the head of a letter, and the sender's lines in it. « Objet » and references stay.

    A head is what stands above a salutation as people write it on paper: name and address, the addressee's, the day, « Objet ». It may
    follow a few words that introduce it. Without an addressee, only name and address with a post code at the very top are one.
    """
    for index, line in enumerate(lines[:_LOOKED_AT]):
        if is_salutation(line) and (start := _head_start(lines, index)) is not None:
            said = [line for line in lines[start:index] if _HEADING.match(fold(line.strip()[:MAX_ODD_LINE]))]
            return [*lines[:start], *said, *lines[index:]], list(sender_lines(lines[start:index]))
    return _cut_address(lines, names)


def _head_start(lines: Sequence[str], end: int) -> int | None:
    """Return where the head begins that ends above ``end``, None where there is none."""
    start, count, is_letter, is_addressed = end, 0, False, False
    for index in range(end - 1, -1, -1):
        text = lines[index].strip()
        if not text:
            continue
        folded = fold(text[:MAX_ODD_LINE])
        is_formal = bool(_ADDRESSEE.match(folded) or _HEADING.match(folded) or _PLACE_AND_DATE.fullmatch(folded))
        is_addressed = is_addressed or bool(_ADDRESSEE.match(folded) or _POSTCODE.search(folded))
        if is_salutation(text) and not _ADDRESSEE.match(folded) and not (count and _NAMED.fullmatch(text)):
            break
        if not (is_formal or _may_head(text, folded)):
            break
        start, count, is_letter = index, count + 1, is_letter or is_formal
    return start if is_letter and is_addressed and count >= _FEWEST else None


def _may_head(text: str, folded: str) -> bool:
    if _CONTACT.search(folded) or _POSTCODE.search(folded):
        return len(text) <= _LONGEST and not _VERB.search(folded)
    return len(text.split()) <= _MOST_WORDS and ":" not in text and not text.endswith((".", "?", "!", ":")) and not _VERB.search(folded)


def sender_lines(head: Sequence[str]) -> tuple[str, ...]:
    """Return the sender's lines of a letter's head: those above the addressee, without the day and « Objet »."""
    kept: list[str] = []
    for line in head:
        text = line.strip()
        folded = fold(text[:MAX_ODD_LINE])
        is_addressee = _ADDRESSEE.match(folded) is not None
        if kept and (is_addressee or (_CIVIL.match(folded) and any(_POSTCODE.search(one) for one in kept))):
            break
        if text and not is_addressee and not _PLACE_AND_DATE.fullmatch(folded) and not _HEADING.match(folded):
            kept.append(text)
    return tuple(kept)


def _cut_address(lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut name, address and telephone where they head the message without any addressee."""
    written = [(index, line.strip()) for index, line in enumerate(lines[:20]) if line.strip()]
    for position in range(min(2, len(written))):
        block = [written[position]]
        for index, text in written[position + 1 :]:
            if not _is_contact_line(text):
                break
            block.append((index, text))
        if (
            len(block) > 1
            and _is_name(block[0][1], names)
            and any(_POSTCODE.search(text) for _, text in block)
            and any(len(text.split()) > _SHORTEST_LINE for _, text in written[position + len(block) :])
        ):
            cut = {index for index, _ in block}
            return [line for index, line in enumerate(lines) if index not in cut], [text for _, text in block]
    return list(lines), []


def _is_contact_line(text: str) -> bool:
    folded = fold(text[:MAX_ODD_LINE])
    if len(text) > _LONGEST or _VERB.search(folded):
        return False
    return bool(_CONTACT.search(folded) or _POSTCODE.search(folded) or _STREET_OR_NUMBER.match(folded))


def _is_name(text: str, names: Sequence[str]) -> bool:
    folded = fold(text[:MAX_ODD_LINE])
    words = [word for word in re.split(r"[^a-z]+", folded) if len(word) > 1]
    if _CIVIL.match(folded) and len(words) <= _MOST_WORDS:
        return not _ADDRESSEE.match(folded)
    known = {word for name in names for word in re.split(r"[^a-z]+", fold(name)) if len(word) > 1}
    return len(words) <= 5 and (bool(known & set(words)) or (len(words) >= 2 and all(word[:1].isupper() for word in text.split())))  # noqa: PLR2004 - given name and surname
