"""What is typed in the first run, and what can be wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import InvalidError, Mistake
from flows.town_folder.cells import is_email, is_phone
from flows.wording import say
from routing.public_holidays import ALSACE_MOSELLE

LONGEST = 200
_INSEE = re.compile(r"\d[\dAB]\d{3}")
_POSTCODE = re.compile(r"\d{5}")
_PARIS = "Europe/Paris"
METROPOLE = "metropole"


class Step(StrEnum):
    """A step of the first run (étape), in order."""

    ACCOUNT = "account"
    TOWN = "town"
    DEPARTMENTS = "departments"
    MAILBOX = "mailbox"
    FOLDER = "folder"
    SAMPLES = "samples"


ZONES: Mapping[str, str] = {
    _PARIS: "Métropole",
    "America/Guadeloupe": "Guadeloupe",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "Indian/Reunion": "La Réunion",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Indian/Mayotte": "Mayotte",
    "Pacific/Wallis": "Wallis-et-Futuna",
    "Pacific/Tahiti": "Polynésie française",
    "Pacific/Noumea": "Nouvelle-Calédonie",
}
"""Time zones of French towns, by what people call where they hold."""
_BY_DEPARTMENT: Mapping[str, tuple[str, str]] = {
    "971": ("America/Guadeloupe", "guadeloupe"),
    "972": ("America/Martinique", "martinique"),
    "973": ("America/Cayenne", "guyane"),
    "974": ("Indian/Reunion", "la-reunion"),
    "975": ("America/Miquelon", "saint-pierre-et-miquelon"),
    "976": ("Indian/Mayotte", "mayotte"),
    "986": ("Pacific/Wallis", "wallis-et-futuna"),
    "987": ("Pacific/Tahiti", "polynesie-francaise"),
    "988": ("Pacific/Noumea", "nouvelle-caledonie"),
    "57": (_PARIS, ALSACE_MOSELLE),
    "67": (_PARIS, ALSACE_MOSELLE),
    "68": (_PARIS, ALSACE_MOSELLE),
}
"""Time zone and calendar of public holidays where they are not those of the rest of France, by the first figures of the INSEE code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFacts:
    """What is asked of a town. ``timezone`` empty: that of its INSEE code."""

    name: str = ""
    insee: str = ""
    postcode: str = ""
    street: str = ""
    email: str = ""
    phone: str = ""
    timezone: str = ""

    @property
    def zone(self) -> str:
        """Return its IANA time zone."""
        return self.timezone or _of_insee(self.insee)[0]

    @property
    def holidays(self) -> str:
        """Return its calendar of public holidays."""
        return _of_insee(self.insee)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Departments chosen from the catalogue, and their mailboxes by code, where they have one."""

    codes: tuple[str, ...] = ()
    emails: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was typed so far. ``is_example``: the demo town was taken. ``passed`` are steps that are done, or were left out."""

    is_example: bool = False
    facts: TownFacts | None = None
    choice: Choice | None = None
    passed: tuple[Step, ...] = ()


def check_facts(facts: TownFacts) -> None:
    """Raise InvalidError with all that is wrong with what was typed of a town; ``where`` names the field."""
    mistakes = tuple(_mistakes(facts))
    if mistakes:
        raise InvalidError(*mistakes)


def check_choice(choice: Choice, known: Mapping[str, str]) -> None:
    """Raise InvalidError where a mailbox of a department is no address. ``known`` are the names of the departments by code."""
    wrong = tuple(
        Mistake(where=f"email_{code}", what=say("“{value}” is not an e-mail address.", value=email), remedy=known.get(code, code))
        for code, email in choice.emails.items()
        if email and not is_email(email)
    )
    if wrong:
        raise InvalidError(*wrong)


def _mistakes(facts: TownFacts) -> Iterator[Mistake]:
    if not facts.name or len(facts.name) > LONGEST or not re.search(r"[^\W\d_]", facts.name):
        yield Mistake(where="name", what=say("The town has no name."), remedy=say("Write it as it stands on its letters."))
    if not _INSEE.fullmatch(facts.insee):
        yield Mistake(where="insee", what=say("This is no INSEE code."), remedy=say("It has five characters, such as 50615 or 2A004."))
    if not _POSTCODE.fullmatch(facts.postcode):
        yield Mistake(where="postcode", what=say("This is no postcode."), remedy=say("It has five figures."))
    if not is_email(facts.email):
        what = say("This is no e-mail address.")
        yield Mistake(where="email", what=what, remedy=say("Write the address citizens write to, such as mairie@ville.example."))
    if facts.phone and not is_phone(facts.phone):
        yield Mistake(where="phone", what=say("This is no telephone number."), remedy=say("Write ten figures, or nothing."))
    if facts.timezone and facts.timezone not in ZONES:
        yield Mistake(where="timezone", what=say("This is no time zone of the list."), remedy=say("Choose one."))


def _of_insee(insee: str) -> tuple[str, str]:
    return _BY_DEPARTMENT.get(insee[:3]) or _BY_DEPARTMENT.get(insee[:2]) or (_PARIS, METROPOLE)
