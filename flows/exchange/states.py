"""Keeps requests in step with a software of others that works on them: the acts that lead where it says they stand, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain.errors import CitoyenError, MistakesError, UnavailableError
from domain.exchange import ExchangeMapping, ExchangeRun, LineOutcome, StateEntry
from domain.ids import RequestId, TownId
from domain.lifecycle import Act, Step, is_allowed
from domain.request import Closure, Status
from flows.act import Asked, act
from flows.exchange.keeping import kept_why, reading_for
from flows.exchange.reading import Reading, RefusedError
from flows.exchange.rows import Row, rows_of
from flows.exchange.taking import File, Told, begin, ended, untold
from flows.wiring import Installation
from flows.wording import say
from store import exchange, requests

_WAYS = {
    Status.OPEN: (Act.REOPEN,),
    Status.ACCEPTED: (Act.TAKE, Act.UNPLAN, Act.RESUME, Act.TAKE_BACK),
    Status.PLANNED: (Act.PLAN,),
    Status.DONE: (Act.FINISH,),
    Status.CLOSED: (Act.CLOSE,),
}
"""Which acts lead to a state."""
_FIRST_TAKEN = frozenset({Act.PLAN, Act.FINISH})
"""What is done to a request that somebody has in hand: where nobody has, it is taken in charge before."""
_TAKEN_BY = {Status.OPEN: Act.TAKE, Status.TRANSFERRED: Act.TAKE_BACK}
"""By which act somebody has it in hand."""


def take_states(  # noqa: PLR0913, PLR0917 — what a run is
    installation: Installation, town: TownId, mapping: ExchangeMapping, file: File, agent: str, now: datetime, told: Told = untold
) -> ExchangeRun:
    """Do in the name of an agent what leads where a file says, and return what became of its lines.

    Raises InvalidError for what is no table. An act is a transaction of its own, and so is where the run stands: killed between them, a
    line is told again, and changes nothing.
    """
    run = begin(installation, town, mapping, file, agent, now)
    if run.done_at is not None:
        return run
    stepping = _Stepping(installation=installation, reading=reading_for(installation, town, mapping, now), run=run, agent=agent, now=now)
    for number, row in enumerate(islice(rows_of(file.stream), run.line, None), start=run.line + 1):
        told(stepping.take(number, row))
    return ended(installation, run, agent, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stepping:
    installation: Installation
    reading: Reading
    run: ExchangeRun
    agent: str
    now: datetime

    def take(self, number: int, row: Row | None) -> ExchangeRun:
        """Do what a line asks for, and write what became of it."""
        refused: dict[int, str] = {}
        try:
            outcome = self._follow(self.reading.state(row))
        except RefusedError as error:
            outcome, refused = LineOutcome.REFUSED, {number: kept_why(error.args[0])}
        with self.installation.database.write() as session:
            held = exchange.hold(session, self.run.id)
            if held.line < number:
                exchange.move(session, held, number, (outcome,), refused)
            return exchange.hold(session, self.run.id)

    def _follow(self, entry: StateEntry) -> LineOutcome:
        request = self._find(entry.number)
        with self.installation.database.read() as session:
            status = requests.get(session, request).line.status
        if status is entry.status:
            return LineOutcome.UNCHANGED
        for step in self._steps(entry, status):
            try:
                act(self.installation, Asked(request=request, step=step), self.agent, self.now)
            except MistakesError as error:
                raise RefusedError(error.mistakes[0].what) from error
            except UnavailableError:
                # It says nothing of the line: the run goes on there later.
                raise
            except CitoyenError as error:
                raise RefusedError(error.args[0]) from error
        return LineOutcome.UPDATED

    def _find(self, number: str) -> RequestId:
        with self.installation.database.read() as session:
            known = exchange.known(session, self.run.town, self.run.outside, (number,)).get(number)
            found = known.request if known is not None else requests.find_by_reference(session, self.run.town, number.replace("-", "/"))
        if found is None:
            raise RefusedError(say("No request here has the number “{number}”.", number=number[:40]))
        return found

    def _steps(self, entry: StateEntry, status: Status) -> Sequence[Step]:
        """Return the acts that lead where the other software says. Raises RefusedError where none may."""
        taking: tuple[Step, ...] = ()
        way = next((one for one in _WAYS[entry.status] if is_allowed(one, status)), None)
        if way is None and status in _TAKEN_BY:
            way, taking = next((one for one in _WAYS[entry.status] if one in _FIRST_TAKEN), None), (Step(act=_TAKEN_BY[status]),)
        if way is None:
            raise RefusedError(
                say("It is {status} here: nothing leads from there to {wanted}.", status=status.value, wanted=entry.status.value)
            )
        return (*taking, self._step(way, entry))

    def _step(self, way: Act, entry: StateEntry) -> Step:
        match way:
            case Act.CLOSE:
                return Step(act=way, closure=entry.closure or Closure.CARRIED_OUT, answer=entry.message)
            case Act.REOPEN:
                return Step(act=way, reason=entry.message)
            case Act.PLAN:
                if entry.day is None:
                    raise RefusedError(say("It is planned, and does not say for which day."))
                return Step(act=way, day=self.reading.day(entry.day).astimezone(self.reading.zone).date())
            case _:
                return Step(act=way)
