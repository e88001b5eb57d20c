"""Drafts of rule sets: begun, saved, thrown away. Live work never sees them; the journal has all that is done to them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.ruleset import RuleSet
from domain.version import Version
from flows.ruleset_errors import StaleDraftError, refuse_unless_draft, refuse_unless_open, refuse_unless_seen
from flows.ruleset_findings import Findings, examine
from flows.ruleset_text import diff
from flows.wiring import Installation
from store import journal, rulesets


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who does something to a rule set, and when: an agent's login, or the name of a system account."""

    name: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A draft as it is kept now, and what linter and examples say of it."""

    version: Version
    findings: Findings


def new_draft(installation: Installation, town: TownId, author: Author, *, based_on: int | None = None, note: str | None = None) -> Version:
    """Begin a draft as a copy of a version, by default the published one. Raises NotFoundError."""
    with installation.database.write() as session:
        origin = rulesets.published(session, town).number if based_on is None else based_on
        return _add(session, rulesets.get(session, town, origin), author, based_on=origin, note=note)


def add_draft(installation: Installation, ruleset: RuleSet, author: Author, *, note: str | None = None) -> Saved:
    """Keep a rule set from outside as a new draft of its town, based on the published version.

    Raises ConfigurationError with all its mistakes; then nothing is kept.
    """
    findings = examine(installation, ruleset, author.now)
    with installation.database.write() as session:
        published = rulesets.find_published(session, ruleset.town)
        version = _add(session, ruleset, author, based_on=None if published is None else published.number, note=note)
        rulesets.set_findings(session, version, findings.counts())
    return Saved(version=version, findings=findings)


def save_draft(installation: Installation, ruleset: RuleSet, author: Author, *, seen: int) -> Saved:
    """Write a draft's new content, if its revision is still the one ``seen``.

    Raises ConfigurationError with all mistakes of the content, StaleDraftError where somebody saved the draft since, ConflictError where
    it is no open draft; then nothing has changed.
    """
    with installation.database.read() as session:
        _refuse_stale(session, ruleset, seen)
    findings = examine(installation, ruleset, author.now)
    with installation.database.write() as session:
        rulesets.lock(session, ruleset.town)
        before = _refuse_stale(session, ruleset, seen)
        if rulesets.get(session, ruleset.town, ruleset.number) == ruleset:
            rulesets.set_findings(session, before, findings.counts())
            return Saved(version=before, findings=findings)
        version = rulesets.save_draft(
            session, ruleset, seen=before.revision, author=author.name, now=author.now, findings=findings.counts()
        )
        write_down(session, version, author, "save", {"revision": version.revision, **findings.counts()})
    return Saved(version=version, findings=findings)


def discard(installation: Installation, town: TownId, number: int, author: Author, *, seen: int | None = None) -> None:
    """Throw a draft away; its number is not given again.

    Raises NotFoundError, ConflictError for what is no open draft, or not at the revision ``seen`` any more.
    """
    with installation.database.write() as session:
        rulesets.lock(session, town)
        version = rulesets.version(session, town, number)
        refuse_unless_draft(version)
        refuse_unless_open(version)
        refuse_unless_seen(version, seen)
        rulesets.discard(session, version)
        write_down(session, version, author, "discard", {"revision": version.revision})


def write_down(session: Session, version: Version, author: Author, action: str, details: Mapping[str, object]) -> None:
    """Tell the journal what was done to a version."""
    journal.append(
        session,
        at=author.now,
        town=version.town,
        actor=author.name,
        action=f"rule_set.{action}",
        object=f"rule_set:{version.number}",
        details=details,
    )


def _add(session: Session, ruleset: RuleSet, author: Author, *, based_on: int | None, note: str | None) -> Version:
    version = rulesets.add_draft(session, ruleset, based_on=based_on, note=note, author=author.name, now=author.now)
    write_down(session, version, author, "draft", {"based_on": based_on, "note": note})
    return version


def _refuse_stale(session: Session, ruleset: RuleSet, seen: int) -> Version:
    version = rulesets.version(session, ruleset.town, ruleset.number)
    refuse_unless_open(version)
    if version.revision != seen:
        present = rulesets.get(session, ruleset.town, ruleset.number)
        if present != ruleset:
            raise StaleDraftError(version, seen, diff(present, replace(ruleset, number=present.number)))
    return version
