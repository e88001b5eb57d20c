"""Who belongs to which department of the town hall."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import DepartmentCode, TownId


class Post(StrEnum):
    """What somebody is in a department (fonction)."""

    AGENT = "agent"
    """Works there (agent de service)."""
    HEAD = "head"
    """Decides in its name (responsable de service). A department may have several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agent who belongs to a department (membre). ``login`` is his name to sign in by, in lower case."""

    town: TownId
    department: DepartmentCode
    login: str
    post: Post
