"""Where the town writes to an agent: what goes to him by name, such as the reminders of what he has in hand."""

from datetime import datetime

from domain.errors import InvalidError, Mistake, NotFoundError
from flows.town_folder.cells import is_email
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal
from store.agents import Agent


def checked_email(email: str | None) -> str | None:
    """Return an address as it is kept, None for none. Raises InvalidError for what is no address."""
    wanted = (email or "").strip().lower() or None
    if wanted is not None and not is_email(wanted):
        what = say("“{value}” is not an e-mail address.", value=wanted)
        raise InvalidError(Mistake(where="email", what=what, remedy=say("Write name@domain, one address only.")))
    return wanted


def set_email(installation: Installation, login: str, email: str | None, by: str, now: datetime) -> Agent:
    """Write where an agent is written to, None: nowhere; the same again changes nothing. The journal says that it was changed, not to what.

    Raises NotFoundError for an agent who is not there, InvalidError for what is no address.
    """
    wanted = checked_email(email)
    with installation.database.write() as session:
        who = agents.find_by_login(session, login)
        if who is None:
            raise NotFoundError(say("Nobody signs in as {login}. See: citoyen users list", login=login))
        if who.email != wanted:
            agents.set_email(session, who.id, wanted)
            facts = {"has_address": wanted is not None}
            journal.append(session, at=now, town=who.town, actor=by, action="set_email", object=f"agent {who.id}", details=facts)
        found = agents.find_by_login(session, login)
        return who if found is None else found
