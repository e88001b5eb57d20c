"""The words of a submission: heading, text and what was ticked. What no field takes is a line of the text: nothing typed is lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.form.fields import Field, human, key_words
from ingest.form.markup import plain
from ingest.form.one_answer import KINDS_OF_PLACE
from ingest.form.requester import address_line, town_case
from ingest.form.understood import Understood
from ingest.plain import fold

MAX_LINES = 2_000
MAX_CHARACTERS = 100_000
_LONGEST_HEADING = 200
_FEWEST_WORDS = 6
"""Of an answer that may be the request itself though nobody knows its question."""
_DENIED = frozenset({"non", "no", "false", "faux", "n", "0", "aucun", "aucune", "neant", "sans objet", "n/a", "na", "-", "none", "null"})
_PLACES = frozenset({Field.PLACE, Field.PLACE_NUMBER, Field.PLACE_STREET, Field.PLACE_POSTCODE, Field.PLACE_TOWN})
_FIRST_DEMAND = re.compile(r"\s*1\s?([/).\-])\s?(?=[^\W\d_])")
_DEMAND = re.compile(r"[ \t]([2-9])\s?([/).\-])\s?(?=[^\W\d_])")
_TOLD = frozenset({Field.TEXT, Field.HEADING})
_DEMANDS = re.compile(r"(?:demande|signalement|request|reclamation|probleme|issue|report|sujet)s?")
_NUMBERED_STREET = re.compile(r"^\W*(?:n[o°]? ?)?\d")
_DENIES = re.compile(
    r"(?:non[ ,.;:\-]+)?(?:(?:aucune?s?|pas de|pas d'|sans|ni) ?(?:dangers?|blessee?s?|risques?|victimes?|degats?|fuites?|gaz|urgences?|"
    r"fumees?|"
    r"feux?|incendies?|signes?|odeurs?)(?: [\w']+){0,3}|rien(?: (?:a signaler|de (?:tel|particulier|grave)))?|aucune?)|"
    r"non[ ,.;:\-]+(?:merci|ras|il n'y a (?:pas|aucun\w*|rien)[^.!?]{0,25})|no[ ,.;:\-]+(?:none|not|nothing|thanks)[^.!?]{0,25}"
)
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


def compose(found: Sequence[Understood], unused: Sequence[Understood] = (), heard: str | None = None, town: str | None = None) -> Said:
    """Return heading, text and tick of what was answered.

    ``unused`` are contact data of which nothing could be made: they are told too. ``heard`` is where it is as the text says it in words,
    for submissions that have no place of their own. ``town`` is the one that takes them in.
    """
    listed = _requests(found)
    together = [one for each in listed for one in each]
    found = [one for one in found if one not in together]
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
    place = place_line(found, town) or heard
    body = "\n".join(filter(None, (*_numbered(listed, town), _on_lines(plain(main.answer.value)) if main is not None else "")))
    shown = lines[:MAX_LINES]
    text = "\n".join(filter(None, (body, *shown, f"Lieu : {place}" if place else "")))
    is_cut = len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS
    beside = (*_denied(more), *_pieces(found))
    return Said(
        text=text[:MAX_CHARACTERS], heading=heading, hint=_hint(found, form_name), beside=beside, body=body[:MAX_CHARACTERS], is_cut=is_cut
    )


def _requests(found: Sequence[Understood]) -> list[list[Understood]]:
    """Return texts and places of each request where a submission lists several, each with its own place."""
    by_member: dict[tuple[str, ...], list[Understood]] = {}
    for one in found:
        at = next((index for index, part in enumerate(one.answer.path) if part.isdecimal()), None)
        if at is not None and (one.field in _TOLD or one.field in _PLACES):
            by_member.setdefault(one.answer.path[: at + 1], []).append(one)
    whole = [
        members
        for path, members in by_member.items()
        if any(one.field is Field.TEXT for one in members)
        and (any(one.field in _PLACES for one in members) or (len(path) > 1 and _DEMANDS.fullmatch(key_words(path[-2]))))
    ]
    return whole if len(whole) > 1 else []


def _on_lines(text: str) -> str:
    """Return a note with its numbered demands one a line: « 1/ passeport 2/ poubelle », as an agent writes them one behind the other."""
    first = _FIRST_DEMAND.match(text)
    if first is None:
        return text
    letters, wanted = list(text), 2
    for match in _DEMAND.finditer(text):
        if int(match[1]) == wanted and match[2] == first[1]:
            letters[match.start()] = "\n"
            wanted += 1
    return "".join(letters)


def _numbered(listed: Sequence[Sequence[Understood]], town: str | None) -> list[str]:
    """Return several requests as a numbered list, each with its place behind it."""
    lines = []
    for number, members in enumerate(listed, start=1):
        told = " : ".join(" ".join(plain(one.answer.value).split()) for one in sorted(members, key=_by_heading) if one.field in _TOLD)
        place = place_line(members, town)
        lines.append(f"{number}. {told.rstrip(' .')}, {place}" if place else f"{number}. {told}")
    return lines


def _by_heading(one: Understood) -> bool:
    """Return what headings come before others by."""
    return one.field is not Field.HEADING


def _distinct(found: Sequence[Understood]) -> list[Understood]:
    """Return answers without those whose words another one has too."""
    kept: list[Understood] = []
    for one in found:
        if not any(one.answer.value == other.answer.value for other in kept):
            kept.append(one)
    return kept


def _lines(more: Sequence[Understood]) -> list[str]:
    """Return answers as « Question : answer », those of one group on one line: « Naissance : nom FERRAND, commune Valognes »."""
    lines: list[str | None] = []
    groups: dict[str, list[Understood]] = {}
    places: dict[str, int] = {}
    for one in more:
        if not one.group:
            lines.append(_line(one))
            continue
        groups.setdefault(one.group, []).append(one)
        if one.group not in places:
            places[one.group] = len(lines)
            lines.append(None)
    for group, at in places.items():
        lines[at] = _group(group, groups[group])
    return [line for line in lines if line is not None]


def _line(one: Understood) -> str | None:
    value = plain(one.answer.value)
    return None if not value or _is_denied(value) else _labelled(one, value)


def _labelled(one: Understood, value: str) -> str:
    label = human(one.answer.key)
    if not label or label.isdecimal():
        return value
    return f"{label} {value}" if label.endswith(("?", "!", ".")) else f"{label} : {value}"


def _is_denied(value: str) -> bool:
    said = fold(value).strip(" .!")
    return said in _DENIED or _DENIES.fullmatch(said) is not None


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


def _with_kind(value: str, key: str) -> str:
    """Return a place with what it is where only its key says so: « cimetiere : Alleaume » is « cimetiere Alleaume »."""
    words = key_words(key)
    return value if words not in KINDS_OF_PLACE or words.split()[0] in fold(value).split() else f"{human(key).lower()} {value}"


def place_line(found: Sequence[Understood], town: str | None = None) -> str | None:
    """Return where the problem is on one line: what was said of it, then number and street, postcode and town."""

    def said(field: Field) -> list[str]:
        return [" ".join(plain(one.answer.value).split()) for one in found if one.field is field]

    named = {" ".join(plain(one.answer.value).split()): one.answer.key for one in found if one.field is Field.PLACE}
    own = [_with_kind(one, named[one]) for one in dict.fromkeys(said(Field.PLACE)) if fold(one) not in _DENIED]
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
    line = ", ".join(own)
    elsewhere = town_case(next(iter(said(Field.PLACE_TOWN)), ""))
    if town and elsewhere and fold(elsewhere) not in fold(town) and not _NUMBERED_STREET.search(line):
        # Without a number nothing but « à » says that the street is not one of the town's own.
        code = next(iter(said(Field.PLACE_POSTCODE)), "")
        street = line.removesuffix(elsewhere).rstrip(" ,").removesuffix(code).rstrip(" ,")
        line = f"{street}, à {elsewhere}{f' ({code})' if code else ''}" if street else line
    return line or None
