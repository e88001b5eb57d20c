"""A citizen who has lost his telephone, his codes and his passkeys, and has shown the town hall who he is."""

from datetime import UTC, datetime

from domain.errors import InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.rights import Permission
from flows.acting import find_worker
from flows.portal import mails
from flows.portal.factor import forget_since
from flows.portal.mails import To
from flows.wiring import Installation
from flows.wording import say
from letters.account import Told
from store import citizen_sessions, citizens, journal

LONGEST_REASON = 1_000
_EVER = datetime.min.replace(tzinfo=UTC)


def take_away(installation: Installation, town: TownId, email: str, reason: str, agent: str, now: datetime) -> bool:
    """Take second factor, recovery codes and passkeys from an account, end its sessions and tell its owner by mail; False: it had none.

    His password still opens it, or the link by which he chooses another. ``reason`` says how he proved who he is; it stays in the journal.
    Raises NotFoundError where no account has this address, or nobody works as ``agent``; ForbiddenError for who may not manage people;
    InvalidError without a reason.
    """
    why = reason.strip()[:LONGEST_REASON]
    if not why:
        raise InvalidError(
            Mistake(
                where="why",
                what=say("How the person proved who he is must be said."),
                remedy=say("For instance: identity card seen at the counter."),
            )
        )
    with installation.database.write() as session:
        worker = find_worker(session, town, agent, Permission.PEOPLE, installation.towns)
        account = citizens.find_by_email(session, town, email)
        if account is None:
            raise NotFoundError(say("No personal account of {town} has the address {email}.", town=town, email=email))
        citizen = citizens.hold(session, account.id).citizen
        if not forget_since(session, citizen, _EVER):
            return False
        ended = citizen_sessions.end_all(session, citizen.id)
        journal.append(
            session,
            at=now,
            town=town,
            actor=worker.login,
            action="citizen.take_second_factor_away",
            object=f"citizen {citizen.id}",
            details={"why": why, "sessions": ended},
        )
        rung = mails.tell(installation, session, town, Told.FACTOR_OFF, To(email=citizen.email, language=citizen.profile.language), now)
    installation.bell.ring(*rung)
    return True
