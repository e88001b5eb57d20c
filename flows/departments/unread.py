"""What a department was given and nobody there has opened or taken within the town's time goes back to review, once (S17).

The rows of the transmissions are the truth: whoever is killed, or comes after a night without power, finds there what is still to do. Two
processes that do it at once hold the request one after the other.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.absence import stood_in_for
from domain.ids import RequestId, TownId
from domain.request import Status
from flows.departments.returning import UNREAD, give_back
from flows.deputies import find_department
from flows.town_views import TownView
from flows.wiring import Installation
from routing.calendar import calendar_of
from routing.reminders import may_send
from routing.unread import NEVER
from store import absences, members, requests, transmissions
from store.requests import RequestRecord
from store.transmissions import KeptTransmission

_AT_ONCE = 200


def return_unread(installation: Installation, now: datetime) -> int:
    """Put back into review what nobody has opened in time, of the towns that are open now; return how many. Raises UnavailableError."""
    returned, after = 0, None
    is_open: dict[TownId, bool] = {}
    while True:
        with installation.database.read() as session:
            found = transmissions.unread(session, now, after=after, limit=_AT_ONCE)
        for one in found:
            town = one.transmission.town
            if town not in is_open:
                is_open[town] = may_send(calendar_of(installation.towns.get(town).town), now)
            returned += is_open[town] and _return(installation, one, now)
        if len(found) < _AT_ONCE:
            return returned
        after = found[-1].id


def note_opened(installation: Installation, record: RequestRecord, login: str, now: datetime) -> None:
    """Write down that an agent has opened a request, where he is of the department that was given it and nobody there had.

    Of a department whose members nobody has named, whoever opens it but the one who gave it.
    """
    if record.line.status is not Status.OPEN:
        return
    with installation.database.read() as session:
        present = transmissions.find_present(session, record.line.id)
        if present is None or present.opened_at is not None:
            return
        view = installation.towns.get(record.line.town)
        if not _is_of(session, view, present, login, now):
            return
    with installation.database.write() as session:
        transmissions.opened(session, present.id, login, now)


def _return(installation: Installation, one: KeptTransmission, now: datetime) -> bool:
    """Put one request back; False where it is somebody's by now."""
    view = installation.towns.get(one.transmission.town)
    with installation.database.write() as session:
        record = _held(session, one.transmission.request)
        is_over = not transmissions.end_one(session, one.id, now)
        if is_over or record is None or not _is_unread(view, record, one):
            return False
        rung = give_back(installation.settings, view, session, record, UNREAD, now)
    installation.bell.ring(*rung)
    return True


def _held(session: Session, request: RequestId) -> RequestRecord | None:
    """Return a request, held; None for one that is a part of another one by now."""
    return requests.get(session, request) if requests.hold(session, request) == request else None


def _is_unread(view: TownView, record: RequestRecord, one: KeptTransmission) -> bool:
    is_on = view.town.unread_after != NEVER
    if record.limited_at is not None:
        return False
    return is_on and record.line.status is Status.OPEN and record.line.department == one.transmission.department


def _is_of(session: Session, view: TownView, present: KeptTransmission, login: str, now: datetime) -> bool:
    department = find_department(view.ruleset, present.transmission.department)
    codes = {present.transmission.department, *(() if department is None else (department.served_by,))}
    named = {one.login for one in members.of_town(session, view.town.id) if one.department in codes}
    if not named:
        return login != present.transmission.actor
    today = calendar_of(view.town).local(now).date()
    return bool(named & {login, *stood_in_for(login, today, absences.on(session, today))})
