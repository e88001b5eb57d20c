"""What all answers of a submission are, looked at together: whose an address is, which number is its own, who asks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.email import thread
from ingest.form.answers import Answer
from ingest.form.fields import Field, all_words, key_words
from ingest.form.mapping import Mapping
from ingest.form.markup import bare, is_unnamed, says_nothing
from ingest.form.one_answer import ADDRESSES, MAIL, OWN, is_number, understood
from ingest.form.owners import Owner, owner_above, owner_of
from ingest.form.persons import one_asks
from ingest.form.questions import field_named
from ingest.form.understood import By, Understood
from ingest.plain import fold

_ITS_NUMBER = re.compile(r"(?:numero|reference|ref) (?:demande|dossier|signalement)")
_MOMENT = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d.{0,20}")
_SAYS_WHEN = re.compile(r"(?:\w+ ){0,2}(?:heure|horaire|moment|quand|date|when|le|at|on)")
_REPORTS = re.compile(
    r"\b(?:signal\w*|anomalie|incident|voirie|probleme|report\w*|issue|fix my street|intervention|proximite|proprete|open311)\b"
)


def understand(answers: Sequence[Answer], mapping: Mapping | None = None) -> tuple[Understood, ...]:
    """Return what each answer is. A mapping goes before; of what it leaves over the words of the keys decide."""
    found = _forms_named([told for answer in answers if (told := _clean(understood(answer, mapping), mapping)) is not None])
    found = _addresses_placed(_numbered_parts(one_asks(_own_numbers(found))))
    return tuple(_by_value(found))


_SHORT = OWN | {
    *(Field.CIVILITY, Field.REGISTER, Field.ADDRESS, Field.HOUSE_NUMBER, Field.ADDRESS_MORE, Field.POSTCODE, Field.TOWN, Field.CATEGORY),
    *(Field.PLACE, Field.PLACE_NUMBER, Field.PLACE_STREET, Field.PLACE_POSTCODE, Field.PLACE_TOWN, Field.HEADING, Field.CITED),
}
"""Fields of one line."""
_CALLS = re.compile(r"\b(?:appelante?|caller|callerid|appel)\b")


def _clean(one: Understood, mapping: Mapping | None) -> Understood | None:
    """Return an answer without the marks of HTML around a value of one line; None where it says nothing."""
    if one.field not in _SHORT:
        return one
    value = bare(one.answer.value)
    if value != one.answer.value:
        one = understood(replace(one.answer, value=value), mapping) if value else one
    if says_nothing(one.field, value):
        return None
    is_name = one.field in {Field.NAME, Field.SURNAME, Field.GIVEN_NAME}
    if is_name and is_unnamed(value) and not _CALLS.search(all_words(one.answer.key)):
        return replace(one, field=Field.QUESTION)
    return one


def _forms_named(found: Sequence[Understood]) -> list[Understood]:
    """Return answers in which what stands under the form itself is its name and its number, and nobody's: « form.title »."""
    persons = {one.answer.path[:-1] for one in found if one.field in OWN - {Field.NAME, Field.SURNAME} or one.field is Field.TEXT}
    result: list[Understood] = []
    for one in found:
        above = one.answer.parents[-1] if one.answer.parents else ""
        is_forms = one.by is not By.MAPPING and field_named(key_words(above)) is Field.FORM_NAME and one.answer.path[:-1] not in persons
        if is_forms and one.field in {Field.NAME, Field.SURNAME, Field.HEADING, Field.CATEGORY}:
            result.append(replace(one, field=Field.FORM_NAME))
        else:
            result.append(replace(one, field=Field.IGNORE) if is_forms and one.field is Field.ID else one)
    return result


def _own_numbers(found: Sequence[Understood]) -> list[Understood]:
    """Return answers in which « numéro de demande » is the submission's own number, unless the text speaks of something asked before."""
    said = "\n".join(one.answer.value for one in found if one.field in {Field.TEXT, Field.HEADING, Field.CATEGORY})
    is_chaser = thread.chases(said)
    return [
        replace(one, field=Field.ID)
        if one.field is Field.CITED and one.by is not By.MAPPING and not is_chaser and _ITS_NUMBER.match(key_words(one.answer.key))
        else one
        for one in found
    ]


def _numbered_parts(found: Sequence[Understood]) -> list[Understood]:
    """Return answers with those known that have but a number: of a name Gravity Forms writes « 1.3 » for the first, « 1.6 » for the last.

    Source: Gravity Forms, Name field and Address field, input numbers (.3 and .6; .1 street, .3 town, .5 postcode).
    """
    keys = {one.answer.path[-1]: index for index, one in enumerate(found) if re.fullmatch(r"\d{1,4}\.\d", one.answer.path[-1])}
    known = {3: Field.GIVEN_NAME, 6: Field.SURNAME, 2: Field.CIVILITY}
    street = {1: Field.ADDRESS, 2: Field.ADDRESS_MORE, 3: Field.TOWN, 5: Field.POSTCODE}
    result = list(found)
    for key, index in keys.items():
        stem, _, part = key.partition(".")
        one = found[index]
        if one.by is By.MAPPING or one.answer.key != key:
            continue
        is_address = f"{stem}.5" in keys or f"{stem}.1" in keys
        is_name = not is_address and f"{stem}.6" in keys
        field = street.get(int(part)) if is_address else known.get(int(part)) if is_name else None
        if field is not None:
            result[index] = replace(one, field=field, by=By.WORDS)
    return result


def _addresses_placed(found: Sequence[Understood]) -> list[Understood]:
    """Return answers with addresses that belong to nobody given to the requester, or to the place where the form tells that they are it."""
    has_place = any(one.field in {Field.PLACE, Field.PLACE_STREET} for one in found)
    has_person = any(one.field in OWN for one in found)
    has_point = any(one.field in {Field.LATITUDE, Field.POINT} for one in found)
    own = {_level(one) for one in found if one.field in OWN}
    reports = any(one.field is Field.FORM_NAME and _REPORTS.search(key_words(one.answer.value)) for one in found)
    whole = [one for one in found if one.field is Field.ADDRESS and one.by is not By.MAPPING and not _is_owned(one)]
    streets = {_level(one) for one in found if one.field is Field.ADDRESS}
    result: list[Understood] = []
    for one in found:
        if one.field is Field.HOUSE_NUMBER and one.by is not By.MAPPING and not _is_owned(one) and _level(one) not in streets:
            result.append(replace(one, field=Field.ID))  # « Number » of no street
            continue
        is_free = one.field in ADDRESSES and one.by is not By.MAPPING and not _is_owned(one)
        beside = _level(one) in own
        is_place = (
            not has_place and bool(whole) and (not has_person or has_point or not beside or (reports and beside and not _is_home(whole)))
        )
        result.append(replace(one, field=ADDRESSES[one.field]) if is_free and is_place else one)
    return result


def _level(one: Understood) -> tuple[str, ...]:
    """Return the keys above an answer, without those of a list of a builder and of an address that it is a part of."""
    path = one.answer.path[:-1]
    if any(part.isdecimal() for part in path):
        return path[: next(index for index, part in enumerate(path) if part.isdecimal())]
    return path[:-1] if path and field_named(key_words(path[-1])) is Field.ADDRESS else path


def _is_home(whole: Sequence[Understood]) -> bool:
    """Whether an address is asked for as where somebody lives."""
    return any(
        re.search(r"postale|domicile|habit|resid|votre|your|home|mailing", fold(" ".join((one.answer.key, *one.answer.parents))))
        for one in whole
    )


def _is_owned(one: Understood) -> bool:
    return owner_of(all_words(one.answer.key)) is Owner.REQUESTER or owner_above(one.answer.parents)[0] is not None


def _by_value(found: Sequence[Understood]) -> list[Understood]:
    """Return answers of which nobody knows the question, known by their value where nothing else gives it."""
    has_mail = any(one.field is Field.EMAIL for one in found)
    has_phone = any(one.field is Field.PHONE for one in found)
    has_moment = any(one.field is Field.SENT_AT for one in found)
    result: list[Understood] = []
    for one in found:
        field = one.field
        if field is Field.QUESTION and not one.group and one.by is By.REST:
            value = one.answer.value
            if not has_mail and MAIL.fullmatch(value):
                field, has_mail = Field.EMAIL, True
            elif not has_phone and is_number(value) and value.lstrip("( ").startswith(("0", "+")):
                field, has_phone = Field.PHONE, True
            elif not has_moment and _MOMENT.fullmatch(value) and _SAYS_WHEN.fullmatch(key_words(one.answer.key)):
                field, has_moment = Field.SENT_AT, True
        result.append(one if field is one.field else replace(one, field=field, by=By.VALUE))
    return result
