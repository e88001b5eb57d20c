from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.inbound import BlankPages, Channel
from flows.dropped import arrival, means_something, received_at
from flows.folders import DropFolder, Known, resolved
from flows.opinion import entrances
from flows.receive import receive
from flows.settings import Settings
from flows.town_views import mailbox_of
from flows.wiring import Installation
from store import inbounds
from tests import installations
from tests.installations import BREVILLE, NOW

PARIS = ZoneInfo("Europe/Paris")
KNOWN = Known(
    towns=(installations.town(),),
    mailboxes=installations.mailboxes(BREVILLE),
    departments={BREVILLE: installations.ruleset(BREVILLE).departments},
)


def folder(**values: object) -> DropFolder:
    (found,) = resolved(Settings.model_validate({"folders": [{"path": "/srv/scans", **values}]}), KNOWN)
    return found


def ns(moment: datetime) -> int:
    return int(moment.timestamp() * 10**9)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "counts"),
    [(NOW - HOUR, NOW - HOUR), (NOW + HOUR, NOW), (NOW - timedelta(days=400), NOW), (datetime(1970, 1, 1, tzinfo=UTC), NOW)],
)
def test_files_time_counts_where_it_can_be_that_of_receipt(written: datetime, counts: datetime) -> None:
    assert received_at(folder(), "scan.pdf", ns(written), NOW) == counts
    assert received_at(folder(date="today"), "scan.pdf", ns(written), NOW) == NOW


@pytest.mark.parametrize("nanoseconds", [-(2**63), 2**63 - 1, 0])
def test_clock_beyond_all_calendars_counts_as_now(nanoseconds: int) -> None:
    assert received_at(folder(), "scan.pdf", nanoseconds, NOW) == NOW


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-10.pdf", date(2026, 3, 10)),
        ("20260309_0001.pdf", date(2026, 3, 9)),
        ("2026-03-10/20260309.pdf", date(2026, 3, 9)),
        ("2026-03-10/scan.pdf", date(2026, 3, 10)),
        ("2026-03-12.pdf", None),
        ("2027-01-01.pdf", None),
        ("1999-01-01.pdf", None),
        ("scan.pdf", None),
    ],
)
def test_day_in_the_name_counts_where_the_rule_says_so(name: str, day: date | None) -> None:
    expected = NOW if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)
    assert received_at(folder(date="name", subfolders="plain"), name, ns(NOW), NOW) == expected
    assert received_at(folder(subfolders="plain"), name, ns(NOW), NOW) == NOW


def test_sub_folder_of_a_day_carries_the_day_of_receipt() -> None:
    dated = folder(subfolders="date")
    assert received_at(dated, "2026-03-10/20260309.pdf", ns(NOW), NOW).date() == date(2026, 3, 10)
    assert received_at(dated, "20260309.pdf", ns(NOW - HOUR), NOW) == NOW - HOUR


def test_day_is_that_of_the_towns_clock() -> None:
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)  # the 13th in Paris
    assert received_at(folder(date="name"), "2026-03-13.pdf", ns(late), late) == late
    assert received_at(folder(date="name"), "2026-03-12.pdf", ns(late), late) == datetime(2026, 3, 12, 11, tzinfo=UTC)


def test_file_is_an_arrival_with_all_that_its_folder_says() -> None:
    own = folder(channel="fax", scanner="Fax mairie", mailbox="CCAS@breville.example", blank_pages="separate")
    found = arrival(own, ".citoyen-0123abcd-e\u0301te\u0301\n.tif", ns(NOW), b"raw", NOW)
    assert (found.channel, found.town, found.mailbox, found.source_id, found.raw) == (
        Channel.FAX,
        BREVILLE,
        "ccas@breville.example",
        "été\\n.tif",
        b"raw",
    )
    drop = found.envelope.drop
    assert drop is not None
    assert (drop.scanner, drop.department, drop.blank_pages) == ("Fax mairie", None, BlankPages.SEPARATE)


@pytest.mark.parametrize(
    ("name", "code"),
    [("CCAS/a.pdf", "CCAS"), ("ccas/a.pdf", "CCAS"), ("Action sociale/b/a.pdf", "CCAS"), ("x/a.pdf", "VOI"), ("a.pdf", "VOI")],
)
def test_sub_folder_may_be_a_department(name: str, code: str) -> None:
    drop = arrival(folder(subfolders="department", department="VOI"), name, ns(NOW), b"", NOW).envelope.drop
    assert drop is not None and drop.department == code


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ccas/a.pdf", "ccas@breville.example"),
        ("CCAS@breville.example/a.pdf", "ccas@breville.example"),
        ("Mairie/a.pdf", "mairie@breville.example"),
        ("x/a.pdf", None),
    ],
)
def test_sub_folder_may_be_a_mailbox(name: str, address: str | None) -> None:
    assert arrival(folder(subfolders="mailbox"), name, ns(NOW), b"", NOW).mailbox == address


def test_sub_folder_that_means_nothing_is_known_as_such() -> None:
    assert means_something(folder(subfolders="department"), "voirie")
    assert not means_something(folder(subfolders="department"), "Vrac")
    assert not means_something(folder(subfolders="mailbox"), "Vrac")
    assert means_something(folder(subfolders="plain"), "Vrac")


@pytest.mark.parametrize(
    ("values", "department", "names"),
    [
        ({"mailbox": "ccas@breville.example", "scanner": "Copieur"}, "CCAS", ("ccas@breville.example", "CCAS", "Copieur")),
        ({"mailbox": "mairie@breville.example"}, None, ("mairie@breville.example", "Mairie")),
        ({"department": "VOI", "scanner": "Copieur"}, "VOI", ("Copieur", "Copieur", "Copieur")),
        ({"department": "VOI"}, "VOI", ("scan", "scan")),
        ({"scanner": "Copieur"}, None, ("Copieur", "Copieur", "Copieur")),
        ({}, None, ()),
    ],
)
def test_rules_and_routing_see_mailbox_department_and_scanner(
    town_hall: Installation, values: dict[str, str], department: str | None, names: tuple[str, ...]
) -> None:
    (received,) = receive(town_hall, [arrival(folder(town=BREVILLE, **values), "a.pdf", ns(NOW), b"raw", NOW)])
    with town_hall.database.read() as session:
        record = inbounds.get(session, received.inbound_id)
    box = mailbox_of(town_hall.towns.get(BREVILLE), record.inbound)
    assert record.inbound.source_id == "a.pdf"
    assert entrances(box) == names
    assert (None if box is None else box.department) == department
