"""Who works on queries of which town, and what may be chosen in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException
from fastapi import Request as HttpRequest
from sqlalchemy.orm import Session

from domain.errors import ForbiddenError, InvalidError
from domain.place import Places
from domain.query import FAMILY, ME, Choice, Criterion, Group
from domain.query_wire import UnreadableQueryError, from_json
from domain.ruleset import RuleSet
from domain.town import Town
from flows.queries import Asker, asker_of, may_use
from flows.query_faults import words_of_fault
from flows.wording import say
from rules.words import folded_words
from store import agents, towns
from web.desk import Desk, desk_of
from web.formats import plain_day
from web.query_form import NONE_KNOWN, Node, Options, json_of, name_of
from web.query_words import FAMILY_WORD, ME_WORD, QUERY_NONE, QUERY_VALUES, Brief, Names, brief
from web.translations import Language, said
from web.visitor import Member

MOST_STREETS = 3_000
"""Names a browser proposes while one types; more would weigh more than the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Who works on queries of which town. ``options`` are the values that may be chosen, ``names`` what they are called."""

    desk: Desk
    who: Member
    town: Town
    asker: Asker
    options: Mapping[Choice, Options]
    names: Names
    streets: tuple[str, ...]

    @property
    def language(self) -> Language:
        """Return the language of who works."""
        return self.desk.languages[self.who.language]

    def brief(self, criteria: Criterion) -> Brief:
        """Return a query in words."""
        return brief(criteria, self.names, self.language.gettext, lambda day: plain_day(day, self.language.locale))  # type: ignore[arg-type] # days

    def read(self, root: Node) -> tuple[Group | None, Mapping[str, tuple[str, ...]]]:
        """Return the query that was filled in, or what is wrong by the names of its criteria."""
        try:
            return from_json(json_of(root)), {}
        except UnreadableQueryError as error:
            notes: dict[str, tuple[str, ...]] = {}
            for fault in error.faults:
                words = " ".join(said(one, self.language) for one in words_of_fault(fault))
                notes[name_of(fault.path)] = (*notes.get(name_of(fault.path), ()), words)
            return None, notes

    def told(self, error: InvalidError) -> tuple[str, ...]:
        """Return what is wrong, a sentence or two for each."""
        return tuple(
            " ".join(part for part in (said(one.what, self.language), said(one.remedy, self.language)) if part) for one in error.mistakes
        )

    def official(self, node: Node) -> Node:
        """Return what was filled in with streets by their official names, however they were spelt."""
        if node.key == Choice.STREET:
            known = {tuple(folded_words(name)): name for name in self.streets}
            given = node.values.get("more", ())
            more = tuple(known.get(tuple(folded_words(one)), one) for one in given)
            return Node(key=node.key, values={**node.values, "more": more})
        return Node(key=node.key, values=node.values, parts=tuple(map(self.official, node.parts)))


def room_of(http: HttpRequest, who: Member) -> Room:
    """Return who works, on the town he looks at, else his first one. Raises ForbiddenError for who reads no requests."""
    desk = desk_of(http)
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    if not may_use(who.standing):
        raise ForbiddenError(say("Queries are for those who read requests."))
    view, language = desk.installation.towns.get(town.id), desk.languages[who.language]
    with desk.installation.database.read() as session:
        options = _options(session, town, view.ruleset, view.classifier.places, language)
    names = {choice: {value: words for _, group in groups for value, words in group} for choice, groups in options.items()}
    streets = tuple(sorted({one.name for one in view.classifier.places.streets}))
    return Room(desk=desk, who=who, town=town, asker=asker_of(who.agent, who.standing), options=options, names=names, streets=streets)


def told_at(at: datetime, room: Room) -> str:
    """Return a moment as a day of the town."""
    return plain_day(at.date(), room.language.locale)


def _options(session: Session, town: Town, ruleset: RuleSet, places: Places, language: Language) -> Mapping[Choice, Options]:
    fixed: dict[Choice, Options] = {
        choice: (("", tuple((value, language.gettext(words)) for value, words in values.items())),)
        for choice, values in QUERY_VALUES.items()
    }
    people = [(one.login, one.name or one.login) for one in agents.all_agents(session) if one.town in {None, town.id}]
    mailboxes = [one.address for one in towns.mailboxes(session) if one.town == town.id]
    none = dict(zip(QUERY_NONE, ((NONE_KNOWN, language.gettext(words)) for words in QUERY_NONE.values()), strict=True))
    return {
        **fixed,
        Choice.SUBJECT: _subjects(ruleset, language),
        Choice.DEPARTMENT: (("", _sorted([(one.code, one.label) for one in ruleset.departments])),),
        Choice.SECTOR: (("", (*_sorted([(one.name, one.name) for one in places.sectors]), none[Choice.SECTOR])),),
        Choice.STREET: (("", (none[Choice.STREET],)),),
        Choice.AGENT: (("", ((ME, language.gettext(ME_WORD)), none[Choice.AGENT], *_sorted(people))),),
        Choice.MAILBOX: (("", _sorted([(one, one) for one in mailboxes])),),
    }


def _subjects(ruleset: RuleSet, language: Language) -> Options:
    """Return subjects by theme, each theme with what stands for all of its codes."""
    themes: dict[str, list[tuple[str, str]]] = {}
    for one in ruleset.subjects:
        own = themes.setdefault(one.theme, [])
        family = one.code.split("-")[0] + FAMILY
        if all(value != family for value, _ in own):
            own.insert(0, (family, language.gettext(FAMILY_WORD) % {"family": family.removesuffix(FAMILY)}))
        own.append((one.code, f"{one.label} ({one.code})"))
    return tuple((theme, tuple(found)) for theme, found in themes.items())


def _sorted(found: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(found, key=lambda one: folded_words(one[1])))
