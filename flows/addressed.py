"""Whom a note or a task is for: colleagues and departments by login, name, code or label, of those only who may read the request."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.department import DepartmentKind
from domain.ids import AgentId, DepartmentCode
from domain.note import mentioned
from flows.rights import readers_of
from flows.town_views import TownViews
from rules.words import fold_text, folded_words
from store import members
from store.agents import Agent
from store.requests import RequestRecord

_AGENT, _DEPARTMENT = "agent ", "department "


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody a note or a task may be for: an agent by ``login``, or a department by ``department``. ``name`` is what it is called."""

    name: str
    login: str | None = None
    department: DepartmentCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All who may read a request (cercle): the agents, and the departments they are members of, with their members among them."""

    readers: tuple[Agent, ...]
    departments: tuple[Addressee, ...]
    members: Mapping[DepartmentCode, tuple[AgentId, ...]]

    def people(self) -> tuple[Addressee, ...]:
        """Return everybody of it, departments first."""
        return (*self.departments, *(Addressee(name=one.name, login=one.login) for one in self.readers))

    def named_in(self, text: str) -> tuple[AgentId, ...]:
        """Return the agents a text names behind an ``@``, be it by their department."""
        found: dict[AgentId, None] = {}
        for meant in mentioned(_folded(text), self._keys()):
            found.update(dict.fromkeys(self._agents(meant)))
        return tuple(found)

    def find(self, typed: str) -> Addressee | None:
        """Return who is called as was typed, with or without an ``@``; of an agent and a department of one name the agent."""
        meant = self._keys().get(_folded(typed.strip().removeprefix("@")))
        return None if meant is None else self._addressee(meant)

    def like(self, typed: str, limit: int) -> tuple[Addressee, ...]:
        """Return those whose name has words that begin as was typed; the first ones where nothing was."""
        wanted = folded_words(typed)
        fitting = (one for one in self.people() if _is_like(one, wanted))
        return tuple(one for one, _ in zip(fitting, range(limit), strict=False))

    def agents_of(self, one: Addressee) -> tuple[AgentId, ...]:
        """Return the agents somebody is, or who belong to a department."""
        if one.department is not None:
            return self.members.get(one.department, ())
        return tuple(agent.id for agent in self.readers if agent.login == one.login)

    def _keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for one in self.departments:
            keys |= {_folded(name): f"{_DEPARTMENT}{one.department}" for name in (one.name, str(one.department))}
        for agent in self.readers:
            keys |= {_folded(name): f"{_AGENT}{agent.login}" for name in (agent.name, agent.login)}
        return {name: meant for name, meant in keys.items() if name}

    def _addressee(self, meant: str) -> Addressee | None:
        return next((one for one in self.people() if meant in {f"{_DEPARTMENT}{one.department}", f"{_AGENT}{one.login}"}), None)

    def _agents(self, meant: str) -> tuple[AgentId, ...]:
        one = self._addressee(meant)
        return () if one is None else self.agents_of(one)


def circle_of(session: Session, towns: TownViews, record: RequestRecord) -> Circle:
    """Return all who may read a request."""
    readers = readers_of(session, towns, record)
    ids = {one.login: one.id for one in readers}
    view, town = towns.get(record.line.town), record.line.town
    inside: dict[DepartmentCode, list[AgentId]] = {}
    for one in members.of_town(session, town):
        if one.login in ids:
            inside.setdefault(one.department, []).append(ids[one.login])
    own = [one for one in view.ruleset.departments if one.kind is not DepartmentKind.EXTERNAL and one.code in inside]
    return Circle(
        readers=readers,
        departments=tuple(Addressee(name=one.label, department=one.code) for one in own),
        members={code: tuple(some) for code, some in inside.items()},
    )


def _folded(text: str) -> str:
    return fold_text(text).text.strip()


def _is_like(one: Addressee, wanted: list[str]) -> bool:
    own = folded_words(f"{one.name} {one.login or one.department}")
    return all(any(word.startswith(part) for word in own) for part in wanted)
