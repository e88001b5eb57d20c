"""Life of a draft of sectors: begun from those that count, changed by one administrator after another, published or thrown away."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.place import Places
from domain.ruleset import InSector, RuleSet
from domain.sector_draft import KeptDraft, SectorDraft
from flows.sectors.applied import applied
from flows.sectors.faults import SectorFault, sector_faults
from flows.sectors.ground import Plane, plane_of
from flows.sectors.moves import Moved, Moves, Placed, Resettling, moves_between
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from rules.lint.atoms import leaves_of
from store import history, journal, rulesets, sector_drafts, sector_moves, towns
from store import places as stored
from store.history import HistoryLine

ACTION = "sector_changed"
SOURCE = "secteurs"
"""What stands in the list of versions where others have the name of a file."""
Edit = Callable[[SectorDraft, Places, Plane], SectorDraft]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Who does what to a draft, as the journal keeps it: ``what`` is a word of ours, ``sector`` the code it is about."""

    author: str
    now: datetime
    what: str
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorPreview:
    """What publishing a draft would change. ``seen`` is the version of the places it was compared with.

    ``is_overtaken``: the sectors that count are not those it was begun from. ``requests`` go from one name to another; ``rules`` name
    sectors that are gone or called otherwise; ``missing`` are streets whose ranges were said and that are gone.
    """

    kept: KeptDraft
    seen: int
    before: Places
    after: Places
    faults: tuple[SectorFault, ...]
    moves: Moves
    requests: Mapping[tuple[str, str], int]
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    is_overtaken: bool

    @property
    def is_same(self) -> bool:
        """Tell whether it would change nothing."""
        return self.before == self.after

    @property
    def hinders(self) -> bool:
        """Tell whether it cannot be published as it is, whatever anybody says."""
        return self.is_same or self.is_overtaken or any(not fault.is_for_people for fault in self.faults)

    @property
    def asks(self) -> bool:
        """Tell whether somebody has to say that it is to be so."""
        return bool(self.rules) or any(fault.is_for_people for fault in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The version of the places that was made, and how many requests bear another sector by it."""

    number: int
    requests: int


def find_draft(installation: Installation, town: TownId) -> KeptDraft | None:
    """Return the draft of a town, None where there is none."""
    with installation.database.read() as session:
        return sector_drafts.find(session, town)


def begin_draft(installation: Installation, town: TownId, author: str, now: datetime) -> KeptDraft:
    """Begin a draft from the sectors that count; the one there is already, if there is. Raises NotFoundError for a town without places."""
    with installation.database.write() as session:
        places = stored.get_for_change(session, town)
        known = sector_drafts.find(session, town)
        if known is not None:
            return known
        number = towns.numbers(session)[town].places
        begun = sector_drafts.begin(session, town, SectorDraft(sectors=places.sectors), based_on=number, author=author, now=now)
        _write_down(session, town, Done(author=author, now=now, what="begun"), {"places": number})
        return begun


def change_draft(installation: Installation, town: TownId, seen: int, done: Done, edit: Edit) -> int:
    """Change a draft as somebody has seen it and return its new revision.

    Raises NotFoundError, StaleSectorsError, InvalidError; then nothing has changed.
    """
    with installation.database.write() as session:
        kept = sector_drafts.get_for_change(session, town, seen)
        places = stored.get(session, town)
        changed = edit(kept.draft, places, plane_of(places, kept.draft.sectors))
        if changed == kept.draft:
            return kept.revision
        revision = sector_drafts.save(session, kept, changed, author=done.author, now=done.now)
        _write_down(session, town, done, {"revision": revision})
        return revision


def discard_draft(installation: Installation, town: TownId, seen: int, author: str, now: datetime) -> None:
    """Throw a draft away as somebody has seen it. Raises NotFoundError, StaleSectorsError."""
    with installation.database.write() as session:
        sector_drafts.get_for_change(session, town, seen)
        sector_drafts.drop(session, town)
        _write_down(session, town, Done(author=author, now=now, what="discarded"), {"revision": seen})


def preview_draft(installation: Installation, town: TownId) -> SectorPreview:
    """Return what publishing the draft of a town would change. Raises NotFoundError where there is none."""
    with installation.database.read() as session:
        kept = sector_drafts.find(session, town)
        if kept is None:
            raise NotFoundError(say("The draft of the sectors is gone: it was published, or thrown away."))
        return _preview(session, kept, installation.towns.get(town))[0]


def publish_draft(  # noqa: PLR0913 - who publishes what he has seen, each named by the caller
    installation: Installation, town: TownId, *, revision: int, seen: int, is_accepted: bool, author: str, now: datetime
) -> Published:
    """Make a draft the next version of the places; requests that are not over bear their new sectors with it.

    ``revision`` and ``seen`` are the draft and the version of the places somebody has looked at; ``is_accepted``: he has said that what
    only people can judge is to be so. Raises NotFoundError, StaleSectorsError, ConflictError, InvalidError; then nothing has changed.
    """
    with installation.database.write() as session:
        stored.get_for_change(session, town)
        kept = sector_drafts.get_for_change(session, town, revision)
        preview, moved = _preview(session, kept, installation.towns.get(town))
        if preview.seen != seen:
            raise ConflictError(say("The places were changed since you looked. Look once more at what the draft changes."))
        _refuse(preview, is_accepted=is_accepted)
        number = stored.save(session, town, preview.after, author=author, now=now, source=SOURCE)
        sector_drafts.drop(session, town)
        count = _move(session, town, number, moved, author, now)
        details = {"places": number, "revision": revision, "requests": count, "addresses": sum(preview.moves.addresses.values())}
        _write_down(session, town, Done(author=author, now=now, what="published"), details)
    installation.towns.refresh()
    return Published(number=number, requests=count)


def _refuse(preview: SectorPreview, *, is_accepted: bool) -> None:
    """Raise InvalidError with all that keeps a draft from being published."""
    found = [
        Mistake(where="draft", what=fault.what, remedy=fault.remedy)
        for fault in preview.faults
        if not (fault.is_for_people and is_accepted)
    ]
    if preview.is_same:
        found.append(Mistake(where="draft", what=say("The draft changes nothing."), remedy=say("Change it, or throw it away.")))
    if preview.is_overtaken:
        found.append(_overtaken())
    if preview.rules and not is_accepted:
        what = say("Rules name sectors that are gone or called otherwise.")
        found.append(Mistake(where="draft", what=what, remedy=say("Say below that it is to be so, and correct them.")))
    if found:
        raise InvalidError(*found)


def _overtaken() -> Mistake:
    what = say("The sectors were changed otherwise since the draft was begun: publishing it would undo that.")
    return Mistake(where="draft", what=what, remedy=say("Take its outlines with you as a file, throw it away and begin anew."))


def _preview(session: Session, kept: KeptDraft, view: TownView) -> tuple[SectorPreview, Sequence[Moved]]:
    town = kept.town
    number = towns.numbers(session)[town].places
    # A large town's places take a second to read; most often they are at hand.
    before = view.classifier.places if view.basis.places == number else stored.get(session, town, number)
    began = before if kept.based_on == number else stored.get(session, town, kept.based_on)
    plane = plane_of(before, kept.draft.sectors)
    after = applied(before, kept.draft, plane)
    placed = (Placed(request=one, place=place, sector=sector) for one, place, sector in sector_moves.not_over(session, town))
    moved = tuple(Resettling(before, after, kept.draft, plane).moved(placed))
    names = {street.name for street in before.streets}
    preview = SectorPreview(
        kept=kept,
        seen=number,
        before=before,
        after=after,
        faults=sector_faults(before, kept.draft, plane),
        moves=moves_between(before, after),
        requests=Counter((one.before or "", one.after or "") for one in moved),
        rules=naming(rulesets.get(session, town), before, after),
        missing=tuple(one.street for one in kept.draft.streets if one.street not in names),
        is_overtaken=began.sectors != before.sectors,
    )
    return preview, moved


def naming(ruleset: RuleSet, before: Places, after: Places) -> tuple[str, ...]:
    """Return the rules, entries of the directory and examples that name a sector there will not be under that name."""
    gone = {str(one.name) for one in before.sectors} - {str(one.name) for one in after.sectors}
    rules = [
        str(rule.id)
        for rule in ruleset.rules
        if any(isinstance(leaf, InSector) and gone.intersection(leaf.sectors) for leaf in leaves_of(rule.condition))
    ]
    listed = [f"{', '.join(one.subjects)} / {', '.join(one.sectors)}" for one in ruleset.directory if gone.intersection(one.sectors)]
    examples = [one.id for one in ruleset.examples if one.sector in gone]
    return tuple(dict.fromkeys((*rules, *listed, *examples)))


def _move(session: Session, town: TownId, number: int, moved: Sequence[Moved], author: str, now: datetime) -> int:
    ways = {one.request: one for one in moved}
    done = sector_moves.move(session, [(one.request, one.before, one.after) for one in moved])
    for request in done:
        way = ways[request]
        details = {"places": number, "sector": {"before": way.before, "after": way.after}}
        history.append(session, town, request, HistoryLine(at=now, actor=author, action=ACTION, details=details))
    return len(done)


def _write_down(session: Session, town: TownId, done: Done, details: Mapping[str, object]) -> None:
    told = {**details, **({"sector": done.sector} if done.sector else {})}
    journal.append(session, at=done.now, town=town, actor=done.author, action=f"sectors.{done.what}", object=f"town {town}", details=told)
