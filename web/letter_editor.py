"""What the editor of letters shows beside the text: fields with their meaning and an example, versions that differ, the letter as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from letters.example import EXAMPLE
from letters.fields import KNOWN, Field
from letters.model import Model, names
from letters.page import fragment
from store.letter_models import ModelVersion
from web.letter_words import FIELD_MEANINGS, MODEL_CONDITIONS

__all__ = ["Insertion", "Part", "conditions", "differing", "fragment", "insertions"]
_YES = "✓"


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """Something to insert into a text: a field or a condition. ``meaning`` is to be translated."""

    name: str
    text: str
    meaning: str
    example: str
    field: Field | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines of two texts: ``how`` is ``same``, ``old`` for what the first alone has, ``new`` for what the second alone has."""

    how: str
    text: str


def insertions() -> tuple[Insertion, ...]:
    """Return all fields, each as it is best written: what may lack within a condition, a list in a loop."""
    values: dict[str, object] = asdict(EXAMPLE)
    return tuple(
        Insertion(name=name, text=_written(field), meaning=FIELD_MEANINGS[name], example=_example(values, name), field=field)
        for name, field in KNOWN.items()
    )


def conditions(allowed: frozenset[str]) -> tuple[Insertion, ...]:
    """Return conditions that are often wanted, of the fields a text may name."""
    return tuple(
        Insertion(name=text.partition("\n")[0], text=text, meaning=told, example="", field=None)
        for text, told in MODEL_CONDITIONS.items()
        if names(Model(subject="…", text=text)) <= allowed
    )


def differing(old: ModelVersion, subject: str, text: str) -> tuple[Part, ...]:
    """Return the lines of a version and of the text that counts, those that differ marked."""
    before, after = [old.subject or "", "", *(old.text or "").split("\n")], [subject, "", *text.split("\n")]
    return tuple(_parts(before, after))


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(how="same", text="\n".join(before[a:b]))
            continue
        if b > a:
            yield Part(how="old", text="\n".join(before[a:b]))
        if d > c:
            yield Part(how="new", text="\n".join(after[c:d]))


def _written(field: Field) -> str:
    if field.is_list:
        return f"{{% for element in {field.name} %}}\n- {{{{ element }}}}\n{{% endfor %}}"
    if field.is_flag:
        return f"{{% if {field.name} %}}\n…\n{{% endif %}}"
    written = f"{{{{ {field.name} }}}}"
    return f"{{% if {field.name} %}}{written}{{% endif %}}" if field.may_lack else written


def _example(values: dict[str, object], name: str) -> str:
    group, _, one = name.partition(".")
    value = values[group]
    if isinstance(value, dict):
        value = value[one]
    if isinstance(value, tuple):
        return ", ".join(value)
    return _YES if value is True else "" if value is None or value is False else str(value)
