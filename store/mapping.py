"""Domain types as JSON documents and back."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

from domain.decision import Decision

Loaded = TypeVar("Loaded")


def dump(value: object) -> dict[str, Any]:  # Any: a JSON document
    """Return a domain value as a JSON document."""
    document: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return document


def load(cls: type[Loaded], document: dict[str, Any]) -> Loaded:  # Any: a JSON document
    """Return the domain value a document was made from. Raises pydantic's ValidationError if it is none of that type."""
    return _adapter(cls).validate_python(document)


def load_decision(document: dict[str, Any]) -> Decision:  # Any: a JSON document
    """Return the decision a document was made from."""
    return _DECISION.validate_python(document)


def _adapter(cls: type[Loaded]) -> TypeAdapter[Loaded]:
    adapter = _ADAPTERS.get(cls)
    if adapter is None:
        adapter = _ADAPTERS[cls] = TypeAdapter(cls)
    return adapter


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}  # Any: each adapter is of its key's type, which no annotation can say
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
