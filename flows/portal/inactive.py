"""Accounts nobody has visited for long: their owners are told at twenty-three months, and the accounts end at twenty-four (DOMAIN §6)."""

from datetime import datetime

from domain.citizen import ENDED_AFTER, NOTICE_BEFORE_END, WARNED_AFTER
from flows.portal import mails
from flows.portal.mails import KEPT, To
from flows.portal.sessions import note
from flows.wiring import Installation
from letters.account import Told
from store import citizen_codes, citizen_forms, citizen_links, citizen_sessions, citizens

AT_ONCE = 200
"""Accounts seen to in one sweep; the next one goes on."""


def see_to(installation: Installation, now: datetime) -> None:
    """Tell who has not been there for twenty-three months, and end accounts of twenty-four; for the sweep. Twice is once."""
    with installation.database.read() as session:
        late = citizens.unseen(session, now - WARNED_AFTER, warned_before=None, limit=AT_ONCE)
        gone = citizens.unseen(session, now - ENDED_AFTER, warned_before=now - NOTICE_BEFORE_END, limit=AT_ONCE)
    rung: set[str] = set()
    for one in late:
        with installation.database.write() as session:
            account = citizens.find(session, one.id)
            # Looked at again: he may have been there a moment ago.
            if account is not None and account.warned_at is None and account.citizen.seen_at < now - WARNED_AFTER:
                citizen = account.citizen
                citizens.set_warned(session, citizen.id, now)
                to = To(email=citizen.email, language=citizen.profile.language)
                rung.update(mails.tell(installation, session, citizen.town, Told.ENDING, to, now))
                note(session, citizen, "citizen.warn_ending", now)
    for one in gone:
        with installation.database.write() as session:
            account = citizens.find(session, one.id)
            if account is not None and account.warned_at == one.warned_at and account.citizen.seen_at < now - ENDED_AFTER:
                note(session, account.citizen, "citizen.end", now)
                citizens.remove(session, account.id)
    installation.bell.ring(*rung)


def forget_old(installation: Installation, now: datetime) -> None:
    """Forget sessions, links, codes and begun forms whose time is over; for the sweep."""
    with installation.database.read() as session:
        over = (citizen_sessions.has_over(session, now), citizen_links.has_over(session, now - KEPT), citizen_forms.has_old(session, now))
    if not any(over):
        return
    with installation.database.write() as session:
        citizen_sessions.purge(session, now)
        citizen_links.purge(session, now - KEPT, now)
        citizen_codes.purge(session, now - KEPT)
        citizen_forms.purge(session, now)
