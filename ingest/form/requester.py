"""Who fills in a form, calls or stands at the counter: as the answers say, else as the text does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.draft import Provenance, ReadIn, Requester, Trait
from domain.evidence import Part
from domain.inbound import Channel, Reception
from ingest import identity, names, phones, registers
from ingest.form.fields import Field, key_words, word_set
from ingest.form.noted import LONGEST_NAME, LONGEST_NOTE, is_name, noted_mail, noted_name, noted_phone, read_name
from ingest.form.one_answer import MAIL
from ingest.form.spoken import spoken_name
from ingest.form.spoken_mail import spoken_mail
from ingest.form.spoken_numbers import spoken_phones
from ingest.form.understood import Understood
from ingest.found import Found
from ingest.names import CIVILITY, Person
from ingest.plain import fold
from ingest.requesters import requester_of

Told = tuple[Requester, tuple[Provenance, ...]]
_FEWEST_DIGITS = 6
_CONTACT = frozenset(
    {
        *(Field.NAME, Field.SURNAME, Field.GIVEN_NAME, Field.ORGANISATION, Field.EMAIL, Field.PHONE, Field.REGISTER),
        *(Field.ADDRESS, Field.ADDRESS_MORE, Field.POSTCODE, Field.TOWN),
    }
)
_ACCOUNT = re.compile(r"\b(?:compte|account|user|profil|profile|utilisateur|created by)\b")
_POSTCODE_AT_END = re.compile(r"^(?P<street>.*?[^\s,;-])[\s,;-]+(?P<postcode>\d{5})\s+(?P<town>[^\d,;]{2,60})$")
_SHOUTED = re.compile(r"[^\W\d_]+")
_SMALL = word_set("de du des d la le les l sur sous en lès les aux et a à")
_DIALLED = re.compile(r"[1-9]\d{10,14}")
_ATE_ZERO = re.compile(r"[1-9]\d{8}")
"""What a table leaves of a French number."""
_THEIRS = re.compile(r"\b(?:rappel|joindre|joignable|contact|appel)\w*\b[^.!?\n]{0,50}$")
TOWNLESS = frozenset({Channel.PHONE, Channel.COUNTER})
"""Channels on which the address an agent writes without a town lies in his own."""


def who_asks(found: Sequence[Understood], text: str, channel: Channel, reception: Reception) -> Told:
    """Return the requester and where each of his values was read; what could not be used stays in the text."""
    told = [
        *_name(found, text, channel),
        *_emails(found, text, channel),
        *_phones(found, text, channel, reception),
        *_organisation(found),
        *_address(found, channel, reception),
        *_registers(found, text),
    ]
    return requester_of(told), tuple(told)


def _form(trait: Trait, value: str, quote: str) -> Provenance:
    return Provenance(trait=trait, value=value, read_in=ReadIn.FORM, quote=quote)


def _said(trait: Trait, one: Found) -> Provenance:
    return Provenance(trait=trait, value=one.value, read_in=ReadIn.TEXT, quote=one.quote, where=one.where)


def values(found: Sequence[Understood], *fields: Field) -> list[Understood]:
    """Return the answers of some fields; what an account holds comes behind what was typed."""
    chosen = [one for one in found if one.field in fields]
    return sorted(chosen, key=_is_of_account)


def _is_of_account(one: Understood) -> bool:
    return any(_ACCOUNT.search(key_words(parent)) for parent in one.answer.parents)


# --- name -----------------------------------------------------------------------------------------------------------------------------


def _name(found: Sequence[Understood], text: str, channel: Channel) -> Iterator[Provenance]:
    by_level: dict[tuple[str, ...], list[Understood]] = {}
    for one in values(found, Field.NAME, Field.SURNAME, Field.GIVEN_NAME, Field.CIVILITY):
        by_level.setdefault((*one.answer.path[:-1],) if not _is_in_list(one) else _list_level(one), []).append(one)
    for together in by_level.values():
        if (told := _name_of(together)) is not None:
            yield told
            return
    everything = [one for ones in by_level.values() for one in ones]
    if (told := _name_of(everything)) is not None:
        yield told
        return
    if channel in TOWNLESS and (said := _name_in_text(text, channel)) is not None:
        yield _said(Trait.NAME, said)


def _name_in_text(text: str, channel: Channel) -> Found | None:
    """Return the name that an agent notes before all, else the one that a caller says."""
    if (noted := noted_name(text)) is not None or channel is not Channel.PHONE:
        return noted
    spoke = spoken_name(text)
    return spoke[1] if spoke is not None else None


def _is_in_list(one: Understood) -> bool:
    return any(part.isdecimal() for part in one.answer.path)


def _list_level(one: Understood) -> tuple[str, ...]:
    """Return the keys above the list that an answer of a builder stands in, so that name and given name come together."""
    index = next(at for at in range(len(one.answer.path)) if one.answer.path[at].isdecimal())
    return one.answer.path[:index]


def _name_of(together: Sequence[Understood]) -> Provenance | None:
    def first(field: Field) -> str:
        return next((one.answer.value for one in together if one.field is field), "")

    surname, given, name, civility = (first(one) for one in (Field.SURNAME, Field.GIVEN_NAME, Field.NAME, Field.CIVILITY))
    surname, name = _name_only(surname), _name_only(name)
    quote = " ".join(filter(None, (civility, given, surname or name)))
    if surname and not is_name(surname):
        surname = ""
    person = _person(surname, given, name, civility)
    written = person.written() if person is not None else None
    return _form(Trait.NAME, written, quote) if written else None


_NOTED_BEHIND = re.compile(r"(?:\s[-–—/|]+\s|\s*[;:]\s|,\s*|\s(?=n[ée]e\s))\s*(.+)$")


def _name_only(value: str) -> str:
    """Return a name without what somebody notes behind it: « Mme Pican (café) », « M. Viel - gardien », « Mme Roy, directrice »."""
    text = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", value)
    text = re.split(r"\s[/|]+\s", text)[0]
    match = _NOTED_BEHIND.search(text)
    is_noted = match is not None and (match[1][:1].islower() or names.ROLE.match(fold(match[1])) is not None)
    return " ".join((text[: match.start()] if match is not None and is_noted else text).split()) or value


def _person(surname: str, given: str, name: str, civility: str) -> Person | None:
    if surname and given:
        return _of_two(CIVILITY.sub("", surname).strip(), given)
    if name and given:
        return read_name(name if fold(given) in fold(name) else f"{given} {name}")
    if surname or name:
        return read_name(f"{civility} {surname or name}".strip()) or _bare(surname, name)
    return Person(surname=None, given=_given(given)) if given and is_name(given) else None


def _of_two(surname: str, given: str) -> Person | None:
    """Return a person by surname and given name; some write the whole name into the first field, or the same into both."""
    if len(surname.split()) > 1 and fold(given) in fold(surname).split():
        return names.person(surname) or Person(surname=surname, given=given)
    return Person(surname=surname, given=None if fold(surname) == fold(given) else _given(given))


def _bare(surname: str, name: str) -> Person | None:
    """Return a person by a name that would say nothing by itself, where a field for surnames has it, or it is one word."""
    bare = CIVILITY.sub("", surname or name).strip()
    is_person = is_name(bare) and identity.organisation(bare, ()) is None
    return Person(surname=bare, given=None) if is_person and (surname or len(bare.split()) == 1) else None


def _given(text: str) -> str:
    first = re.split(r"\s*[,;/]\s*", text.strip())[0]
    return " ".join(names.title(word) for word in first.split())


# --- what is left ---------------------------------------------------------------------------------------------------------------------


def left_out(found: Sequence[Understood], requester: Requester) -> tuple[Understood, ...]:
    """Return contact data that are not the requester's: a second parent, what is no number. They must not be lost either."""
    left = [one for one in found if one.field in _CONTACT and not _has(requester, one)]
    return tuple(replace(one, group=_group(one)) for one in left)


def _has(requester: Requester, one: Understood) -> bool:
    """Whether a requester has what an answer says."""
    value = fold(one.answer.value)
    match one.field:
        case Field.NAME | Field.SURNAME | Field.GIVEN_NAME | Field.ORGANISATION:
            told = " ".join(filter(None, (requester.name, requester.organisation, requester.email)))
            return _says(told, fold(CIVILITY.sub("", one.answer.value))) or requester.email in value.split()
        case Field.EMAIL:
            return requester.email is not None and requester.email in value
        case Field.PHONE:
            return requester.phone is not None and sum(map(str.isdigit, value)) >= _FEWEST_DIGITS
        case Field.REGISTER:
            return bool(requester.siren or requester.siret or requester.rna)
        case _:
            return requester.address is not None and _says(requester.address, value)


def _group(one: Understood) -> str:
    """Return whom contact data belong to, by the key above them."""
    above = one.answer.parents[-1] if one.answer.parents else ""
    return above if len(one.answer.path) > 1 and not _is_in_list(one) else ""


# --- how to reach -----------------------------------------------------------------------------------------------------------------------


def _emails(found: Sequence[Understood], text: str, channel: Channel) -> Iterator[Provenance]:
    for one in values(found, Field.EMAIL, Field.NAME, Field.SURNAME):
        match = MAIL.search(one.answer.value)
        if match is not None:
            yield _form(Trait.EMAIL, match[0].lower(), one.answer.value)
            return
    heard = spoken_mail(text[:LONGEST_NOTE]) if channel is Channel.PHONE else None
    told = heard or noted_mail(text, is_agents=channel in TOWNLESS)
    if told is not None:
        yield _said(Trait.EMAIL, told)


def phone_in(value: str, region: str) -> str | None:
    """Return a telephone of an answer in E.164, a foreign one without its plus too."""
    number = phones.e164(value, region)
    digits = "".join(filter(str.isdigit, value))
    if number is None and _DIALLED.fullmatch(digits):
        number = phones.e164(f"+{digits}", region)
    if number is None and _ATE_ZERO.fullmatch(digits) and not value.strip().startswith("+"):
        number = phones.e164(f"0{digits}", region)
    return number or next((one.value for one in phones.phones((f"Tél : {value[:LONGEST_NAME]}",), "", region)), None)


def _phones(found: Sequence[Understood], text: str, channel: Channel, reception: Reception) -> Iterator[Provenance]:
    told: dict[str, Provenance] = {}
    for one in values(found, Field.PHONE):
        for piece in re.split(r"\s*(?:[;|]|\bou\b|\bet\b|,\s|\s/\s)\s*", one.answer.value):
            if (number := phone_in(piece, reception.region)) is not None:
                told.setdefault(number, _form(Trait.PHONE, number, one.answer.value))
    said = list(spoken_phones(text, reception.region)) if channel is Channel.PHONE else []
    if not told or channel is Channel.PHONE:
        said += phones.phones((), text, reception.region)
    if not told and channel in TOWNLESS and (noted := noted_phone(text, reception.region, is_only=not said)) is not None:
        said.append(noted)
    first = [one for one in said if one.where is not None and _THEIRS.search(fold(text[max(0, one.where.start - 80) : one.where.start]))]
    ordered = {one.value: _said(Trait.PHONE, one) for one in first} if channel is Channel.PHONE else {}
    ordered = {number: told.get(number, one) for number, one in ordered.items()}
    yield from {
        **ordered,
        **told,
        **{one.value: _said(Trait.PHONE, one) for one in said if one.value not in told and one.value not in ordered},
    }.values()


def _organisation(found: Sequence[Understood]) -> Iterator[Provenance]:
    for one in values(found, Field.ORGANISATION):
        if any(map(str.isalpha, one.answer.value)) and fold(one.answer.value) not in {
            "non",
            "aucune",
            "aucun",
            "neant",
            "particulier",
            "none",
            "no",
            "oui",
        }:
            yield _form(Trait.ORGANISATION, one.answer.value, one.answer.value)
            return
    for one in values(found, Field.NAME, Field.SURNAME):
        if (name := identity.organisation(_name_only(one.answer.value), ())) is not None and names.person(one.answer.value) is None:
            yield _form(Trait.ORGANISATION, name, one.answer.value)
            return


def _registers(found: Sequence[Understood], text: str) -> Iterator[Provenance]:
    lines = [f"{_register_word(one.answer.value)} {one.answer.value}" for one in values(found, Field.REGISTER)]
    for trait, one in registers.registered(tuple(lines), text).items():
        is_answer = bool(lines) and one.where is not None and one.where.part is Part.SIGNATURE
        yield _form(trait, one.value, one.quote) if is_answer else _said(trait, one)


def _register_word(value: str) -> str:
    return "" if re.match(r"\s*(?:W|FR)", value, re.IGNORECASE) else "SIRET"


# --- address --------------------------------------------------------------------------------------------------------------------------


def _address(found: Sequence[Understood], channel: Channel, reception: Reception) -> Iterator[Provenance]:
    chosen = values(found, Field.ADDRESS, Field.HOUSE_NUMBER, Field.ADDRESS_MORE, Field.POSTCODE, Field.TOWN)
    if not any(one.field in {Field.ADDRESS, Field.TOWN, Field.POSTCODE} for one in chosen):
        return
    line = address_line(
        [one.answer.value for one in chosen if one.field is Field.ADDRESS],
        next((one.answer.value for one in chosen if one.field is Field.HOUSE_NUMBER), ""),
        [one.answer.value for one in chosen if one.field is Field.ADDRESS_MORE],
        next((one.answer.value for one in chosen if one.field is Field.POSTCODE), ""),
        next((one.answer.value for one in chosen if one.field is Field.TOWN), ""),
    )
    if (
        channel in TOWNLESS
        and reception.town_name
        and "," not in line
        and not re.search(r"\d{5}", line)
        and fold(reception.town_name) not in fold(line)
    ):
        line = f"{line}, {reception.town_name}"
    if line:
        yield _form(Trait.ADDRESS, line, ", ".join(one.answer.value for one in chosen))


def address_line(streets: Sequence[str], number: str, more: Sequence[str], postcode: str, town: str) -> str:
    """Return an address on one line, « 27 rue Paul-Bert, 69003 Lyon »; what one part says is not said again by the next."""
    street = " ".join(_apart(streets))
    street = ", ".join(piece.strip() for piece in street.splitlines() if piece.strip())
    if number and not re.match(rf"\W*{re.escape(number)}\b", street, re.IGNORECASE):
        street = f"{number} {street}".strip()
    place = " ".join(
        filter(None, (re.sub(r"\s", "", postcode) if re.fullmatch(r"\s*\d[\d\s]{3,6}\s*", postcode) else postcode, town_case(town)))
    )
    if match := _POSTCODE_AT_END.match(street):
        street, place = match["street"], f"{match['postcode']} {town_case(match['town'].strip())}"
    pieces = [street, *more]
    if place and not _says(", ".join(pieces), place):
        pieces.append(place)
    return ", ".join(piece for piece in pieces if piece)[:200]


def _apart(streets: Sequence[str]) -> list[str]:
    """Return what streets say without repetition: the whole line and its parts may both be there."""
    kept: list[str] = []
    for street in sorted(enumerate(streets), key=lambda pair: -len(pair[1])):
        if not any(_says(other, street[1]) for other in kept):
            kept.append(street[1])
    return [street for street in streets if street in kept][: len(kept)]


def _says(line: str, piece: str) -> bool:
    wanted, words = re.findall(r"\w+", fold(piece)), re.findall(r"\w+", fold(line))
    return bool(wanted) and all(word in words for word in wanted)


def town_case(name: str) -> str:
    """Return a town written in capitals as it is written: « LYON » is Lyon."""
    text = name.strip()
    if not text.isupper():
        return text
    return _SHOUTED.sub(lambda match: match[0].lower() if fold(match[0]) in _SMALL and match.start() else match[0].capitalize(), text)
