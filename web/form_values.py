"""What a browser sent of a form, as JSON would have it."""

from collections.abc import Mapping, Sequence

from domain.form import FieldKind, FormDefinition


def given_of(definition: FormDefinition, answers: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """Return what a browser sent as JSON would have it: several values where several may be chosen."""
    given: dict[str, object] = {}
    for name, texts in answers.items():
        one = definition.find(name)
        if one is not None and one.kind is FieldKind.FILES and not any(texts):
            continue  # a browser sends the name of a field of files without any
        if one is not None and one.kind is FieldKind.POSITION:
            given[name] = position_of(texts)
        else:
            given[name] = list(texts) if one is not None and one.kind is FieldKind.SEVERAL_OF else texts[0]
    return given


def position_of(texts: Sequence[str]) -> str:
    """Return latitude and longitude, typed in two fields, as one text; each may be written with a comma."""
    parts = [text.strip() for text in texts if text.strip()]
    return ", ".join(parts if len(parts) == 1 else [part.replace(",", ".") for part in parts])
