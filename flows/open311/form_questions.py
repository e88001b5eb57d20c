"""The questions of the town's own forms as those of Open311 services: a form that speaks for a subject asks them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.form import FieldKind, FormDefinition, FormField
from domain.ids import SubjectCode, TownId
from domain.open311 import Attribute, Choice, Datatype
from flows.open311.services import AttributesOf
from store.forms import Published

_LANGUAGE = "fr"
_DATATYPES: Mapping[FieldKind, Datatype] = {
    FieldKind.SHORT: Datatype.STRING,
    FieldKind.LONG: Datatype.TEXT,
    FieldKind.EMAIL: Datatype.STRING,
    FieldKind.PHONE: Datatype.STRING,
    FieldKind.DATE: Datatype.DATETIME,
    FieldKind.NUMBER: Datatype.NUMBER,
    FieldKind.ONE_OF: Datatype.ONE_OF,
    FieldKind.SEVERAL_OF: Datatype.SEVERAL_OF,
}
"""Places, positions and files have fields of their own in Open311; nobody can be made to agree to something there."""


def questions_of(published_forms: Callable[[TownId], Sequence[Published]]) -> AttributesOf:
    """Return what gives the questions of a town's subjects, by the forms it has published; of several forms for one the first counts."""

    def attributes_of(town: TownId) -> Mapping[SubjectCode, tuple[Attribute, ...]]:
        found: dict[SubjectCode, tuple[Attribute, ...]] = {}
        for published in published_forms(town):
            form = published.definition
            if form.subject is not None and form.is_open:
                found.setdefault(form.subject, tuple(_attributes(form)))
        return found

    return attributes_of


def _attributes(form: FormDefinition) -> Iterator[Attribute]:
    for field in form.fields:
        if field.target is None and field.kind in _DATATYPES:
            yield _attribute(field)


def _attribute(field: FormField) -> Attribute:
    return Attribute(
        code=field.name,
        datatype=_DATATYPES[field.kind],
        description=field.label.said(_LANGUAGE),
        # Open311 knows no conditions: what is asked only sometimes cannot be demanded.
        required=field.is_required and field.shown_when is None,
        hint=field.help.said(_LANGUAGE) if field.help else "",
        choices=tuple(Choice(key=choice.code, name=choice.label.said(_LANGUAGE)) for choice in field.choices),
    )
