"""What an agent is at the town hall (qualité), such as « technicienne voirie »: letters name it with who has a request in hand.

Source: CRPA, art. L. 111-2: the first name, the name, the quality and the address of the agent in charge.
"""

from datetime import datetime

from domain.errors import InvalidError, Mistake, NotFoundError
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal
from store.agents import Agent

MOST = 120
"""Characters, as many as the quality of who signs has."""


def set_quality(installation: Installation, login: str, quality: str | None, by: str, now: datetime) -> Agent:
    """Write what an agent is, None: nobody says; the same again changes nothing. Letters written from then on say so.

    Raises NotFoundError for an agent who is not there, InvalidError for more than fits on a line of a letter.
    """
    wanted = " ".join((quality or "").split()) or None
    if wanted is not None and (len(wanted) > MOST or not wanted.isprintable()):
        what = say("A quality has {most} characters at most, on one line.", most=MOST)
        raise InvalidError(Mistake(where="quality", what=what, remedy=say("Shorten it.")))
    with installation.database.write() as session:
        who = agents.find_by_login(session, login)
        if who is None:
            raise NotFoundError(say("Nobody signs in as {login}. See: citoyen users list", login=login))
        if who.quality != wanted:
            agents.set_quality(session, who.id, wanted)
            facts = {"quality": wanted}
            journal.append(session, at=now, town=who.town, actor=by, action="set_quality", object=f"agent {who.id}", details=facts)
        return agents.get(session, who.id)
