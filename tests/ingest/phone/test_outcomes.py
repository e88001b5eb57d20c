"""What becomes of each row of a sample, and what a sample seems to be."""

from io import BytesIO

import pytest

from ingest.phone.faults import Rule
from ingest.phone.log import rows_of
from ingest.phone.mapping import ColumnMapping, mapping_in
from ingest.phone.outcomes import Fate, Outcome, outcomes
from ingest.phone.plan import LayoutName
from ingest.phone.proposal import columns_in, proposal_of, surveyed
from ingest.phone.words import Role
from tests.ingest.phone.logs import asterisk_row, imported, opened, options


def told(raw: str) -> tuple[Outcome, ...]:
    log, stream = opened(raw), BytesIO(raw.encode())
    return outcomes(rows_of(stream, log, options()), log, options())


LOG = "".join(
    (
        asterisk_row(src="0639981234", start="2026-03-12 08:31:07", uniqueid="1773300667.1"),
        asterisk_row(src="0639981234", start="2026-03-12 08:33:50", uniqueid="1773300830.2"),
        asterisk_row(src="0639981235", start="2026-03-12 08:40:00", uniqueid="1773301200.3"),
        asterisk_row(src="0639981235", start="2026-03-12 08:45:00", uniqueid="1773301500.4", disposition="ANSWERED", seconds=(60, 50)),
        asterisk_row(src="anonymous", start="2026-03-12 08:50:00", uniqueid="1773301800.5"),
        asterisk_row(src="201", dst="204", start="2026-03-12 08:55:00", uniqueid="1773302100.6", context="from-internal"),
        '"","torn\n',
    )
)


def test_every_row_has_its_own_outcome() -> None:
    found = told(LOG)
    assert [(one.line, one.fate, one.rule, one.first) for one in found] == [
        (1, Fate.CALL_BACK, None, None),
        (2, Fate.JOINED, None, 1),
        (3, Fate.IGNORED, Rule.ANSWERED_LATER, None),
        (4, Fate.CARD, None, None),
        (5, Fate.IGNORED, Rule.HIDDEN, None),
        (6, Fate.INTERNAL, None, None),
        (7, Fate.UNREADABLE, None, None),
    ]
    _, _, report = imported(LOG)
    assert (report.drafts, report.cards, report.internal, report.joined, report.unreadable_count) == (1, 1, 1, 1, 1)


def test_rows_above_the_calls_are_left_out() -> None:
    raw = "Date;Heure;Appelant;Appelé;Durée;Statut\n\n12/03/2026;08:31:07;0639981234;0261910500;0;Manqué\nTotal;;;;1;\n"
    assert [(one.line, one.fate, one.rule) for one in told(raw)] == [(3, Fate.CALL_BACK, None), (4, Fate.IGNORED, Rule.TOTAL)]


def test_a_known_log_needs_no_mapping_and_another_is_laid_out_by_what_its_columns_seem_to_hold() -> None:
    known = proposal_of(LOG.encode(), options())
    assert known.is_known and known.plan is not None and known.plan.layout is LayoutName.ASTERISK
    odd = "x;y;z\n2026-03-12 08:31:07;0639981234;0261910500\n2026-03-12 08:35:07;0639981235;0261910500\n"
    found = proposal_of(odd.encode(), options())
    assert (
        found.plan is None and found.mapping.columns == {Role.START: 1, Role.CALLER: 2, Role.CALLED: 3} and found.mapping.separator == ";"
    )
    columns = columns_in(surveyed(odd.encode(), ";").sample)
    assert columns[1].examples == ("y", "0639981234", "0639981235") and columns[0].place == 1


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"du pain\ndu beurre\n", b"\xff\xfe", b"{", b"<a>", b"[]", b"\0\0\0", b"<?xml version='1.0'?><a><b/></a>"]
)
def test_anything_is_laid_out_without_a_fault(raw: bytes) -> None:
    found = proposal_of(raw, options())
    assert found.plan is None and not found.is_known
    columns_in(surveyed(raw, found.mapping.separator, found.mapping.cuts).sample)


def test_columns_of_the_same_name_are_told_by_their_numbers() -> None:
    rows = "".join(f"063998123{n};0261910500;1{n}/03/2026 08:31;0;Manqué\n" for n in (4, 5))
    raw = "Numéro;Numéro;Date;Durée;Statut\n" + rows
    mapping = proposal_of(raw.encode(), options()).mapping
    assert all(isinstance(place, int) for role, place in mapping.columns.items() if role in (Role.OTHER, Role.CALLER, Role.CALLED))
    assert isinstance(mapping_in({"columns": {role.value: place for role, place in mapping.columns.items()}}), ColumnMapping)
