"""An answer that was understood: what it is, and by what it was known."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.form.answers import Answer
from ingest.form.fields import Field


class By(StrEnum):
    """What an answer was understood by."""

    MAPPING = "mapping"
    WORDS = "words"
    VALUE = "value"
    REST = "rest"
    """Nobody knows what it asks for: it is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An answer and what it is. ``group`` is whom or what it is about where that is neither the requester nor the place: « naissance »."""

    answer: Answer
    field: Field
    by: By
    group: str = ""
