"""Load towns into an installation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.ruleset import RuleSet
from flows import backtest
from flows.doubts import NO_DOUBTS, Doubts, of_backtest, of_examples
from flows.examples import run_examples
from flows.forms import install_common
from flows.learned import load as load_learned
from flows.ruleset_errors import DoubtfulFolderError, UnfitFolderError
from flows.ruleset_findings import Findings, linted
from flows.town_folder import TownFolder
from flows.town_folder.addresses import with_addresses_of
from flows.town_views import town_view
from flows.wiring import Installation
from rules.learned import NOTHING_LEARNED
from store import confirmations, journal, logos, rulesets, towns
from store import places as stored_places

ACTOR = "system"
Progress = Callable[[int, int], None]
"""Is told how many requests of how many are replayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How a folder is loaded: ``reason`` is why it is though something speaks against its rules."""

    reason: str | None = None
    progress: Progress | None = None


def load_town(installation: Installation, folder: TownFolder, now: datetime, loading: Loading | None = None) -> int:
    """Write a town with its places, mailboxes and logo, publish its rule set and return its number.

    Addresses brought in from a file of their own stay where the folder has none. A rule set that is new is held to what a draft is held to
    by `publication.publish`: raises UnfitFolderError where the linter finds errors in it, DoubtfulFolderError where it breaks examples or
    agrees less often with agents than the published one and no reason is given. Raises ConfigurationError if a mailbox belongs to another
    town. Then nothing has changed.
    """
    how = loading or Loading()
    against = _doubts(installation, folder, how)
    with installation.database.write() as session:
        before = stored_places.find_for_change(session, folder.town.id)
        places = with_addresses_of(folder.places, before) if before else folder.places
        is_new = not _is_published(session, folder)
        number = towns.save_town(session, folder.town, folder.ruleset, places, folder.mailboxes, now)
        logos.put(session, folder.town.id, folder.logo)
        if is_new:
            _refuse_unfit(session, folder, now)
            if against.against and not how.reason:
                raise DoubtfulFolderError(against.against, against.changes)
        install_common(session, folder.town.id, folder.ruleset, now)
        details = {"ruleset": number, "reason": how.reason, "doubts": [str(one) for one in against.against]}
        journal.append(
            session, at=now, town=folder.town.id, actor=ACTOR, action="load_town", object=f"town {folder.town.id}", details=details
        )
    return number


def _is_published(session: Session, folder: TownFolder) -> bool:
    """Tell whether the rule set of a folder says what the town works with."""
    published = rulesets.find_published(session, folder.town.id)
    return published is not None and rulesets.get(session, folder.town.id) == _numbered(folder, published.number)


def _numbered(folder: TownFolder, number: int) -> RuleSet:
    return replace(folder.ruleset, town=folder.town.id, number=number)


def _doubts(installation: Installation, folder: TownFolder, how: Loading) -> Doubts:
    """Return what speaks against a folder's rule set where it is new: its examples, and a back-test with the folder's places."""
    with installation.database.read() as session:
        if _is_published(session, folder):
            return NO_DOUBTS
        known = towns.numbers(session).get(folder.town.id)
        before = None if known is None else stored_places.get(session, folder.town.id, known.places)
        learned = NOTHING_LEARNED if known is None else load_learned(session, folder.town.id, known.learned)
        published = rulesets.find_published(session, folder.town.id)
        is_anything_confirmed = bool(confirmations.confirmed_ids(session, folder.town.id))
    places = with_addresses_of(folder.places, before) if before else folder.places
    view = town_view(folder.town, _numbered(folder, 0), places, folder.mailboxes, learned=learned)
    broken = of_examples(run_examples(view))
    if published is None or not is_anything_confirmed:
        return broken
    trial = backtest.Trial(ruleset=view.ruleset, places=places)
    return broken + of_backtest(backtest.try_out(installation, folder.town.id, trial, how.progress or _tell_nobody))


def _tell_nobody(_done: int, _total: int) -> None:
    """Let the back-test go on without a word."""


def _refuse_unfit(session: Session, folder: TownFolder, now: datetime) -> None:
    findings = Findings(lint=linted(session, replace(folder.ruleset, town=folder.town.id), now), examples=())
    if findings.errors:
        raise UnfitFolderError(findings)
