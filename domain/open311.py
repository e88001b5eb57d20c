"""What an Open311 client is offered: services, and the questions each of them asks.

Source: Open311 GeoReport v2, “GET Service List” and “GET Service Definition”.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import SubjectCode


class Datatype(StrEnum):
    """How a question is answered."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE_OF = "singlevaluelist"
    SEVERAL_OF = "multivaluelist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers a list offers: what is sent, what is read."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A question of a service (attribut). ``variable`` False: only a text to read. ``hint`` helps to answer it."""

    code: str
    datatype: Datatype
    description: str
    required: bool = False
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    variable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A subject as outsiders may choose it (type de demande ouvert au public). ``is_listed``: everybody may see its requests."""

    code: SubjectCode
    name: str
    group: str
    keywords: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    is_listed: bool = False
