from io import BytesIO

import pytest

from domain.call import CallEnd, Leg, Way
from ingest.phone.log import OpenedLog, open_mapped, rows_of
from ingest.phone.mapping import ColumnMapping, MappingReason, mapping_in, mapping_of
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import DayOrder
from ingest.phone.words import Role
from tests.ingest.phone.logs import opened, options

ODD = (
    "quand|qui|ou|combien|comment|vers\n03/04/2026 08:31:07|0639981234|0261910500|12|tombé|A\n03/05/2026 "
    "08:31:07|0639981235|0261910500|30|pris|A\n"
)
GIVEN: dict[str, object] = {
    "columns": {"start": "Quand", "caller": 2, "called": "ou", "duration": 4, "status": "comment", "way": "vers"},
    "separator": "|",
    "order": "month_first",
    "ends": {"tombé": "missed", "Pris": "answered"},
    "ways": {"a": "in"},
}


def test_a_mapping_reads_what_nothing_else_can() -> None:
    mapping = mapping_in(GIVEN)
    assert isinstance(mapping, ColumnMapping)
    stream = BytesIO(ODD.encode())
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    found = [row.reading for row in rows_of(stream, log, options()) if isinstance(row.reading, Leg)]
    assert [(leg.at.month, leg.at.day, leg.end, leg.way, leg.caller) for leg in found] == [
        (3, 4, CallEnd.MISSED, Way.IN, "0639981234"),
        (3, 5, CallEnd.ANSWERED, Way.IN, "0639981235"),
    ]
    assert (log.detection.layout, log.detection.confidence) == (LayoutName.MAPPED, 100)


def test_all_mistakes_are_said_at_once() -> None:
    wrong: dict[str, object] = {
        "columns": {"starts": "a", "caller": 0, "talk": 3, "ring": 3},
        "separator": "||",
        "base": "moon",
        "order": "week_first",
        "ends": {"x": "gone"},
        "ways": {"y": "up"},
        "skip": -1,
        "positions": [4, 2],
    }
    faults = mapping_in(wrong)
    assert isinstance(faults, tuple)
    assert {fault.reason for fault in faults} == set(MappingReason)
    assert {fault.field for fault in faults} >= {"caller", "separator", "base", "order", "ends.x", "ways.y", "skip"}


@pytest.mark.parametrize("document", [{}, {"columns": 3}, {"columns": {"start": True}}])
def test_a_mapping_of_the_wrong_shape_is_refused(document: dict[str, object]) -> None:
    assert isinstance(mapping_in(document), tuple)


def test_a_column_the_log_does_not_have_is_said() -> None:
    mapping = ColumnMapping(columns={Role.START: "date de naissance", Role.CALLER: 40})
    faults = open_mapped(BytesIO(ODD.encode()), options(), mapping)
    assert isinstance(faults, tuple)
    assert [(fault.reason, fault.field) for fault in faults] == [(MappingReason.NO_COLUMN, "start"), (MappingReason.NO_COLUMN, "caller")]


def test_words_nobody_knows_are_a_doubt() -> None:
    mapping = ColumnMapping(columns={Role.START: 1, Role.CALLER: 2, Role.STATUS: 5}, order=DayOrder.MONTH_FIRST)
    log = open_mapped(BytesIO(ODD.encode()), options(), mapping)
    assert isinstance(log, OpenedLog)
    assert Doubt.UNKNOWN_WORDS in log.detection.doubts


def test_a_guess_becomes_a_mapping_to_correct() -> None:
    log = opened("".join(f"{day}/03/2026 08:31:07;06399812{day};0261910500;10;manqué\n" for day in range(12, 20)))
    mapping = mapping_of(log.plan)
    assert mapping.columns == {Role.START: 1, Role.CALLER: 2, Role.CALLED: 3, Role.DURATION: 4, Role.STATUS: 5}
    assert (mapping.separator, mapping.order) == (";", DayOrder.DAY_FIRST)
