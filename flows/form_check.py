"""What is wrong with a form: said before it is published, in the words of its editor and of its text."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from domain.errors import ConfigurationError, Mistake
from domain.form import (
    ACCEPTED,
    LARGEST_FILE_MB,
    LONGEST_LONG,
    MOST_CHOICES,
    MOST_FIELDS,
    MOST_FILES,
    FieldKind,
    FormDefinition,
    FormField,
    Signed,
    Target,
)
from domain.ruleset import RuleSet
from flows.wording import say
from ingest.form.mapping import parse_mapping

CODE = re.compile(r"[a-z][a-z0-9-]{0,47}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = frozenset({"csrf", "jeton", "langue", "site_web_ne_pas_remplir"})
"""Names of what the page itself sends."""
_SITE = re.compile(r"https?://[a-z0-9.-]{1,250}(?::\d{1,5})?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_LONGEST_LABEL, _LONGEST_TEXT, _LONGEST_CHOICE = 300, 4_000, 80
_CHOICES = frozenset({FieldKind.ONE_OF, FieldKind.SEVERAL_OF})
_WORDS = frozenset({FieldKind.SHORT, FieldKind.LONG, FieldKind.ONE_OF})
_OF_TARGET: Mapping[Target, AbstractSet[FieldKind]] = {
    Target.EMAIL: {FieldKind.EMAIL},
    Target.PHONE: {FieldKind.PHONE},
    Target.POSITION: {FieldKind.POSITION},
    Target.PLACE: {FieldKind.PLACE, FieldKind.SHORT, FieldKind.LONG},
    Target.ADDRESS: {FieldKind.PLACE, FieldKind.SHORT, FieldKind.LONG},
    Target.SUBJECT: {FieldKind.ONE_OF, FieldKind.SEVERAL_OF, FieldKind.SHORT},
}
_CONDITIONS = frozenset({FieldKind.ONE_OF, FieldKind.SEVERAL_OF, FieldKind.CONSENT})


def refuse_unfit(definition: FormDefinition, ruleset: RuleSet | None, where: str) -> None:
    """Raise ConfigurationError with all that is wrong with a form; ``where`` names it in the mistakes."""
    if found := tuple(mistakes(definition, ruleset, where)):
        raise ConfigurationError(*found)


def mistakes(definition: FormDefinition, ruleset: RuleSet | None, where: str) -> Iterator[Mistake]:
    """Yield what is wrong with a form. Without a rule set, subject and department are believed."""
    yield from _whole(definition, where)
    yield from _spoken_for(definition, ruleset, where)
    yield from _hook(definition, where)
    seen: dict[str, FormField] = {}
    taken: dict[Target, str] = {}
    for number, one in enumerate(definition.fields, start=1):
        place = f"{where}: {one.name or number}"
        yield from _named(one, place, seen)
        yield from _limits(one, place)
        yield from _condition(one, place, seen)
        yield from _consent(one, place)
        if one.target is not None and (other := taken.setdefault(one.target, one.name)) != one.name:
            yield Mistake(
                where=place, what=say("“{target}” is filled by “{other}” already.", target=one.target, other=other), remedy=_CHANGE_TARGET
            )
        seen[one.name] = one


_CHANGE_TARGET = say("Choose another, or none: the answer then stands in the text.")


def _whole(definition: FormDefinition, where: str) -> Iterator[Mistake]:
    if not CODE.fullmatch(definition.code):
        remedy = say("Write small letters, figures and hyphens, beginning with a letter, such as voirie-2.")
        yield Mistake(where=where, what=say("“{value}” cannot be a form's code.", value=definition.code), remedy=remedy)
    if not definition.title.fr.strip() or len(definition.title.fr) > _LONGEST_LABEL:
        yield Mistake(where=where, what=say("It has no title, or one that is too long."), remedy=say("Give it a title in French."))
    if not definition.fields:
        yield Mistake(where=where, what=say("It asks nothing."), remedy=say("Add a field."))
    if len(definition.fields) > MOST_FIELDS:
        yield Mistake(where=where, what=say("It has too many fields."), remedy=say("Keep {most} at most.", most=MOST_FIELDS))
    yield from _texts(definition, where)


def _texts(definition: FormDefinition, where: str) -> Iterator[Mistake]:
    for words in (definition.intro, definition.thanks, definition.closed):
        if words is not None and max(len(words.fr), len(words.en or "")) > _LONGEST_TEXT:
            yield Mistake(where=where, what=say("A text is too long."), remedy=say("Keep {most} characters at most.", most=_LONGEST_TEXT))
    for site in definition.sites:
        if not _SITE.fullmatch(site):
            remedy = say("Write only the beginning of its address, such as https://www.valognes.example.")
            yield Mistake(where=where, what=say("“{site}” is no site.", site=site), remedy=remedy)


def _spoken_for(definition: FormDefinition, ruleset: RuleSet | None, where: str) -> Iterator[Mistake]:
    if ruleset is None:
        return
    if definition.subject is not None and all(definition.subject != one.code for one in ruleset.subjects):
        remedy = say("Use the code of a subject of the published rule set, or none.")
        yield Mistake(where=where, what=say("There is no subject “{code}”.", code=definition.subject), remedy=remedy)
    if definition.department is not None and all(definition.department != one.code for one in ruleset.departments):
        remedy = say("Use the code of a department of the published rule set, or none.")
        yield Mistake(where=where, what=say("There is no department “{code}”.", code=definition.department), remedy=remedy)


def _hook(definition: FormDefinition, where: str) -> Iterator[Mistake]:
    hook = definition.hook
    if hook is None:
        return
    for header in filter(None, (hook.header, hook.time_header, hook.id_header)):
        if not _HEADER.fullmatch(header):
            yield Mistake(where=where, what=say("“{name}” is no header.", name=header), remedy=say("Write it as the form builder does."))
    needs_time, needs_id = hook.signed is not Signed.BODY, hook.signed is Signed.ID_TIME_BODY
    if (needs_time and hook.time_header is None) or (needs_id and hook.id_header is None):
        remedy = say("Name the headers that hold the moment and, if it is signed too, the identifier.")
        yield Mistake(where=where, what=say("What is signed holds more than the body."), remedy=remedy)
    if hook.mapping is not None:
        try:
            parse_mapping(hook.mapping, f"{where}: webhook")
        except ConfigurationError as error:
            yield from error.mistakes


def _named(one: FormField, place: str, seen: Mapping[str, FormField]) -> Iterator[Mistake]:
    if not NAME.fullmatch(one.name) or one.name in RESERVED:
        remedy = say("Write small letters, figures and underscores, beginning with a letter, such as date_naissance.")
        yield Mistake(where=place, what=say("“{value}” cannot be a field's name.", value=one.name), remedy=remedy)
    if one.name in seen:
        yield Mistake(where=place, what=say("Another field has this name."), remedy=say("Choose another name."))
    if not one.label.fr.strip() or len(one.label.fr) > _LONGEST_LABEL:
        yield Mistake(where=place, what=say("It has no label, or one that is too long."), remedy=say("Write the question in French."))
    if one.help is not None and len(one.help.fr) > _LONGEST_TEXT:
        yield Mistake(where=place, what=say("A text is too long."), remedy=say("Keep {most} characters at most.", most=_LONGEST_TEXT))
    kinds = _OF_TARGET.get(one.target, _WORDS) if one.target is not None else None
    if kinds is not None and one.kind not in kinds:
        yield Mistake(where=place, what=say("An answer of this kind cannot fill “{target}”.", target=one.target), remedy=_CHANGE_TARGET)


def _limits(one: FormField, place: str) -> Iterator[Mistake]:
    codes = [choice.code for choice in one.choices]
    if one.kind in _CHOICES and (not codes or len(codes) > MOST_CHOICES or len(set(codes)) < len(codes)):
        remedy = say("Give it from 1 to {most} choices, each with a code of its own.", most=MOST_CHOICES)
        yield Mistake(where=place, what=say("Its choices are none, too many, or have the same code twice."), remedy=remedy)
    if any(not code or len(code) > _LONGEST_CHOICE or not code.isprintable() for code in codes):
        yield Mistake(where=place, what=say("A choice has no code, or one that is too long."), remedy=say("Write one word for each."))
    if one.least is not None and one.most is not None and one.least > one.most:
        yield Mistake(where=place, what=say("Its smallest is above its greatest."), remedy=say("Exchange the two."))
    most = {FieldKind.FILES: MOST_FILES, FieldKind.LONG: LONGEST_LONG, FieldKind.SHORT: LONGEST_LONG}.get(one.kind)
    if most is not None and one.most is not None and not 0 < one.most <= most:
        yield Mistake(where=place, what=say("Its limit cannot be {value}.", value=one.most), remedy=say("Write 1 to {most}.", most=most))
    if one.largest_mb is not None and not 0 < one.largest_mb <= LARGEST_FILE_MB:
        remedy = say("Write 1 to {most}.", most=LARGEST_FILE_MB)
        yield Mistake(where=place, what=say("Its limit cannot be {value}.", value=one.largest_mb), remedy=remedy)


def _consent(one: FormField, place: str) -> Iterator[Mistake]:
    if one.consent_for is None:
        return
    if one.kind is not FieldKind.CONSENT:
        remedy = say("Leave it out, or make the field a box to agree.")
        yield Mistake(where=place, what=say("Only a box to agree says what it allows."), remedy=remedy)
    elif one.is_required:
        # GDPR, article 7(4): what somebody has to agree to is not agreed to freely.
        remedy = say("Let it be left empty: without it the request is dealt with all the same.")
        yield Mistake(where=place, what=say("A box that allows something cannot be compulsory."), remedy=remedy)


def _condition(one: FormField, place: str, seen: Mapping[str, FormField]) -> Iterator[Mistake]:
    when = one.shown_when
    if when is None:
        return
    other = seen.get(when.field)
    if other is None or other.kind not in _CONDITIONS:
        remedy = say("Name a field above this one with choices, or a box to tick.")
        yield Mistake(where=place, what=say("It hangs on “{field}”, which cannot decide.", field=when.field), remedy=remedy)
        return
    known = {ACCEPTED} if other.kind is FieldKind.CONSENT else {choice.code for choice in other.choices}
    if not when.values or not known.issuperset(when.values):
        remedy = say("Use: {values}.", values=", ".join(sorted(known)))
        yield Mistake(where=place, what=say("It hangs on an answer that “{field}” does not have.", field=when.field), remedy=remedy)
