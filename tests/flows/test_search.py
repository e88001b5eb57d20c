"""Searching and listing requests: by words, by number, by every filter, page by page (S19, S25, S26; DOMAIN §6 on confidence)."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, text, update

from domain.department import Confidentiality
from domain.draft import Requester
from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from flows import search
from flows.listing import STATES, Filters, Looking, listed
from flows.search import catch_up, indexed_words, rebuild, words_of
from flows.wiring import Installation
from store import postgresql_lists, requests, work_list
from store import search as index
from store.request_lines import RequestLine
from store.schema import RequestRow
from store.search import Facet, Word, place_of, token
from store.work_list import Order, Wanted
from tests.installations import AUVILLE, BREVILLE
from tests.store.samples import NOW, keep_draft, new_request

COUNT = 160
ALL = Wanted(towns=(BREVILLE,), reach=Reach(level=Confidentiality.RESTRICTED))
_TWO = frozenset({(BREVILLE, DepartmentCode("VOI")), (BREVILLE, DepartmentCode("EV"))})
REACHES = (
    *(Reach(level=level) for level in Confidentiality),
    Reach(level=Confidentiality.NORMAL, departments=frozenset({(BREVILLE, DepartmentCode("VOI"))})),
    Reach(level=None, departments=_TWO, is_all=False),
    Reach(level=None, departments=_TWO, is_all=False, most=Confidentiality.NORMAL),
)
"""Of who reads the whole town, who is of a department beside, who is only of two, and of a key in his name."""
TEXTS = (
    "Le lampadaire clignote depuis lundi.",
    "Les lampadaires de la rue sont éteints.",
    "Un trottoir défoncé, danger pour les vélos.",
    "La poubelle n’est pas ramassée, l’œuf pourri sent.",
)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """Two towns with requests of every sort, in the index."""
    fill(town_hall, BREVILLE, COUNT)
    fill(town_hall, AUVILLE, 20)
    catch_up(town_hall)
    return town_hall


def fill(hall: Installation, town: TownId, count: int) -> None:
    chance = random.Random(str(town))  # noqa: S311 - invented requests
    with hall.database.write() as session:
        _, draft = keep_draft(session, str(town).encode(), town)
        for part in range(1, count + 1):
            new = replace(
                new_request(draft, part=part, town_id=town),
                received_at=NOW - timedelta(minutes=chance.randrange(60) * 97),
                details=chance.choice(TEXTS),
                heading=f"objet {part}",
                requester=Requester(name=chance.choice(("LEBRUN Sylvie", "QUESNEL Zoé", None))),
            )
            request = requests.add(session, new)
            status = chance.choice((*Status, Status.CLOSED, Status.OPEN))
            columns = {
                "status": status,
                "year": None if status is Status.REVIEW else 2026,
                "counter": None if status is Status.REVIEW else part,
                "department": chance.choice(("VOI", "ACC", "EV")),
                "subject": chance.choice(("VOI-01", "VOI-02")),
                "sector": chance.choice(("Bourg", "Gare", None)),
                "street": chance.choice(("Rue de Poterie", "Rue de l’Église", None)),
                "channel": chance.choice(tuple(Channel)).value,
                "priority": chance.randrange(1, 5),
                "taken_by": chance.choice(("anne", "marc", None)),
                "confidentiality": chance.choice((0, 0, 0, 1, 2)),
                "due_at": NOW + timedelta(hours=chance.randrange(-200, 200)) if status.is_open or status is Status.REVIEW else None,
            }
            session.execute(update(RequestRow).where(RequestRow.id == request).values(columns))


def every_line(hall: Installation, town: TownId = BREVILLE) -> tuple[RequestLine, ...]:
    with hall.database.read() as session:
        return requests.lines(session, requests.ids(session, town))


def pages(hall: Installation, wanted: Wanted, limit: int = 7) -> list[RequestId]:
    """Return the ids of a list, read page by page."""
    found: list[RequestId] = []
    after = None
    while True:
        with hall.database.read() as session:
            page = work_list.page(session, wanted, after=after, limit=limit)
        found += [line.id for line in page]
        if len(page) < limit:
            return found
        after = page[-1].cursor


def expected(hall: Installation, wanted: Wanted, words: str = "") -> list[RequestId]:
    """Return the same by looking at every request."""
    with hall.database.read() as session:
        rows = session.execute(text("SELECT id, street, details FROM requests")).all()
    streets, details = {row.id: row.street for row in rows}, {row.id: row.details for row in rows}

    def fits(line: RequestLine) -> bool:
        asked = (
            (wanted.department, line.department),
            (wanted.subject, line.subject),
            (wanted.sector, line.sector),
            (wanted.street, streets[line.id]),
            (wanted.channel, line.channel),
            (wanted.priority, line.priority),
            (wanted.taken_by, line.situation.taken_by),
        )
        due = line.dates.due_at
        return (
            all(one is None or one == other for one, other in asked)
            and (not wanted.statuses or line.status in wanted.statuses)
            and (not wanted.is_of_due or due is not None)
            and (wanted.due_before is None or (due is not None and due < wanted.due_before))
            and (wanted.received_from is None or line.received_at >= wanted.received_from)
            and (wanted.received_before is None or line.received_at < wanted.received_before)
            and (shows(wanted.reach, line) or (wanted.reach.is_all and not wanted.is_telling))
            and (not words or words in details[line.id])
        )

    found = [line for town in wanted.towns or (BREVILLE, AUVILLE) for line in every_line(hall, town) if fits(line)]
    if wanted.order is Order.DUE:
        return [line.id for line in sorted(found, key=lambda line: (line.dates.due_at or NOW, line.id))]
    return [line.id for line in sorted(found, key=lambda line: (line.received_at, line.id), reverse=True)]


def shows(reach: Reach, line: RequestLine) -> bool:
    return reach.shows(line.town, line.department, line.confidentiality)


def asked_at_random(chance: random.Random) -> Wanted:
    def some(*values: Any) -> Any:  # Any: a value of each column
        return chance.choice(values) if chance.random() < 0.35 else None

    return replace(
        ALL,
        reach=chance.choice(REACHES),
        order=chance.choice((Order.NEWEST, Order.NEWEST, Order.DUE)),
        statuses=some(OPEN_STATUSES, (Status.CLOSED, Status.ARCHIVED), (Status.PLANNED,), (Status.REVIEW, Status.OPEN)) or (),
        department=some(DepartmentCode("VOI"), DepartmentCode("EV")),
        subject=some(SubjectCode("VOI-01")),
        sector=some(SectorName("Bourg")),
        street=some("Rue de Poterie"),
        channel=some(Channel.EMAIL),
        priority=some(1, 3),
        taken_by=some("anne"),
        due_before=some(NOW),
        received_from=some(NOW - timedelta(hours=60)),
        received_before=some(NOW - timedelta(hours=20)),
        towns=chance.choice((ALL.towns, ALL.towns, (BREVILLE, AUVILLE), None)),
    )


@pytest.mark.parametrize("is_caught_up", [True, False])
def test_any_filters_together_find_what_looking_at_each_request_finds(hall: Installation, *, is_caught_up: bool) -> None:
    if not is_caught_up:
        # What was changed a moment ago is listed as it stands now, before the index knows.
        with hall.database.write() as session:
            session.execute(update(RequestRow).where(RequestRow.id % 3 == 0).values(department="EV", status=Status.PLANNED))
    chance = random.Random(5)  # noqa: S311 - invented questions
    found = 0
    for _ in range(120):
        wanted = asked_at_random(chance)
        assert pages(hall, wanted) == expected(hall, wanted), wanted
        found += bool(expected(hall, wanted))
    assert found > 60


def test_lists_do_without_the_index_while_it_is_far_behind(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_LATE", text("SELECT request_id FROM request_search_due"))
    monkeypatch.setattr(index, "BEHIND", 3)
    with hall.database.write() as session:
        index.mark_all(session)
    wanted = replace(ALL, street="Rue de Poterie", statuses=(Status.CLOSED,))
    assert pages(hall, wanted) == expected(hall, wanted) != []


@pytest.mark.parametrize("typed", ["lampadaire", "LAMPADAIRES", "lampad", "le lampadaire"])
def test_words_find_singular_plural_accents_and_beginnings(hall: Installation, typed: str) -> None:
    wanted = replace(ALL, words=words_of(typed))
    assert pages(hall, wanted) == expected(hall, replace(ALL, words=words_of("x")), "lampadaire") != []


def test_words_and_filters_add_up(hall: Installation) -> None:
    for order in Order:
        wanted = replace(ALL, order=order, words=words_of("velo trottoir"), statuses=OPEN_STATUSES, department=DepartmentCode("VOI"))
        assert pages(hall, wanted, 2) == expected(hall, wanted, "trottoir") != []
    assert pages(hall, replace(ALL, words=words_of("trottoir lampadaire"))) == []
    assert pages(hall, replace(ALL, words=words_of("oeuf"))) == expected(hall, replace(ALL, words=words_of("x")), "œuf")
    assert set(pages(hall, replace(ALL, words=words_of("zoe quesn")))) <= {line.id for line in every_line(hall) if line.requester}


@pytest.mark.parametrize("few", [0, 60, 5_000])
def test_frequent_and_rare_words_are_found_whichever_way_they_are_looked_for(
    hall: Installation, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    # Small pieces: on PostgreSQL every list ends along the list, or in the index of words.
    for name, value in (("_PIECE", 8), ("_MOST_WALKED", 16), ("_HINT", 3), ("_PIECES", 2), ("_FEW", few), ("_FEW_OF_ALL", few)):
        monkeypatch.setattr(postgresql_lists, name, value)
    chance = random.Random(few)  # noqa: S311 - invented questions
    found = 0
    for _ in range(24):
        word = chance.choice(("lampadaire", "trottoir", "poubelle", "xylophone"))
        wanted = replace(chance.choice((ALL, ALL, asked_at_random(chance))), reach=ALL.reach, words=words_of(word))
        fitting = expected(hall, wanted, word)
        assert pages(hall, wanted, 5) == fitting, wanted
        found += bool(fitting)
    assert found > 5
    with hall.database.read() as session:
        assert session.bind is not None
        if session.bind.dialect.name == "postgresql":
            work_list.page(session, replace(ALL, words=words_of("xylophone")), after=None, limit=5)
            assert session.scalar(text("SHOW enable_seqscan")) == "on"


def test_social_requests_are_in_no_search_and_restricted_ones_only_for_who_may_read_them(hall: Installation) -> None:
    secrecy = {line.id: line.confidentiality for line in every_line(hall)}
    for level in (Confidentiality.NORMAL, Confidentiality.RESTRICTED):
        found = {secrecy[one] for one in pages(hall, replace(ALL, reach=Reach(level=level), words=words_of("lampadaire")))}
        assert max(found) is level
    with hall.database.read() as session:
        words = session.execute(
            text("SELECT s.words FROM request_search s JOIN requests r ON r.id = s.request_id WHERE r.confidentiality = 2")
        ).scalars()
        assert set(words) == {""}
    # Without a filter that would tell more, a list says that they are there.
    assert Confidentiality.SOCIAL in {secrecy[one] for one in pages(hall, replace(ALL, statuses=OPEN_STATUSES))}


def test_what_becomes_social_leaves_the_search_and_what_is_gone_too(hall: Installation) -> None:
    wanted = replace(ALL, words=words_of("trottoir"))
    first, second, *_ = pages(hall, wanted)
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == first).values(confidentiality=2))
        session.execute(delete(RequestRow).where(RequestRow.id == second))
    assert not {first, second} & set(pages(hall, wanted))
    catch_up(hall)
    assert not {first, second} & set(pages(hall, wanted))
    with hall.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM request_search WHERE request_id = :one"), {"one": second}) == 0


def test_the_index_made_anew_finds_the_same(hall: Installation) -> None:
    wanted = replace(ALL, words=words_of("poubelle"), statuses=(Status.CLOSED,))
    before = pages(hall, wanted)
    assert rebuild(hall) == COUNT + 20
    assert pages(hall, wanted) == before != []
    assert catch_up(hall) == search.CaughtUp(count=0, is_all=True)


def test_a_number_or_a_code_is_found_whatever_else_is_asked(hall: Installation) -> None:
    line = next(one for one in every_line(hall) if one.number is not None)
    for typed in (str(line.number), f"{line.number.year}/{line.number.counter}", line.tracking, line.tracking.lower()):  # type: ignore[union-attr]
        assert [one.id for one in ask(hall, Filters(typed=typed, states=("review",)))] == [line.id]
        assert [one.id for one in ask(hall, Filters(reference=typed))] == [line.id]
    assert ask(hall, Filters(reference="2026/9999")) == ()
    assert ask(hall, Filters(typed="!?")) == ()


def test_days_are_those_of_the_town(hall: Installation) -> None:
    day = date(2026, 3, 11)
    found = ask(hall, Filters(received_from=day, received_to=day))
    assert {one.received_at.astimezone(ZoneInfo("Europe/Paris")).date() for one in found} == {day}


def test_a_list_of_several_towns_holds_no_other(hall: Installation) -> None:
    everything = replace(ALL, towns=None, statuses=(Status.CLOSED,))
    assert len(pages(hall, everything)) == len(pages(hall, replace(everything, towns=(BREVILLE, AUVILLE))))
    assert set(pages(hall, replace(everything, towns=(BREVILLE,)))) < set(pages(hall, everything))
    assert pages(hall, replace(everything, towns=())) == []
    assert set(pages(hall, replace(ALL, towns=(AUVILLE,), words=words_of("trottoir")))) <= {one.id for one in every_line(hall, AUVILLE)}


def ask(hall: Installation, filters: Filters) -> tuple[RequestLine, ...]:
    zone = ZoneInfo("Europe/Paris")
    looking = Looking(towns=(BREVILLE,), known=(BREVILLE,), reach=Reach(level=Confidentiality.RESTRICTED), zone=zone, now=NOW)
    with hall.database.read() as session:
        return listed(session, looking, filters, after=None, limit=50)


def test_every_state_is_a_filter() -> None:
    assert {status for name in ("any_open", "any_over", "review") for status in STATES[name]} == set(Status)


def test_words_are_looked_for_by_their_stem_and_the_last_by_its_beginning() -> None:
    assert words_of("les Trottoirs cassés") == (
        Word(forms=("trottoirs", "trottoir")),
        Word(forms=("casses", "cass"), beginning="casses"),
    )
    assert words_of("le") == (Word(forms=("le",)),)
    assert words_of(" … ") == ()


def test_plural_that_the_stemmer_leaves_is_looked_for_as_singular_too() -> None:
    assert words_of("trous profonds")[0] == Word(forms=("trous", "trou"))
    assert words_of("feux rouges")[0] == Word(forms=("feux", "feu"))
    assert words_of("tas rouges")[0] == Word(forms=("tas",))


def test_a_request_is_found_by_so_many_words_at_most() -> None:
    assert len(indexed_words((" ".join(f"mot{number}" for number in range(9_000)),))) <= index.MOST_WORDS + 1


def test_no_text_holds_what_stands_for_a_filter() -> None:
    found = token(BREVILLE, Facet.STREET, "Rue de Poterie")
    assert len(found) == 2
    assert indexed_words((found,)) == ()
    assert token(AUVILLE, Facet.STREET, "Rue de Poterie") != found


def test_two_requests_of_one_millisecond_whose_ids_end_the_same_are_both_found(town_hall: Installation) -> None:
    with town_hall.database.write() as session:
        _, draft = keep_draft(session, b"x", BREVILLE)
        first = requests.add(session, new_request(draft, part=1, town_id=BREVILLE))
        second = requests.add(session, new_request(draft, part=2, town_id=BREVILLE))
        session.execute(update(RequestRow).where(RequestRow.id == second).values(id=first + 2**20))
        index.mark_all(session)
    catch_up(town_hall)
    assert place_of(NOW, first) == place_of(NOW, first + 2**20)
    assert pages(town_hall, replace(ALL, words=words_of("poule"))) == [first + 2**20, first]


def test_the_order_of_places_is_that_of_reception() -> None:
    moments = [datetime(1970, 1, 2, tzinfo=NOW.tzinfo), NOW, NOW + timedelta(milliseconds=1)]
    places = [place_of(at, request) for at in moments for request in (1, 2)]
    assert places == sorted(places)
    assert places[0] > 0
    assert place_of(datetime(9999, 12, 31, tzinfo=NOW.tzinfo), 2**40) < 2**63
