"""A submission checked field by field on the server (vérification): what is kept, what is wrong, what staff should know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from domain.draft import Danger
from domain.form import (
    LARGEST_SUBMISSION_MB,
    FieldKind,
    FileFamily,
    FormDefinition,
    FormField,
    FormFile,
    Target,
    shown_fields,
)
from ingest.danger import Budget, danger_of
from ingest.form.faults import Fault, FaultCode
from ingest.form.values import Around, Value, check_value, read_value
from ingest.pieces import media_type
from ingest.plain import fold

_FAMILIES: Mapping[FileFamily, frozenset[str]] = {
    FileFamily.PICTURES: frozenset(
        {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/tiff", "image/bmp"}
    ),
    FileFamily.PDF: frozenset({"application/pdf"}),
    FileFamily.DOCUMENTS: frozenset(
        {
            "text/plain",
            "text/csv",
            "text/rtf",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    ),
}
_LIKE_THE_TOWN = 85
"""Likeness of names in percent from which one is taken for the other misspelt: « Valoignes »."""
_CEDEX = re.compile(r"\bcedex\b.*")
_MOST_UNKNOWN, _LONGEST_NAME = 20, 60
_SPLIT = re.compile(r"[\s'’-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A field with what was answered in it."""

    field: FormField
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file that may be kept: what its content shows it to be."""

    field: str
    file: FormFile
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was sent. ``given`` are the values by the names of fields, as JSON has them; ``confirmed`` are fields said to be right."""

    given: Mapping[str, object]
    files: Mapping[str, Sequence[FormFile]]
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a submission is worth: kept only without ``faults``.

    ``warnings`` are for staff, in French as all that is kept of a town; ``beside`` was answered in fields that were not asked.
    """

    filled: tuple[Filled, ...]
    files: tuple[AttachedFile, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...] = ()
    beside: tuple[Filled, ...] = ()

    def text(self, target: Target) -> str | None:
        """Return what was answered for a target."""
        return next((one.value.texts[0] for one in self.filled if one.field.target is target and one.value.texts), None)


def validate(definition: FormDefinition, sent: Submission, around: Around) -> Verdict:
    """Return the verdict on a submission. Pure, and bounded by the size of what was sent."""
    faults = list(_unknown(definition, sent))
    values: dict[str, Value] = {}
    for asked in definition.fields:
        values[asked.name], wrong = read_value(asked, sent.given.get(asked.name))
        faults += wrong
    unreadable = {fault.field for fault in faults}
    shown = {one.name for one in shown_fields(definition, {name: value.texts for name, value in values.items()})}
    filled: list[Filled] = []
    beside: list[Filled] = []
    files: list[AttachedFile] = []
    for asked in definition.fields:
        if asked.name in unreadable:
            continue
        is_shown = asked.name in shown
        if asked.kind is FieldKind.FILES:
            kept, of_files = _files(asked, sent.files.get(asked.name, ()), is_shown=is_shown)
            files += kept
            faults += of_files
            continue
        one, wrong = _answer(asked, values[asked.name], around, is_shown=is_shown)
        faults += wrong
        if one is not None:
            (filled if is_shown else beside).append(one)
    faults += _too_large(files)
    faults += _postcode_and_town(filled, around)
    open_faults = tuple(one for one in faults if not (one.is_doubt and one.field in sent.confirmed))
    verdict = Verdict(filled=tuple(filled), files=tuple(files), faults=open_faults, beside=tuple(beside))
    confirmed = [one for one in faults if one.is_doubt and one.field in sent.confirmed]
    return _warned(verdict, confirmed, around)


def check_files(asked: FormField, given: Sequence[FormFile]) -> tuple[tuple[AttachedFile, ...], tuple[Fault, ...]]:
    """Return those of some files that may be kept in a field, and what is wrong with the others: each stands for itself."""
    kept, faults = _files(asked, given, is_shown=True)
    return tuple(kept), tuple(faults)


def _unknown(definition: FormDefinition, sent: Submission) -> Iterator[Fault]:
    known = {one.name: one.kind for one in definition.fields}
    names = [name for name in sent.given if name not in known]
    names += [name for name, ones in sent.files.items() if ones and known.get(name) is not FieldKind.FILES]
    for name in list(dict.fromkeys(names))[:_MOST_UNKNOWN]:
        yield Fault(field=name[:_LONGEST_NAME], code=FaultCode.UNKNOWN_FIELD)


def _answer(asked: FormField, value: Value, around: Around, *, is_shown: bool) -> tuple[Filled | None, tuple[Fault, ...]]:
    if value.is_empty:
        code = FaultCode.NOT_AGREED if asked.kind is FieldKind.CONSENT else FaultCode.MISSING
        return None, ((Fault(field=asked.name, code=code),) if asked.is_required and is_shown else ())
    kept, faults = check_value(asked, value, around)
    # What was not asked cannot be wrong: it is only told.
    return Filled(field=asked, value=kept), (faults if is_shown else ())


# --- files ----------------------------------------------------------------------------------------------------------------------------


def _files(asked: FormField, given: Sequence[FormFile], *, is_shown: bool) -> tuple[list[AttachedFile], list[Fault]]:
    ones = [one for one in given if one.filename or one.content or one.refused_bytes]
    if not ones:
        return [], ([Fault(field=asked.name, code=FaultCode.MISSING)] if asked.is_required and is_shown else [])
    if len(ones) > asked.most_files:
        values = {"most": asked.most_files, "count": len(ones)}
        return [], [Fault(field=asked.name, code=FaultCode.TOO_MANY, values=values)]
    if asked.least is not None and len(ones) < asked.least and is_shown:
        return [], [Fault(field=asked.name, code=FaultCode.TOO_FEW, values={"least": asked.least})]
    kept: list[AttachedFile] = []
    faults: list[Fault] = []
    budget = Budget()
    for one in ones:
        kind, fault = _file(asked, one, budget)
        if fault is None:
            kept.append(AttachedFile(field=asked.name, file=one, media_type=kind))
        else:
            most = LARGEST_SUBMISSION_MB if fault is FaultCode.ALL_LARGE else asked.most_bytes // 2**20
            faults.append(Fault(field=asked.name, code=fault, values={"name": one.filename, "most": most}))
    return kept, faults


def _file(asked: FormField, one: FormFile, budget: Budget) -> tuple[str, FaultCode | None]:
    if one.refused_bytes:
        return "", FaultCode.FILE_LARGE if one.refused_bytes > asked.most_bytes else FaultCode.ALL_LARGE
    if not one.content:
        return "", FaultCode.FILE_EMPTY
    if len(one.content) > asked.most_bytes:
        return "", FaultCode.FILE_LARGE
    kind = media_type(one.content, "application/octet-stream", one.filename)
    danger = danger_of(one.content, one.filename, kind, budget)
    if danger is not None and danger is not Danger.LOCKED:
        return kind, FaultCode.FILE_DANGER
    allowed = frozenset[str]().union(*(_FAMILIES[family] for family in asked.families or FileFamily))
    return kind, None if kind in allowed else FaultCode.FILE_KIND


def _too_large(files: Sequence[AttachedFile]) -> Iterator[Fault]:
    if files and sum(len(one.file.content) for one in files) > LARGEST_SUBMISSION_MB * 2**20:
        yield Fault(field=files[0].field, code=FaultCode.ALL_LARGE, values={"most": LARGEST_SUBMISSION_MB})


# --- fields together ------------------------------------------------------------------------------------------------------------------


def _postcode_and_town(filled: Sequence[Filled], around: Around) -> Iterator[Fault]:
    """Yield what does not fit together: of the town itself and those around it the postcode is known, of others only its department."""
    codes = {one.field.target: one for one in filled if one.field.target in {Target.POSTCODE, Target.TOWN}}
    if len(codes) != 2 or not around.postcode:  # noqa: PLR2004 - both of them
        return
    postcode, town = codes[Target.POSTCODE], codes[Target.TOWN]
    code, name = postcode.value.texts[0], _plain_town(town.value.texts[0])
    known = {_plain_town(around.town_name): around.postcode} | {_plain_town(one): code for one, code in around.neighbours.items() if code}
    right = known.get(name) or next((known[one] for one in known if ratio(one, name) >= _LIKE_THE_TOWN), None)
    if right is not None and right[:2] != code[:2] and code.isdecimal():
        yield Fault(field=postcode.field.name, code=FaultCode.POSTCODE_TOWN, values={"town": town.value.texts[0]}, proposals=(right,))


def _plain_town(name: str) -> str:
    words = " ".join(_SPLIT.split(_CEDEX.sub("", fold(name)).strip()))
    return re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", words))


def _warned(verdict: Verdict, confirmed: Sequence[Fault], around: Around) -> Verdict:
    """Return the verdict with what is possible and suspicious, for staff."""
    warnings = [_CONFIRMED[one.code].format(value=_said(verdict, one.field)) for one in confirmed]
    code, town = verdict.text(Target.POSTCODE), verdict.text(Target.TOWN)
    if code and town and around.postcode:
        name, own = _plain_town(town), _plain_town(around.town_name)
        if name == own and code != around.postcode and code[:2] == around.postcode[:2]:
            warnings.append(f"Le code postal {code} n’est pas celui de {around.town_name} ({around.postcode}).")
        elif name != own and ratio(name, own) >= _LIKE_THE_TOWN:
            warnings.append(f"« {town} » est sans doute {around.town_name}.")
    for one in verdict.filled:
        if one.field.kind is FieldKind.PLACE and one.value.texts and around.streets is not None and not one.field.must_be_known:
            warnings += _of_street(one.value.texts[0], around)
    warnings += [f"Répondu sans que la question soit posée : {one.field.label.fr} : {', '.join(one.value.texts)}" for one in verdict.beside]
    return Verdict(
        filled=verdict.filled, files=verdict.files, faults=verdict.faults, warnings=tuple(dict.fromkeys(warnings)), beside=verdict.beside
    )


_CONFIRMED: Mapping[FaultCode, str] = {
    FaultCode.EMAIL_TYPO: "L’adresse électronique {value} est peut-être mal écrite ; le demandeur l’a confirmée.",
    FaultCode.POSTCODE_ODD: "« {value} » n’est pas un code postal français ; le demandeur l’a confirmé.",
    FaultCode.POSTCODE_TOWN: "Le code postal {value} ne va pas avec la commune ; le demandeur l’a confirmé.",
    FaultCode.STREET_UNKNOWN: "« {value} » n’est pas une voie connue de la commune ; le demandeur l’a confirmée.",
}


def _said(verdict: Verdict, name: str) -> str:
    return next((one.value.texts[0] for one in verdict.filled if one.field.name == name and one.value.texts), "")


def _of_street(text: str, around: Around) -> Iterator[str]:
    found = around.streets(text) if around.streets is not None else None
    if found is not None and not found.is_sure:
        near = f" Proches : {', '.join(found.names[:3])}." if found.names else ""
        yield f"« {text} » n’est pas une voie connue de la commune.{near}"
