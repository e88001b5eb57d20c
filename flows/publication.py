"""Publishing rule sets: now, at a date, back again. Live work takes a version once it is compiled (`flows.town_views`)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ConfigurationError, ConflictError, Mistake, NotFoundError, UnavailableError
from domain.frames import frames
from domain.ids import TownId
from domain.version import Version, VersionState
from flows import backtest
from flows.doubts import NO_DOUBTS, Doubts, of_backtest, of_examples
from flows.ruleset_errors import ReasonNeededError, UnfitRuleSetError, refuse_unless_draft, refuse_unless_open, refuse_unless_seen
from flows.ruleset_findings import examine
from flows.rulesets import Author, write_down
from flows.town_views import view_with
from flows.wiring import Installation
from flows.wording import say
from store import confirmations, rulesets

Progress = Callable[[int, int], None]
"""Is told how many requests of how many are replayed; None: nobody waits for that, the back-test is made before."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published in whose place. ``waiting`` are drafts that will take its place on their day."""

    version: Version
    before: int | None
    waiting: tuple[Version, ...]
    passes_over: int | None
    """The version whose changes are gone with a draft that did not begin from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody saw who publishes: a revision (None: he looked at none), and requests no more confidential than ``most``."""

    revision: int | None = None
    most: Confidentiality = Confidentiality.SOCIAL


WHOLE = Sight()


def publish(  # noqa: PLR0913 - what, by whom, and what he knows
    installation: Installation,
    town: TownId,
    number: int,
    author: Author,
    *,
    reason: str | None,
    progress: Progress | None,
    sight: Sight = WHOLE,
) -> Publication:
    """Make a draft the version its town works with.

    Raises ConfigurationError or UnfitRuleSetError where it is wrong, ReasonNeededError where something speaks against it and no reason
    is given, ConflictError where somebody was faster, also with a revision that was not seen, and without ``progress`` where it was not
    back-tested; then the old version stays.
    """
    version, published = _draft(installation, town, number)
    refuse_unless_open(version)
    refuse_unless_seen(version, sight.revision)
    facts = _fit(installation, version, published, author, reason=reason, progress=progress, most=sight.most)
    with installation.database.write() as session:
        rulesets.lock(session, town)
        _refuse_overtaken(session, town, published)
        _refuse_touched(session, version)
        done = _publish(session, version, author, "publish", {"reason": reason, **facts})
    installation.towns.refresh()
    return done


def publish_at(  # noqa: PLR0913 — as above, and when
    installation: Installation,
    town: TownId,
    number: int,
    at: datetime,
    author: Author,
    *,
    reason: str | None,
    progress: Progress | None,
    sight: Sight = WHOLE,
) -> Version:
    """Let a draft be published at a moment to come; until then nobody can edit it. Raises as `publish`."""
    if at <= author.now:
        raise ConfigurationError(
            Mistake(where="--at", what=say("This moment is past."), remedy=say("Name one to come, or leave it out to publish now."))
        )
    version, published = _draft(installation, town, number)
    refuse_unless_open(version)
    refuse_unless_seen(version, sight.revision)
    facts = _fit(installation, version, published, author, reason=reason, progress=progress, most=sight.most)
    with installation.database.write() as session:
        rulesets.lock(session, town)
        _refuse_touched(session, version)
        rulesets.schedule(session, version, at=at, author=author.name, reason=reason)
        write_down(session, version, author, "schedule", {"at": at.isoformat(), "reason": reason, **facts})
        return rulesets.version(session, town, number)


def cancel(installation: Installation, town: TownId, number: int, author: Author) -> Version:
    """Open a draft again that waits for its day. Raises ConflictError where it does not wait."""
    with installation.database.write() as session:
        version = rulesets.version(session, town, number)
        if version.publish_at is None:
            raise ConflictError(say("Rule set {number} does not wait to be published.", number=number))
        rulesets.unschedule(session, version)
        write_down(session, version, author, "cancel", {"at": version.publish_at.isoformat()})
        return rulesets.version(session, town, number)


def rollback(
    installation: Installation, town: TownId, author: Author, *, number: int | None = None, reason: str | None = None
) -> Publication:
    """Publish a version again that was published before, by default the last one. Raises NotFoundError, ConflictError."""
    with installation.database.read() as session:
        version = rulesets.last_retired(session, town) if number is None else rulesets.version(session, town, number)
        published = rulesets.find_published(session, town)
        if version is None:
            raise NotFoundError(say("No other rule set of {town} was ever published.", town=town))
        if version.state is not VersionState.RETIRED:
            refuse_unless_draft(version)
            raise ConflictError(say("Rule set {number} is a draft. To publish it: citoyen rules publish {number}", number=version.number))
        # What does not compile must not go live.
        view_with(session, rulesets.get(session, town, version.number))
    with installation.database.write() as session:
        rulesets.lock(session, town)
        _refuse_overtaken(session, town, None if published is None else published.number)
        done = _publish(session, version, author, "rollback", {"reason": reason})
    installation.towns.refresh()
    return done


def publish_due(installation: Installation, now: datetime) -> tuple[Version, ...]:
    """Publish the drafts whose day has come, however long ago, and return them; several processes may do so at once.

    A draft that has become wrong meanwhile is opened again and says why; the old version stays.
    """
    with installation.database.read() as session:
        due = rulesets.due(session, now)
    done = [version for version in due if _publish_one(installation, version, now)]
    if done:
        installation.towns.refresh()
    return tuple(done)


def _publish_one(installation: Installation, version: Version, now: datetime) -> bool:
    author = Author(name=version.publish_by or version.changed_by, now=now)
    try:
        fault = _fault(installation, version, now)
        with installation.database.write() as session:
            if fault is None:
                _publish(session, version, author, "publish", {"reason": version.publish_reason, "at": f"{version.publish_at}"})
            else:
                rulesets.unschedule(session, version, fault)
                write_down(session, version, author, "not_published", {"fault": fault})
    except ConflictError:
        # Another process was faster, or somebody has just cancelled it.
        return False
    if fault is not None:
        _log.error("town %s: rule set %d was due and is not published: %s", version.town, version.number, fault)
    return fault is None


def _fault(installation: Installation, version: Version, now: datetime) -> str | None:
    """Return why a draft cannot be published now, in plain words; None where it can."""
    try:
        with installation.database.read() as session:
            ruleset = rulesets.get(session, version.town, version.number)
        findings = examine(installation, ruleset, now)
    except UnavailableError:
        raise
    except ConfigurationError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 — the task boundary: what nobody foresaw must not be tried again at every sweep
        _log.error("town %s, rule set %d: %s", version.town, version.number, frames(error))
        return f"{type(error).__name__}"
    if findings.errors:
        return str(UnfitRuleSetError(version.number, findings))
    doubts = of_examples(findings.examples).against if version.publish_reason is None else ()
    return " ".join(doubts) or None


def _draft(installation: Installation, town: TownId, number: int) -> tuple[Version, int | None]:
    with installation.database.read() as session:
        version = rulesets.version(session, town, number)
        published = rulesets.find_published(session, town)
    refuse_unless_draft(version)
    return version, None if published is None else published.number


def _fit(  # noqa: PLR0913 - as `publish`
    installation: Installation,
    version: Version,
    published: int | None,
    author: Author,
    *,
    reason: str | None,
    progress: Progress | None,
    most: Confidentiality,
) -> dict[str, object]:
    """Return what was found about a draft that may be published. Raises as `publish`."""
    with installation.database.read() as session:
        ruleset = rulesets.get(session, version.town, version.number)
    findings = examine(installation, ruleset, author.now)
    if findings.errors:
        raise UnfitRuleSetError(version.number, findings)
    doubts = of_examples(findings.examples) + _worse(installation, version, published, progress, most)
    if doubts.against and not reason:
        raise ReasonNeededError(version.number, doubts.against, doubts.changes)
    return {**findings.counts(), "doubts": [str(doubt) for doubt in doubts.against]}


def _worse(installation: Installation, version: Version, published: int | None, progress: Progress | None, most: Confidentiality) -> Doubts:
    """Return what speaks against a draft that agrees less often with agents than the published version. Raises ConflictError."""
    with installation.database.read() as session:
        report = backtest.latest(session, version.town, version.number, version.revision)
        is_anything_confirmed = bool(confirmations.count(session, version.town, max(Confidentiality)))
    if published is None or not is_anything_confirmed:
        return NO_DOUBTS
    if report is None or report.published != published or backtest.within(report, most) is None:
        if progress is None:
            raise ConflictError(say("Start the back-test first: publishing waits for it."))
        report = backtest.backtest(installation, version.town, version.number, since=None, progress=progress)
    return of_backtest(report, most)


def _refuse_overtaken(session: Session, town: TownId, expected: int | None) -> None:
    present = rulesets.find_published(session, town)
    if present is None or present.number == expected:
        return
    raise ConflictError(
        say(
            "Rule set {number} was published meanwhile, on {time} UTC. See what it changes: citoyen rules diff {expected} {number}",
            number=present.number,
            time=f"{present.published_at:%Y-%m-%d %H:%M:%S}",
            expected=expected,
        )
    )


def _refuse_touched(session: Session, seen: Version) -> None:
    """Raise ConflictError where a draft is no longer the one that was checked."""
    present = rulesets.version(session, seen.town, seen.number)
    if present != seen:
        raise ConflictError(
            say(
                "Rule set {number} was changed meanwhile by {author}: it is not published. Look at it again: citoyen rules check {number}",
                number=present.number,
                author=present.changed_by,
            )
        )


def _publish(session: Session, version: Version, author: Author, action: str, facts: dict[str, object]) -> Publication:
    rulesets.lock(session, version.town)
    before = rulesets.find_published(session, version.town)
    number = None if before is None else before.number
    rulesets.publish(session, version, author.now)
    write_down(session, version, author, action, {"from": number, "to": version.number, **facts})
    done = rulesets.version(session, version.town, version.number)
    is_newer = version.state is VersionState.DRAFT and number not in {None, version.based_on}
    waiting = rulesets.waiting(session, version.town)
    return Publication(version=done, before=number, waiting=waiting, passes_over=number if is_newer else None)
