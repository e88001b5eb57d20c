"""A row of another software becomes what it tells, or why it cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.draft import Requester
from domain.exchange import ExchangeField, ExchangeMapping, HistoryEntry, StateEntry
from domain.ids import DepartmentCode, SubjectCode
from domain.inbound import Channel
from domain.request import Closure, Status, shortened
from domain.ruleset import RuleSet
from flows.exchange.rows import Row
from flows.mail_address import is_address
from flows.wording import say
from ingest.phones import e164

KEPT_AS = frozenset({Status.OPEN, Status.DONE, Status.CLOSED})
"""States a request of another software is kept in: the others belong to somebody here."""
LED_TO = frozenset({Status.OPEN, Status.ACCEPTED, Status.PLANNED, Status.DONE, Status.CLOSED})
_NUMBER_CHARACTERS = 128
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


class RefusedError(Exception):
    """The line cannot be taken; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How rows are read for a town: by its mapping and its rules, in its time."""

    mapping: ExchangeMapping
    ruleset: RuleSet
    zone: ZoneInfo
    region: str
    now: datetime

    def history(self, row: Row | None) -> HistoryEntry:
        """Return the request a row tells of. Raises RefusedError."""
        cells = self._cells(row)
        status = self._status(cells, KEPT_AS)
        received_at = self._moment(cells, ExchangeField.RECEIVED_AT)
        if received_at is None:
            raise RefusedError(say("It does not say when it was received."))
        closed_at = self._moment(cells, ExchangeField.CLOSED_AT)
        if closed_at is not None and closed_at < received_at:
            raise RefusedError(say("It was closed before it was received."))
        if status is Status.CLOSED and closed_at is None:
            raise RefusedError(say("It is closed, and does not say when."))
        text = cells.get(ExchangeField.TEXT, "")
        heading = cells.get(ExchangeField.HEADING) or text
        subject = self._subject(cells)
        return HistoryEntry(
            number=self._number(cells),
            status=status,
            received_at=received_at,
            closed_at=closed_at if status is Status.CLOSED else None,
            closure=self._closure(cells) or Closure.CARRIED_OUT if status is Status.CLOSED else None,
            subject=subject,
            department=self._department(cells),
            channel=self._channel(cells),
            heading=shortened(" ".join(heading.split())) or self._label(subject),
            text=text,
            place=cells.get(ExchangeField.PLACE) or None,
            requester=self._requester(cells),
        )

    def state(self, row: Row | None) -> StateEntry:
        """Return where a row says that a request stands. Raises RefusedError."""
        cells = self._cells(row)
        return StateEntry(
            number=self._number(cells),
            status=self._status(cells, LED_TO),
            closure=self._closure(cells),
            message=cells.get(ExchangeField.MESSAGE) or None,
            day=cells.get(ExchangeField.DAY) or None,
        )

    def day(self, written: str) -> datetime:
        """Return a day or a moment as it is written. Raises RefusedError."""
        try:
            read = datetime.fromisoformat(written) if self.mapping.moment is None else datetime.strptime(written, self.mapping.moment)  # noqa: DTZ007 — below
            aware = read if read.tzinfo is not None else read.replace(tzinfo=self.zone)
            return aware.astimezone(UTC)
        except (ValueError, OverflowError):
            raise RefusedError(say("“{written}” is no day or moment as the mapping says.", written=written[:40])) from None

    def _cells(self, row: Row | None) -> Mapping[ExchangeField, str]:
        """Return the fields of a row in the words of the town. Raises RefusedError."""
        if row is None:
            raise RefusedError(say("The line cannot be read: it has more or fewer columns than the first one."))
        found: dict[ExchangeField, str] = {}
        for one in ExchangeField:
            written = row.get(self.mapping.columns.get(one, ""), "").strip() if one in self.mapping.columns else ""
            said = self.mapping.values.get(one, {}).get(written, written)
            if value := said or self.mapping.defaults.get(one, ""):
                found[one] = value
        return found

    def _number(self, cells: Mapping[ExchangeField, str]) -> str:
        number = cells.get(ExchangeField.NUMBER, "")
        if not number or len(number) > _NUMBER_CHARACTERS or not number.isprintable():
            raise RefusedError(say("It has no number, or one that is too long."))
        return number

    def _status(self, cells: Mapping[ExchangeField, str], among: frozenset[Status]) -> Status:
        written = cells.get(ExchangeField.STATUS, "")
        found = next((one for one in among if one.value == written), None)
        if found is None:
            names = ", ".join(sorted(one.value for one in among))
            raise RefusedError(say("“{written}” is no state that can be taken over: {names}.", written=written[:40], names=names))
        return found

    def _moment(self, cells: Mapping[ExchangeField, str], of: ExchangeField) -> datetime | None:
        written = cells.get(of)
        if written is None:
            return None
        at = self.day(written)
        if not _OLDEST <= at <= self.now:
            raise RefusedError(say("{written} lies in the future, or too long ago.", written=written[:40]))
        return at

    def _closure(self, cells: Mapping[ExchangeField, str]) -> Closure | None:
        written = cells.get(ExchangeField.CLOSURE)
        if written is None:
            return None
        try:
            return Closure(written)
        except ValueError:
            raise RefusedError(say("“{written}” is no way to close a request.", written=written[:40])) from None

    def _subject(self, cells: Mapping[ExchangeField, str]) -> SubjectCode:
        written = cells.get(ExchangeField.SUBJECT, "")
        if not any(one.code == written for one in self.ruleset.subjects):
            raise RefusedError(say("The town has no subject “{written}”.", written=written[:40]))
        return SubjectCode(written)

    def _department(self, cells: Mapping[ExchangeField, str]) -> DepartmentCode | None:
        written = cells.get(ExchangeField.DEPARTMENT)
        if written is not None and not any(one.code == written for one in self.ruleset.departments):
            raise RefusedError(say("The town has no department “{written}”.", written=written[:40]))
        return None if written is None else DepartmentCode(written)

    def _channel(self, cells: Mapping[ExchangeField, str]) -> Channel:
        written = cells.get(ExchangeField.CHANNEL, Channel.COUNTER.value)
        try:
            return Channel(written)
        except ValueError:
            raise RefusedError(say("“{written}” is no channel.", written=written[:40])) from None

    def _requester(self, cells: Mapping[ExchangeField, str]) -> Requester:
        email, phone = cells.get(ExchangeField.EMAIL), cells.get(ExchangeField.PHONE)
        if email is not None and not is_address(email):
            raise RefusedError(say("Its e-mail address is none."))
        return Requester(
            name=cells.get(ExchangeField.NAME),
            organisation=cells.get(ExchangeField.ORGANISATION),
            email=None if email is None else email.lower(),
            phone=None if phone is None else e164(phone, self.region),
            address=cells.get(ExchangeField.ADDRESS),
        )

    def _label(self, subject: SubjectCode) -> str:
        return shortened(next(one.label for one in self.ruleset.subjects if one.code == subject))
