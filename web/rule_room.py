"""What all pages about one version of the rules share: whose it is, whether it can be edited, what stands above the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.department import Confidentiality
from domain.errors import ConfigurationError, ConflictError
from domain.ruleset import RuleSet
from domain.town import Town
from domain.version import Version, VersionState
from flows.draft_edits import edit
from flows.linting import LintLine
from flows.rule_operands import Values
from flows.ruleset_text import changes
from flows.rulesets import Author
from store import rulesets
from web.desk import desk_of
from web.labels import Labels, labels
from web.rule_shelf import shelf_of
from web.town_wanted import town_of
from web.translations import Language, said
from web.uploads import MOST_FIELDS
from web.visitor import Member, show

SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
MOST_NUMBER = 2**31 - 1

Change = Callable[[RuleSet], RuleSet]
"""What is done to the rules of a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A version of a town's rules with its content. ``drafts`` are the town's open drafts, the newest first."""

    town: Town
    version: Version
    published: Version
    ruleset: RuleSet
    drafts: tuple[Version, ...]
    previous: Version | None
    """The one that was published before the present one, if any."""
    counts: Mapping[str, object]
    """What linter and examples said when it was saved; empty where they were not asked."""

    @property
    def is_draft(self) -> bool:
        """Return whether it was never published."""
        return self.version.state is VersionState.DRAFT

    @property
    def is_open(self) -> bool:
        """Return whether it can be edited."""
        return self.is_draft and self.version.publish_at is None

    @property
    def path(self) -> str:
        """Return where its pages lie."""
        return f"/rules/{self.version.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a draft was not changed: something is wrong with the change, or somebody saved meanwhile."""

    faults: tuple[str, ...]
    status: int
    room: Room
    """The draft as it stands now."""
    revision: int
    """Of the form that is shown again: the one it was made from, or after a conflict the new one, which has been told of by then."""
    difference: tuple[tuple[str, str], ...] = ()
    """After a conflict, what the change would do to what somebody else saved: where, and in words."""


def change_draft(http: HttpRequest, who: Member, room: Room, seen: int, change: Change) -> Refusal | None:
    """Change a draft that was seen in a revision; return why not where it is refused."""
    language = language_of(http, who)
    try:
        edit(desk_of(http).installation, room.town.id, room.version.number, author_of(who), seen=seen, change=change)
    except ConfigurationError as error:
        return Refusal(faults=mistakes_of(error, language), status=UNPROCESSABLE, room=room, revision=seen)
    except ConflictError as error:
        now = room_of(http, who, room.version.number)
        told = changes(now.ruleset, change(now.ruleset))
        return Refusal(
            faults=(said(error.args[0], language),),
            status=CONFLICT,
            room=now,
            revision=now.version.revision,
            difference=tuple((f"{said(one.entry, language)} {one.field}".strip(), said(one.words, language)) for one in told),
        )
    return None


def room_of(http: HttpRequest, who: Member, number: int | None = None) -> Room:
    """Return a version of the town's rules, by default the published one. Raises NotFoundError."""
    town = town_of(who)
    if number is not None and not 0 < number <= MOST_NUMBER:
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        versions = rulesets.versions(session, town.id)
        published = rulesets.published(session, town.id)
        version = published if number is None else rulesets.version(session, town.id, number)
        return Room(
            town=town,
            version=version,
            published=published,
            ruleset=rulesets.get(session, town.id, version.number),
            previous=rulesets.last_retired(session, town.id),
            drafts=tuple(one for one in versions if one.state is VersionState.DRAFT),
            counts=rulesets.findings(session, town.id, version.number) or {},
        )


def show_in(http: HttpRequest, who: Member, template: str, room: Room, values: Mapping[str, object], *, status: int = 200) -> Response:
    """Return a page about a version of the rules."""
    language = language_of(http, who)
    frame = {
        "room": room,
        "zone": room.town.timezone,
        "labels": labels_of(room),
        "told": (),
        "said": lambda text: said(text, language),
        **values,
    }
    return show(http, who, template, frame, status)


def labels_of(room: Room) -> Labels:
    """Return what the codes of a version are called."""
    return labels(room.ruleset)


def lint_of(http: HttpRequest, room: Room) -> tuple[LintLine, ...]:
    """Return what the linter says of a version."""
    with desk_of(http).installation.database.read() as session:
        return shelf_of(http).lint(session, room.ruleset, room.version, datetime.now(UTC))


def author_of(who: Member) -> Author:
    """Return the agent who does something now."""
    return Author(name=who.agent.login, now=datetime.now(UTC))


def most_told(who: Member) -> Confidentiality:
    """Return up to which level figures about requests are told somebody: the lowest, and those he reads in every department."""
    level = Confidentiality.NORMAL if who.reach.level is None else who.reach.level
    return min(level, who.reach.most)


def language_of(http: HttpRequest, who: Member) -> Language:
    """Return the reader's language."""
    return desk_of(http).languages[who.language]


def mistakes_of(error: ConfigurationError, language: Language) -> tuple[str, ...]:
    """Return the mistakes of a whole rule set in the reader's language."""
    return tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)


async def posted_values(http: HttpRequest) -> Values:
    """Return the fields that were posted, in order; files are left out."""
    form = await http.form(max_files=1, max_fields=MOST_FIELDS)
    found: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found[name] = (*found.get(name, ()), value)
    return found


def seen_revision(values: Values) -> int:
    """Return the revision that a form was made from; 0, which none has, where it does not say."""
    text = next(iter(values.get("revision", ())), "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else 0  # noqa: PLR2004 - digits
