"""What the editor of forms sends, as fields of a form; and fields as the editor shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from domain.form import (
    Choice,
    ConsentUse,
    FieldKind,
    FileFamily,
    FormDefinition,
    FormField,
    Hook,
    Period,
    ShownWhen,
    Signed,
    Target,
    Words,
)
from domain.ids import DepartmentCode, SubjectCode

SEPARATOR = "|"
Known = TypeVar("Known", bound=StrEnum)
NEW = FormField(name="", kind=FieldKind.SHORT, label=Words(fr=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a page of the editor sent."""

    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """Return a value without blanks round it, with one kind of line end."""
        return next(iter(self.values.get(name, ())), "").replace("\r\n", "\n").strip()

    def is_ticked(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return bool(self.values.get(name))

    def words(self, name: str) -> Words | None:
        """Return a text in its languages; None where it is empty in French."""
        french = self.text(f"{name}_fr")
        return Words(fr=french, en=self.text(f"{name}_en") or None) if french else None

    def number(self, name: str) -> int | None:
        """Return a whole number; None where none stands there."""
        text = self.text(name)
        return int(text) if text.removeprefix("-").isdecimal() and len(text) <= 9 else None  # noqa: PLR2004 - digits

    def one_of(self, name: str, kind: type[Known]) -> Known | None:
        """Return one of the values of a kind."""
        text = self.text(name)
        return kind(text) if text in {one.value for one in kind} else None


def settings_of(definition: FormDefinition, posted: Posted) -> FormDefinition:
    """Return a form with the settings that were posted; its fields stay."""
    return replace(
        definition,
        title=posted.words("title") or Words(fr=""),
        intro=posted.words("intro"),
        thanks=posted.words("thanks"),
        closed=posted.words("closed"),
        is_open=posted.is_ticked("is_open"),
        subject=SubjectCode(posted.text("subject")) if posted.text("subject") else None,
        department=DepartmentCode(posted.text("department")) if posted.text("department") else None,
        sites=tuple(line.strip().rstrip("/") for line in posted.text("sites").splitlines() if line.strip()),
        needs_key=posted.is_ticked("needs_key"),
        hook=_hook(posted) if posted.is_ticked("has_hook") else None,
    )


def _hook(posted: Posted) -> Hook:
    return Hook(
        header=posted.text("hook_header") or Hook().header,
        time_header=posted.text("hook_time") or None,
        id_header=posted.text("hook_id") or None,
        signed=posted.one_of("hook_signed", Signed) or Signed.BODY,
        mapping=posted.text("hook_mapping") or None,
    )


def field_of(posted: Posted) -> FormField:
    """Return the field that was posted."""
    when = posted.text("when_field")
    return FormField(
        name=posted.text("name"),
        kind=posted.one_of("kind", FieldKind) or FieldKind.SHORT,
        label=posted.words("label") or Words(fr=""),
        help=posted.words("help"),
        is_required=posted.is_ticked("is_required"),
        target=posted.one_of("target", Target),
        choices=tuple(map(_choice, filter(str.strip, posted.text("choices").splitlines()))),
        least=posted.number("least"),
        most=posted.number("most"),
        period=posted.one_of("period", Period) or Period.ANY,
        must_be_known=posted.is_ticked("must_be_known"),
        families=tuple(one for one in FileFamily if one.value in posted.values.get("families", ())),
        largest_mb=posted.number("largest_mb"),
        consent_for=posted.one_of("consent_for", ConsentUse),
        shown_when=ShownWhen(field=when, values=_codes(posted.text("when_values"))) if when else None,
    )


def _choice(line: str) -> Choice:
    code, *labels = (part.strip() for part in line.split(SEPARATOR))
    french = labels[0] if labels and labels[0] else code
    return Choice(code=code, label=Words(fr=french, en=labels[1] if len(labels) > 1 and labels[1] else None))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def choices_text(one: FormField) -> str:
    """Return the choices of a field as the editor shows them: a line each."""
    return "\n".join(f" {SEPARATOR} ".join(filter(None, (choice.code, choice.label.fr, choice.label.en))) for choice in one.choices)


def with_field(definition: FormDefinition, name: str | None, one: FormField) -> FormDefinition:
    """Return a form in which a field has taken the place of the one of a name, or stands at the end; conditions follow its new name."""
    if name is None:
        return replace(definition, fields=(*definition.fields, one))
    return replace(definition, fields=tuple(one if old.name == name else _renamed(old, name, one.name) for old in definition.fields))


def _renamed(one: FormField, name: str, new: str) -> FormField:
    when = one.shown_when
    return replace(one, shown_when=replace(when, field=new)) if when is not None and when.field == name else one


def without_field(definition: FormDefinition, name: str) -> FormDefinition:
    """Return a form without a field, and without the conditions that hung on it."""
    kept = (one for one in definition.fields if one.name != name)
    return replace(
        definition,
        fields=tuple(replace(one, shown_when=None) if one.shown_when is not None and one.shown_when.field == name else one for one in kept),
    )


def moved(definition: FormDefinition, name: str, by: int) -> FormDefinition:
    """Return a form in which a field stands higher (-1) or lower (1)."""
    fields = list(definition.fields)
    place = next((number for number, one in enumerate(fields) if one.name == name), None)
    if place is None or not 0 <= place + by < len(fields):
        return definition
    fields.insert(place + by, fields.pop(place))
    return replace(definition, fields=tuple(fields))
