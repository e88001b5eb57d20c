"""Submissions that robots make: a trap filled, a form filled in faster than anybody reads, a text that is nothing but links."""

import re
from collections.abc import Sequence

from domain.machine import Sign, Sort, Witness
from ingest.email import scams
from ingest.form.fields import Field
from ingest.form.understood import Understood
from ingest.plain import fold

_LINK = re.compile(r"https?://|<a\s|\[url\b|\[link\b|\bwww\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s[^>]{0,20}href|\[url\s?[=\]]|\[link\s?=", re.IGNORECASE)
_EMPTY = frozenset({"", "0", "false", "off", "none", "null", "non", "no"})
_TOO_FAST_S = 3.0
"""Nobody reads a form and types a sentence in less; a browser that fills in a name helps with neither."""
_STUFFED = 3
_MOST_QUOTED = 200
_FEW_WORDS_A_LINK = 12


def robot_witness(found: Sequence[Understood], heading: str | None, text: str) -> Witness | None:
    """Return by what a submission is known as a robot's; None for a person's, who may well have typed fast."""
    trap = next((one for one in found if one.field is Field.TRAP and fold(one.answer.value).strip() not in _EMPTY), None)
    if trap is not None:
        return _witness(Sign.FIELD, f"{trap.answer.key} : {trap.answer.value}")
    maybe = next((one for one in found if one.field is Field.MAYBE_TRAP), None)
    seconds = _seconds(found)
    is_fast = seconds is not None and 0 <= seconds < _TOO_FAST_S
    if _is_stuffed(f"{heading or ''}\n{text}", is_fast=is_fast, has_site=maybe is not None):
        return _witness(Sign.WORDS, _first_link(text))
    if is_fast and maybe is not None:
        return _witness(Sign.FIELD, f"{maybe.answer.key} : {maybe.answer.value}")
    return _of_words(fold(f"{heading or ''}\n{text}"), text)


def _is_stuffed(text: str, *, is_fast: bool, has_site: bool) -> bool:
    """Whether a text is there for its links: typed too fast, written as markup, or hardly anything else."""
    links = len(_LINK.findall(text))
    if links and is_fast:
        return True
    if _MARKUP.search(text) and (has_site or links > 1):
        return True
    return links >= _STUFFED and len(text.split()) < _FEW_WORDS_A_LINK * links


def _of_words(folded: str, text: str) -> Witness | None:
    """Return what the words of a text are known for: the signs are those of mail."""
    if scams.is_fraud(folded):
        return _witness(Sign.WORDS, text, Sort.FRAUD)
    return _witness(Sign.WORDS, text) if scams.is_prospecting(folded) or scams.is_offer(folded) else None


def _seconds(found: Sequence[Understood]) -> float | None:
    said = next((one.answer for one in found if one.field is Field.SECONDS), None)
    match = re.match(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)", said.value) if said is not None else None
    if said is None or match is None:
        return None
    number = float(match[1].replace(",", "."))
    return number / 1_000 if re.search(r"(?:^|_| )ms$|millis", said.key.lower()) else number


def _first_link(text: str) -> str:
    match = _LINK.search(text)
    return text[max(0, match.start() - 40) :] if match else text


def _witness(sign: Sign, quote: str, sort: Sort = Sort.ADVERTISING) -> Witness:
    return Witness(sort=sort, sign=sign, quote=" ".join(quote.split())[:_MOST_QUOTED])
