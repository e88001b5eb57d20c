"""What the pages about rules keep in memory: compiled rule sets, hits, findings of the linter, back-tests."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import cast

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import RuleId, TownId
from domain.ruleset import RuleSet
from domain.version import Version
from flows.backtest_runs import BacktestRunner
from flows.linting import LintLine
from flows.rule_trial import CompiledDrafts
from flows.ruleset_findings import linted
from flows.wiring import Installation
from store import rule_hits

HIT_DAYS = 30
_HITS_SECONDS, _LINT_SECONDS = 600.0, 30.0
"""Counting reads the traces of a month: seconds in a large town. The linter also looks at places and open requests, which change."""
_MOST_LINTED = 16
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_Linted = tuple[float, tuple[LintLine, ...]]


class RuleShelf:
    """Kept for all pages of one desk. Safe to share between threads."""

    def __init__(self, installation: Installation) -> None:
        """Start empty."""
        self.compiled = CompiledDrafts()
        self.runner = BacktestRunner(installation)
        self._lock = Lock()
        self._counting = Lock()
        self._hits: dict[tuple[TownId, Confidentiality], tuple[float, Mapping[RuleId, int]]] = {}
        self._linted: dict[tuple[TownId, int, int], _Linted] = {}

    def hits(self, session: Session, town: TownId, now: datetime, most: Confidentiality) -> Mapping[RuleId, int]:
        """Return how many requests of the last month, none more confidential than ``most``, each rule held for.

        As counted at most ten minutes ago.
        """
        # Of several who ask together one counts; nobody else waits for it.
        with self._counting:
            kept = self._hits.get((town, most))
            if kept is None or time.monotonic() - kept[0] > _HITS_SECONDS:
                found = rule_hits.count(session, town, now - timedelta(days=HIT_DAYS), most)
                kept = self._hits[town, most] = (time.monotonic(), found)
            return kept[1]

    def lint(self, session: Session, ruleset: RuleSet, version: Version, now: datetime) -> tuple[LintLine, ...]:
        """Return what the linter says of a version, as it said at most half a minute ago, the worst first."""
        key = (version.town, version.number, version.revision)
        with self._lock:
            kept = self._linted.get(key)
        if kept is not None and time.monotonic() - kept[0] < _LINT_SECONDS:
            return kept[1]
        found = linted(session, ruleset, now)
        with self._lock:
            while len(self._linted) >= _MOST_LINTED:
                self._linted.pop(next(iter(self._linted)))
            self._linted[key] = (time.monotonic(), found)
        return found


def stopping(shelf: RuleShelf, lifespan: Lifespan | None) -> Lifespan | None:
    """Return a lifespan that also ends the back-tests under way when the process ends."""
    if lifespan is None:
        return None

    @asynccontextmanager
    async def wrapped(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app):
            try:
                yield
            finally:
                await asyncio.to_thread(end_backtests, app)

    return wrapped


def end_backtests(app: FastAPI) -> None:
    """End the back-tests that pages of a desk have started, within seconds."""
    cast("RuleShelf", app.state.rules).runner.stop()


def shelf_of(http: HttpRequest) -> RuleShelf:
    """Return what the desk keeps for its pages about rules."""
    return cast("RuleShelf", http.app.state.rules)
