"""Back-tests that were made: their counts, and the first of the requests that would change."""

from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.backtest import BacktestReport, Comparison
from domain.ids import TownId
from store.mapping import dump, load
from store.schema import BacktestRow

CHANGES_KEPT = 500
"""More than anybody reads; all of 70,000 would take megabytes."""


def add(session: Session, report: BacktestReport) -> None:
    """Write a back-test; of its changes only the first are kept."""
    levels = tuple(replace(one, comparison=_first(one.comparison)) for one in report.levels)
    values = {
        "town": report.town,
        "number": report.number,
        "revision": report.revision,
        "published": report.published,
        "at": report.at,
        "since": report.since,
        "document": dump(replace(report, comparison=_first(report.comparison), levels=levels)),
    }
    session.execute(insert(BacktestRow), values)


def find_latest(session: Session, town: TownId, number: int, revision: int) -> BacktestReport | None:
    """Return the newest back-test of this revision of a rule set, if one was made."""
    chosen = BacktestRow.town == town, BacktestRow.number == number, BacktestRow.revision == revision
    document = session.scalar(select(BacktestRow.document).where(*chosen).order_by(BacktestRow.id.desc()).limit(1))
    return None if document is None else load(BacktestReport, document)


def _first(comparison: Comparison) -> Comparison:
    return replace(comparison, changes=comparison.changes[:CHANGES_KEPT])
