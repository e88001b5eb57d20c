"""The JSON Schema (2020-12) of a submission, and what programs are told of a form."""

from collections.abc import Callable, Mapping

from domain.form import ACCEPTED, FieldKind, FormDefinition, FormField, Target, Words
from store.forms import Published

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CONFIRMED = "_confirmed"
LANGUAGE = "_language"
Schema = dict[str, object]


def schema_of(form: Published, address: str) -> Schema:
    """Return the schema of what is posted for a form. The server checks more: whether a day exists, whether a street is known."""
    definition = form.definition
    properties: Schema = {one.name: _property(one) for one in definition.fields if one.kind is not FieldKind.FILES}
    properties[CONFIRMED] = {
        "type": "array",
        "items": {"enum": [one.name for one in definition.fields]},
        "description": "Fields whose doubtful value is right (errors told as doubtful).",
    }
    properties[LANGUAGE] = {"enum": ["fr", "en"], "description": "Language the citizen reads."}
    conditions = [_conditional(definition, one) for one in definition.fields if one.shown_when is not None and one.is_required]
    schema: Schema = {
        "$schema": DIALECT,
        "$id": address,
        "title": definition.title.fr,
        "type": "object",
        "properties": properties,
        "required": [
            one.name for one in definition.fields if one.is_required and one.shown_when is None and one.kind is not FieldKind.FILES
        ],
        "additionalProperties": False,
    }
    return schema | ({"allOf": conditions} if conditions else {})


def _property(one: FormField) -> Schema:
    described: Schema = {"title": one.label.fr}
    if one.help is not None:
        described["description"] = one.help.fr
    return described | _type(one)


def _type(one: FormField) -> Schema:
    if one.kind in _MADE:
        return _MADE[one.kind](one)
    least: Schema = {"minLength": one.least or 1} if one.is_required or one.least else {}
    return {"type": "string", "maxLength": one.longest, **least}


def _several(one: FormField) -> Schema:
    return {"type": "array", "items": _codes(one), "uniqueItems": True, **_limits("minItems", one.least, "maxItems", one.most)}


def _codes(one: FormField) -> Schema:
    return {"enum": [choice.code for choice in one.choices]}


def _position(_one: FormField) -> Schema:
    lat: Schema = {"type": "number", "minimum": -90, "maximum": 90}
    lon: Schema = {"type": "number", "minimum": -180, "maximum": 180}
    return {"type": "object", "properties": {"lat": lat, "lon": lon}, "required": ["lat", "lon"], "additionalProperties": False}


def _limits(low: str, least: int | None, high: str, most: int | None) -> Schema:
    return {key: value for key, value in ((low, least), (high, most)) if value is not None}


_MADE: Mapping[FieldKind, Callable[[FormField], Schema]] = {
    FieldKind.ONE_OF: _codes,
    FieldKind.SEVERAL_OF: _several,
    FieldKind.CONSENT: lambda one: {"const": True} if one.is_required else {"type": "boolean"},
    FieldKind.POSITION: _position,
    FieldKind.NUMBER: lambda one: {"type": "number", **_limits("minimum", one.least, "maximum", one.most)},
    FieldKind.DATE: lambda _one: {"type": "string", "format": "date"},
    FieldKind.EMAIL: lambda _one: {"type": "string", "format": "email", "maxLength": 254},
}


def _conditional(definition: FormDefinition, one: FormField) -> Schema:
    """Return that a field is required where those that it hangs on are answered as it needs."""
    asked: Schema = {}
    when = one.shown_when
    while when is not None:
        other = definition.find(when.field)
        if other is None:
            break
        asked[other.name] = _answered(other, when.values)
        when = other.shown_when
    return {"if": {"properties": asked, "required": list(asked)}, "then": {"required": [one.name]}}


def _answered(other: FormField, values: tuple[str, ...]) -> Schema:
    if other.kind is FieldKind.CONSENT:
        return {"const": True} if ACCEPTED in values else {"const": False}
    chosen: Schema = {"enum": list(values)}
    return {"contains": chosen} if other.kind is FieldKind.SEVERAL_OF else chosen


def described(form: Published, base: str) -> dict[str, object]:
    """Return what programs are told of a form, without its fields. ``base`` is the address the installation is reached at."""
    definition = form.definition
    path = f"{base}/api/v1/forms/{definition.code}"
    return {
        "code": definition.code,
        "version": form.number,
        "title": _words(definition.title),
        "is_open": definition.is_open,
        "needs_key": definition.needs_key,
        "page": f"{base}/f/{form.town}/{definition.code}",
        "schema": f"{path}/schema?town={form.town}",
        "submissions": f"{path}/submissions?town={form.town}",
    }


def described_whole(form: Published, base: str) -> dict[str, object]:
    """Return what programs are told of a form with its fields, so that they can draw it themselves."""
    return described(form, base) | {
        "intro": _words(form.definition.intro),
        "fields": [_described_field(one) for one in form.definition.fields],
    }


def _described_field(one: FormField) -> dict[str, object]:
    found: dict[str, object] = {
        "name": one.name,
        "kind": one.kind.value,
        "label": _words(one.label),
        "help": _words(one.help),
        "required": one.is_required,
        "fills": one.target.value if isinstance(one.target, Target) else None,
        "choices": [{"code": choice.code, "label": _words(choice.label)} for choice in one.choices] or None,
        "least": one.least,
        "most": one.most_files if one.kind is FieldKind.FILES else one.most,
        "largest_bytes": one.most_bytes if one.kind is FieldKind.FILES else None,
        "families": [family.value for family in one.families] or None,
        "when": {"field": one.shown_when.field, "values": list(one.shown_when.values)} if one.shown_when is not None else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _words(words: Words | None) -> Mapping[str, str] | None:
    return None if words is None else {"fr": words.fr} | ({"en": words.en} if words.en else {})
