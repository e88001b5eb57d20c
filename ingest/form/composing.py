"""The words of a submission: heading, text and what was ticked. What no field takes is a line of the text: nothing typed is lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from ingest.email.html import html_text
from ingest.form.fields import Field, human, key_words
from ingest.form.requester import address_line
from ingest.form.understood import Understood
from ingest.plain import fold

MAX_LINES = 2_000
MAX_CHARACTERS = 100_000
_LONGEST_HEADING = 200
_FEWEST_WORDS = 6
"""Of an answer that may be the request itself though nobody knows its question."""
_HTML = re.compile(r"<(?:p|br|div|ul|ol|li|span|b|strong|em)\b[^>]{0,200}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|amp|quot|apos|lt|gt|nbsp|[a-z]{2,6}(?:acute|grave|circ|uml|cedil|lig));", re.IGNORECASE)
_DENIED = frozenset({"non", "no", "false", "faux", "n", "0", "aucun", "aucune", "neant", "sans objet", "n/a", "na", "-", "none", "null"})
_MOST_PIECES = 30
_PIECE = re.compile(r"[^\W\d_]{2}")
_MEDIA_TYPE = re.compile(r"(?:image|audio|video|text|application|multipart)/[\w.+-]{1,80}")
_NUMBER = re.compile(r"\W*(?:20\d\d\s?[/-]\s?\d{1,6}|\d{1,6}\s?[/-]\s?20\d\d|20\d\d\d{4,6})\W*")
_WORDS_OF_A_TICK = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])|[_]+|(?<=\w)[-.](?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a submission says.

    ``beside`` are lines for people that are no part of the text: answers « non », which rules would take for what they deny, and the
    pieces that are announced. ``body`` is the beginning of the text, in the requester's own words. ``is_cut``: more was
    answered than a text holds.
    """

    text: str
    body: str
    heading: str | None
    hint: str | None
    beside: tuple[str, ...] = ()
    is_cut: bool = False


def compose(found: Sequence[Understood], unused: Sequence[Understood] = ()) -> Said:
    """Return heading, text and tick of what was answered. ``unused`` are contact data of which nothing could be made: they are told too."""
    texts = _distinct([one for one in found if one.field is Field.TEXT])
    questions = [one for one in found if one.field is Field.QUESTION]
    main = max(texts, key=lambda one: len(one.answer.value), default=None)
    if main is None:
        main = max(
            (one for one in questions if not one.group and len(one.answer.value.split()) >= _FEWEST_WORDS),
            key=lambda one: len(one.answer.value),
            default=None,
        )
    headings = [plain(one.answer.value) for one in found if one.field is Field.HEADING]
    form_name = next((one.answer.value for one in found if one.field is Field.FORM_NAME and _tells(one.answer.value)), None)
    heading = headings[0] if headings and len(headings[0]) <= _LONGEST_HEADING else None
    if heading is None and main is None and form_name is not None:
        heading = _ticked(form_name)
    sites = [one for one in found if one.field is Field.MAYBE_TRAP and "site" in key_words(one.answer.key)]
    more = [one for one in (*texts, *questions, *sites, *unused) if one is not main]
    lines = _lines(more[: MAX_LINES + 1])
    lines += [f"Objet : {one}" for one in dict.fromkeys(headings) if one != heading]
    lines += _cited(found)
    place = place_line(found)
    body = plain(main.answer.value) if main is not None else ""
    shown = lines[:MAX_LINES]
    text = "\n".join(filter(None, (body, *shown, f"Lieu : {place}" if place else "")))
    is_cut = len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS
    beside = (*_denied(more), *_pieces(found))
    return Said(
        text=text[:MAX_CHARACTERS], heading=heading, hint=_hint(found, form_name), beside=beside, body=body[:MAX_CHARACTERS], is_cut=is_cut
    )


def _distinct(found: Sequence[Understood]) -> list[Understood]:
    """Return answers without those whose words another one has too."""
    kept: list[Understood] = []
    for one in found:
        if not any(one.answer.value == other.answer.value for other in kept):
            kept.append(one)
    return kept


def plain(value: str) -> str:
    """Return a value as text: what an editor wrote as HTML without its marks; a script stays as the words it is."""
    text = value
    if _HTML.search(text) and "<script" not in text.lower():
        text = html_text(text)[0].strip()
    if _ENTITY.search(text):
        text = _unescaped(text)
    return text.strip()


def _unescaped(text: str) -> str:
    return unescape(text).replace("\u00a0", " ")


def _lines(more: Sequence[Understood]) -> list[str]:
    """Return answers as « Question : answer », those of one group on one line: « Naissance : nom FERRAND, commune Valognes »."""
    lines: list[str] = []
    groups: dict[str, list[Understood]] = {}
    for one in more:
        if one.group:
            if one.group not in groups:
                lines.append(f"\0{one.group}")
            groups.setdefault(one.group, []).append(one)
            continue
        if (line := _line(one)) is not None:
            lines.append(line)
    return [_group(line[1:], groups[line[1:]]) if line.startswith("\0") else line for line in lines]


def _line(one: Understood) -> str | None:
    value = plain(one.answer.value)
    return None if not value or _is_denied(value) else _labelled(one, value)


def _labelled(one: Understood, value: str) -> str:
    label = human(one.answer.key)
    if not label or label.isdecimal():
        return value
    return f"{label} {value}" if label.endswith(("?", "!", ".")) else f"{label} : {value}"


def _is_denied(value: str) -> bool:
    return fold(value).strip(" .!") in _DENIED


def _denied(more: Sequence[Understood]) -> list[str]:
    """Return answers « non » with their questions."""
    said = ((one, plain(one.answer.value)) for one in more[:MAX_LINES])
    return [_labelled(one, value) for one, value in said if _is_denied(value) and any(map(str.isalpha, value))]


def _pieces(found: Sequence[Understood]) -> list[str]:
    """Return on one line the pieces that a submission names: file names and addresses."""
    values = (one.answer.value for one in found if one.field is Field.PIECE and not one.answer.is_ticked)
    named = [value for value in values if len(value) <= _LONGEST_HEADING and _PIECE.search(value) and not _MEDIA_TYPE.fullmatch(value)]
    return [f"Pièces : {', '.join(dict.fromkeys(named[:_MOST_PIECES]))}"] if named else []


def _group(name: str, ones: Sequence[Understood]) -> str:
    words = ", ".join(
        plain(one.answer.value)
        if key_words(one.answer.key) == key_words(name)
        else f"{human(one.answer.key).lower()} {plain(one.answer.value)}"
        for one in ones
    )
    return f"{human(name)} : {words}"


def _cited(found: Sequence[Understood]) -> list[str]:
    """Return numbers of earlier requests as a sentence names them."""
    lines: list[str] = []
    for one in found:
        if one.field is Field.CITED:
            value = one.answer.value.strip()
            if fold(value) in _DENIED:
                continue
            lines.append(
                f"Fiche n° {value.strip('#°n ')}" if _NUMBER.fullmatch(value.strip("#°n ")) else f"{human(one.answer.key)} : {value}"
            )
    return lines


# --- what was ticked ------------------------------------------------------------------------------------------------------------------


def _hint(found: Sequence[Understood], form_name: str | None) -> str | None:
    ticked = list(dict.fromkeys(_ticked(plain(one.answer.value)) for one in found if one.field is Field.CATEGORY))
    ticked = [one for one in ticked if fold(one) not in {"autre", "autres", "other", "divers", "general", ""}]
    if not ticked and form_name is not None:
        ticked = [_ticked(form_name)]
    return " – ".join(ticked)[:_LONGEST_HEADING] or None


def _ticked(value: str) -> str:
    """Return what was ticked as words: « depot_sauvage » is « depot sauvage »."""
    if " " in value.strip():
        return value.strip()
    words = " ".join(_WORDS_OF_A_TICK.sub(" ", value).split())
    return words.capitalize() if words.isupper() else words


def _tells(value: str) -> bool:
    """Whether the name of a form says what it is about: « contact » does not."""
    words = fold(value).strip()
    return (
        any(map(str.isalpha, words))
        and words not in {"contact", "formulaire", "form", "contact form", "formulaire de contact", "nous contacter", "webform"}
        and not re.fullmatch(r"[a-z]*[-_]?\d[\w-]*|[0-9a-f-]{16,}", words)
    )


# --- place ----------------------------------------------------------------------------------------------------------------------------


def place_line(found: Sequence[Understood]) -> str | None:
    """Return where the problem is on one line: what was said of it, then number and street, postcode and town."""

    def said(field: Field) -> list[str]:
        return [" ".join(plain(one.answer.value).split()) for one in found if one.field is field]

    own = list(dict.fromkeys(one for one in said(Field.PLACE) if fold(one) not in _DENIED))
    number = next(iter(said(Field.PLACE_NUMBER)), "")
    address = address_line(
        said(Field.PLACE_STREET), number, (), next(iter(said(Field.PLACE_POSTCODE)), ""), next(iter(said(Field.PLACE_TOWN)), "")
    )
    words = set(re.findall(r"\w+", fold(" ".join(own))))
    if own and not said(Field.PLACE_STREET) and number:
        own[0] = f"{number} {own[0]}" if not re.match(r"\W*\d", own[0]) else own[0]
        address = address_line((), "", (), next(iter(said(Field.PLACE_POSTCODE)), ""), next(iter(said(Field.PLACE_TOWN)), ""))
    if address and not set(re.findall(r"\w+", fold(address))) <= words:
        own.insert(0, address) if said(Field.PLACE_STREET) else own.append(address)
    return ", ".join(own) or None
