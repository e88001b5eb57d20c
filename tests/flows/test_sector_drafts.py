"""Life of a draft of sectors: nothing counts before it is published, the second of two is told, requests follow (S28)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import RequestId, SectorName
from domain.place import Place, Places, PlaceStatus, Point
from domain.ruleset import InSector, Rule
from domain.sector_draft import SectorDraft
from flows.sectors import changing, drafts
from flows.sectors.changing import Meeting
from flows.sectors.drafts import Done, begin_draft, change_draft, discard_draft, find_draft, preview_draft, publish_draft
from flows.sectors.ground import Plane
from flows.wiring import Installation
from store import history, journal, requests, sector_moves
from store import places as stored
from store.mapping import dump
from store.schema import RequestRow
from store.sector_drafts import StaleSectorsError
from tests.flows.confirming import take_in
from tests.flows.sector_town import EAST, MIDDLE, NORTH_END, PLACES, SOUTH, WEST, box, sector
from tests.flows.test_sectors import WIDER
from tests.installations import BREVILLE, NOW, POTHOLE

MARIE, OTTO = "marie", "otto"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town whose sectors are drawn."""
    with town_hall.database.write() as session:
        stored.save(session, BREVILLE, PLACES, author="essai", now=NOW)
    town_hall.towns.refresh()
    return town_hall


def wider(draft: SectorDraft, _places: Places, plane: Plane) -> SectorDraft:
    return changing.with_outline(draft, "O", (WIDER,), plane, Meeting.TAKEN)


def named(name: str) -> Callable[[SectorDraft, Places, Plane], SectorDraft]:
    return lambda draft, _places, _plane: changing.with_name(draft, "O", name)


def change(hall: Installation, seen: int, edit: drafts.Edit, author: str = MARIE) -> int:
    return change_draft(hall, BREVILLE, seen, Done(author=author, now=NOW, what="outline", sector="O"), edit)


def publish(hall: Installation, revision: int, *, seen: int | None = None, is_accepted: bool = False) -> drafts.Published:
    wanted = preview_draft(hall, BREVILLE).seen if seen is None else seen
    return publish_draft(hall, BREVILLE, revision=revision, seen=wanted, is_accepted=is_accepted, author=MARIE, now=LATER)


def places(hall: Installation) -> Places:
    with hall.database.read() as session:
        return stored.get(session, BREVILLE)


def settle(hall: Installation, place: Place) -> RequestId:
    """Take a message in and let its request be about a place."""
    known = {RequestId(one) for one in range(1, 50) if _is_there(hall, one)}
    take_in(hall, f"{POTHOLE} Le numéro {len(known)}.")
    request = next(RequestId(one) for one in range(1, 60) if RequestId(one) not in known and _is_there(hall, one))
    with hall.database.write() as session:
        row = session.get_one(RequestRow, request)
        row.place, row.street, row.sector = dump(place), place.street, place.sector
    return request


def _is_there(hall: Installation, one: int) -> bool:
    with hall.database.read() as session:
        return session.get(RequestRow, one) is not None


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [one.action for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action.startswith("sectors.")]


def test_nothing_counts_before_it_is_published_and_all_of_it_is_written_down(hall: Installation) -> None:
    begun = begin_draft(hall, BREVILLE, MARIE, NOW)
    assert begin_draft(hall, BREVILLE, OTTO, NOW) == begun, "there is one, whoever begins"
    revision = change(hall, begun.revision, wider)
    assert places(hall) == PLACES
    preview = preview_draft(hall, BREVILLE)
    assert preview.moves.addresses == {("E", "O"): 2} and not preview.hinders
    done = publish(hall, revision)
    assert places(hall).sectors == preview.after.sectors != PLACES.sectors
    assert done.number == preview.seen + 1
    assert find_draft(hall, BREVILLE) is None
    assert hall.towns.get(BREVILLE).basis.places == done.number, "and at once"
    with hall.database.read() as session:
        assert stored.versions(session, BREVILLE)[-1].source == drafts.SOURCE
        assert stored.changes(session, BREVILLE, done.number).beside == ("sectors",)
    assert sorted(actions(hall)) == ["sectors.begun", "sectors.outline", "sectors.published"]


def test_the_second_of_two_is_told_and_overwrites_nothing(hall: Installation) -> None:
    seen = begin_draft(hall, BREVILLE, MARIE, NOW).revision
    change(hall, seen, named("Bourg"))
    with pytest.raises(StaleSectorsError, match=MARIE):
        change(hall, seen, named("Vieux bourg"), OTTO)
    with pytest.raises(StaleSectorsError):
        publish(hall, seen)
    with pytest.raises(StaleSectorsError):
        discard_draft(hall, BREVILLE, seen, OTTO, NOW)
    kept = find_draft(hall, BREVILLE)
    assert kept is not None and kept.draft.sectors[0].name == "Bourg" and kept.changed_by == MARIE


def test_of_two_who_change_it_at_once_one_is_told(hall: Installation) -> None:
    seen = begin_draft(hall, BREVILLE, MARIE, NOW).revision

    def attempt(name: str) -> bool:
        try:
            change(hall, seen, named(name))
        except StaleSectorsError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, ("A", "B", "C", "D"))) == 1


def test_a_draft_that_is_gone_is_told(hall: Installation) -> None:
    seen = begin_draft(hall, BREVILLE, MARIE, NOW).revision
    discard_draft(hall, BREVILLE, seen, MARIE, NOW)
    assert places(hall) == PLACES
    for attempt in (lambda: change(hall, seen, named("Bourg")), lambda: preview_draft(hall, BREVILLE), lambda: publish(hall, seen, seen=2)):
        with pytest.raises(NotFoundError):
            attempt()
    assert sorted(actions(hall)) == ["sectors.begun", "sectors.discarded"]


def test_what_is_wrong_keeps_it_from_counting(hall: Installation) -> None:
    seen = begin_draft(hall, BREVILLE, MARIE, NOW).revision
    with pytest.raises(InvalidError, match="changes nothing"):
        publish(hall, seen)
    overlapping = change(hall, seen, lambda draft, _places, plane: changing.with_outline(draft, "O", (WIDER,), plane, Meeting.TOLD))
    with pytest.raises(InvalidError, match="overlap"):
        publish(hall, overlapping, is_accepted=True)
    assert places(hall) == PLACES
    far = change(
        hall,
        overlapping,
        lambda draft, _places, plane: changing.with_outline(draft, "O", (box(SOUTH, -1.53, NORTH_END, MIDDLE),), plane, Meeting.TAKEN),
    )
    with pytest.raises(InvalidError, match="beyond the last street"):
        publish(hall, far)
    assert publish(hall, far, is_accepted=True).number


def test_who_looked_at_other_places_looks_once_more(hall: Installation) -> None:
    revision = change(hall, begin_draft(hall, BREVILLE, MARIE, NOW).revision, wider)
    looked = preview_draft(hall, BREVILLE).seen
    with hall.database.write() as session:
        longer = replace(PLACES, streets=PLACES.streets[:2])
        stored.save(session, BREVILLE, longer, author="import", now=NOW)
    hall.towns.refresh()
    with pytest.raises(ConflictError, match="changed since you looked"):
        publish(hall, revision, seen=looked)
    publish(hall, revision)
    assert len(places(hall).streets) == 2, "what was imported meanwhile stays"


def test_sectors_that_were_changed_otherwise_are_not_undone(hall: Installation) -> None:
    revision = change(hall, begin_draft(hall, BREVILLE, MARIE, NOW).revision, wider)
    with hall.database.write() as session:
        other = replace(PLACES, sectors=(*PLACES.sectors, sector("N", "Nord")))
        stored.save(session, BREVILLE, other, author="init", now=NOW)
    hall.towns.refresh()
    assert preview_draft(hall, BREVILLE).is_overtaken
    with pytest.raises(InvalidError, match="would undo that"):
        publish(hall, revision, is_accepted=True)


def test_requests_that_are_not_over_bear_their_new_sector_and_their_history_says_so(hall: Installation) -> None:
    at_border = Place(status=PlaceStatus.EXACT, number="11", street="Rue Longue", sector=EAST)
    moving, staying = settle(hall, at_border), settle(hall, replace(at_border, number="19"))
    chosen = settle(hall, replace(at_border, sector=WEST))
    revision = change(hall, begin_draft(hall, BREVILLE, MARIE, NOW).revision, wider)
    assert preview_draft(hall, BREVILLE).requests == {(EAST, WEST): 1}
    assert publish(hall, revision).requests == 1
    with hall.database.read() as session:
        found = [requests.get(session, one) for one in (moving, staying, chosen)]
        (line,) = [one for one in history.lines(session, moving) if one.action == drafts.ACTION]
    assert [one.place.sector for one in found] == [WEST, EAST, WEST]
    assert found[0].place.number == "11", "nothing else of the place is another"
    assert line.details["sector"] == {"before": EAST, "after": WEST} and line.actor == MARIE


def test_a_request_somebody_settled_meanwhile_keeps_what_he_chose(hall: Installation) -> None:
    one = settle(hall, Place(status=PlaceStatus.STREET, street="Rue Longue", sector=SectorName("Ailleurs")))
    with hall.database.write() as session:
        assert list(sector_moves.move(session, [(one, EAST, WEST)])) == []
    with hall.database.write() as session:
        assert list(sector_moves.move(session, [(one, SectorName("Ailleurs"), None)])) == [one]
    with hall.database.read() as session:
        assert requests.get(session, one).place.sector is None


def test_rules_that_name_a_sector_that_goes_are_told_before(hall: Installation) -> None:
    ruleset = hall.towns.get(BREVILLE).ruleset
    rule: Rule = replace(ruleset.rules[0], condition=InSector(sectors=("Ouest",)))
    assert drafts.naming(replace(ruleset, rules=(rule,)), PLACES, replace(PLACES, sectors=PLACES.sectors[1:])) == (rule.id,)
    assert drafts.naming(replace(ruleset, rules=(rule,)), PLACES, PLACES) == ()


def test_a_point_alone_follows_the_outlines(hall: Installation) -> None:
    spot = Place(status=PlaceStatus.UNMATCHED, point=Point(lat=49.509, lon=MIDDLE + 0.001), sector=EAST)
    one = settle(hall, spot)
    revision = change(hall, begin_draft(hall, BREVILLE, MARIE, NOW).revision, wider)
    publish(hall, revision)
    with hall.database.read() as session:
        assert requests.get(session, one).place == replace(spot, sector=WEST)
