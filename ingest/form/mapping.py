"""What a town says of another's forms: which path is which field. Written as text, checked whole, tried on a sample."""

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import yaml

from domain.errors import ConfigurationError, Mistake
from domain.inbound import Channel
from ingest.form.answers import Answer
from ingest.form.fields import Field
from ingest.plain import fold

Choice = TypeVar("Choice", bound=StrEnum)
MAX_LINES = 500
MAX_TEXT = 200_000
LABEL = "label:"
"""Before a question in its own words, for builders whose paths are numbers that change."""
_DEEPEST = 8
_PATH = re.compile(r"(?:[^\\.]|\\.)+")
_KEYS = ("name", "channel", "fields", "rest")


class Rest(StrEnum):
    """What becomes of answers that no line of a mapping names (reste)."""

    UNDERSTAND = "understand"
    """They are read by their words, as without a mapping."""
    TEXT = "text"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """One line: ``where`` is a path (« champs.demandeur.nom », « * » for any one key or number) or « label:Votre nom »."""

    where: str
    field: Field

    def fits(self, answer: Answer) -> bool:
        """Whether an answer is the one meant; case and accents do not count in questions."""
        if self.where.startswith(LABEL):
            wanted = fold(self.where.removeprefix(LABEL)).strip(" :*?")
            return fold(answer.key).strip(" :*?") == wanted
        parts = [part.replace("\\.", ".").replace("\\\\", "\\") for part in _PATH.findall(self.where)]
        return len(parts) == len(answer.path) and all(one in {"*", other} for one, other in zip(parts, answer.path, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the answers of one sender are read (correspondance): the first line that fits decides."""

    name: str
    lines: tuple[MapLine, ...]
    channel: Channel | None = None
    rest: Rest = Rest.UNDERSTAND

    def field_of(self, answer: Answer) -> Field | None:
        """Return the field of the first line that fits an answer."""
        return next((line.field for line in self.lines if line.fits(answer)), None)


def parse_mapping(text: str, where: str = "mapping") -> Mapping:
    """Return the mapping a text says, YAML or JSON; raises ConfigurationError with all its mistakes.

    ``name: Portail``, ``channel: form``, ``rest: understand``, and under ``fields`` a path or « label:… » with the name of a field each.
    """
    document = _document(text, where)
    mistakes: list[Mistake] = []
    mistakes += [
        Mistake(where=f"{where}: {key}", what="is not known here.", remedy=f"Use {', '.join(_KEYS)}.")
        for key in document
        if key not in _KEYS
    ]
    name = document.get("name")
    if not isinstance(name, str) or not name.strip():
        mistakes.append(Mistake(where=f"{where}: name", what="is missing.", remedy="Name the mapping."))
    channel = _choice(document.get("channel"), Channel, f"{where}: channel", mistakes)
    rest = _choice(document.get("rest"), Rest, f"{where}: rest", mistakes)
    lines = _lines(document.get("fields"), where, mistakes)
    if mistakes:
        raise ConfigurationError(*mistakes)
    return Mapping(name=str(name).strip(), lines=lines, channel=channel, rest=rest or Rest.UNDERSTAND)


def mapping_text(mapping: Mapping) -> str:
    """Return a mapping as the text that `parse_mapping` reads."""
    document: dict[str, object] = {"name": mapping.name}
    if mapping.channel is not None:
        document["channel"] = mapping.channel.value
    if mapping.rest is not Rest.UNDERSTAND:
        document["rest"] = mapping.rest.value
    document["fields"] = {line.where: line.field.value for line in mapping.lines}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1_000)


class _Loader(yaml.SafeLoader):
    """Keys that come twice are a mistake: the second would silently win."""


class _TwiceError(yaml.YAMLError):
    pass


def _mapping_node(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    found: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int | float | bool):
            raise _TwiceError(f"line {key_node.start_mark.line + 1}: a key must be text")
        if key in found:
            raise _TwiceError(f"line {key_node.start_mark.line + 1}: {key} comes twice")
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_node)


def _document(text: str, where: str) -> Pairs[str, object]:
    if len(text) > MAX_TEXT:
        raise ConfigurationError(Mistake(where=where, what="is too long.", remedy=f"Stay below {MAX_TEXT} characters."))
    try:
        _refuse_wild(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - made of the safe one
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        what = f"is neither YAML nor JSON ({getattr(error, 'problem', None) or error})."
        raise ConfigurationError(Mistake(where=where, what=what, remedy="Correct the line.", line=line)) from error
    if not isinstance(document, dict):
        raise ConfigurationError(Mistake(where=where, what="holds no keys.", remedy=f"Write {', '.join(_KEYS)}."))
    return {str(key): value for key, value in document.items()}


def _refuse_wild(text: str) -> None:
    """Refuse aliases and depth, by the parser of libyaml: PyYAML's own takes the square of the time for brackets within each other."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _TwiceError("an alias; put a path with * into quotes")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _TwiceError("lists or keys too deep within each other")


def _choice(value: object, kind: type[Choice], where: str, mistakes: list[Mistake]) -> Choice | None:
    if value is None:
        return None
    known = {one.value: one for one in kind}
    if not isinstance(value, str) or value not in known:
        mistakes.append(Mistake(where=where, what=f"{value!r} is not known.", remedy=f"Use one of {', '.join(known)}."))
        return None
    return known[value]


def _lines(fields: object, where: str, mistakes: list[Mistake]) -> tuple[MapLine, ...]:
    if not isinstance(fields, dict) or not fields:
        mistakes.append(Mistake(where=f"{where}: fields", what="is missing.", remedy="Write « path: field », one a line."))
        return ()
    if len(fields) > MAX_LINES:
        mistakes.append(Mistake(where=f"{where}: fields", what="has too many lines.", remedy=f"Stay below {MAX_LINES}."))
        return ()
    known = {field.value: field for field in Field}
    found: list[MapLine] = []
    for path, value in fields.items():
        place = f"{where}: {path}"
        if not str(path).strip() or str(path).strip() == LABEL:
            mistakes.append(Mistake(where=place, what="names nothing.", remedy="Write a path such as champs.nom."))
        elif not isinstance(value, str) or value not in known:
            mistakes.append(Mistake(where=place, what=f"{value!r} is no field.", remedy=f"Use one of {', '.join(_offered(known))}."))
        else:
            found.append(MapLine(where=str(path).strip(), field=known[value]))
    return tuple(found)


def _offered(known: Pairs[str, Field]) -> Sequence[str]:
    return [name for name in known if name != Field.MAYBE_TRAP]
