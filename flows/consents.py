"""What somebody agreed to in a form, taken back: by himself on the portal, or by an agent whom he asks. What rests on it stops at once.

The withdrawal is kept with the consent, told to the department in charge, and undoes nothing that was done before (GDPR, article 7(3)).
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from domain.consent import Consent, ConsentId
from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.form import ConsentUse
from domain.ids import RequestId
from domain.rights import Permission, may_in_town
from flows import notice
from flows.acting import Acting, Purpose, find_acting, find_agent, keep_acting
from flows.chasers import ring
from flows.deputies import staff_of, told_at
from flows.portal.publishing import HELD_BACK
from flows.post import ACTOR, BY_SMS, post
from flows.rights import standing_of
from flows.wiring import Installation
from flows.wording import say
from store import consents, limited, outbox, publications, requests
from store.requests import RequestRecord

WITHDRAWN = "consent_withdrawn"
"""What history and journal call it."""
LONGEST_REASON = 1_000
Within = Callable[[Session, Consent], None]


def _nothing(_session: Session, _consent: Consent) -> None:
    """Write nothing more."""


def of_family(session: Session, request: RequestId) -> tuple[tuple[RequestId, Consent], ...]:
    """Return what was agreed to with a request, and with those that are a part of it."""
    found = consents.of_requests(session, limited.family(session, request))
    return tuple((one, consent) for one, several in found.items() for consent in several)


def withdraw(installation: Installation, request: RequestId, consent: ConsentId, now: datetime) -> Consent:
    """Take back what a citizen agreed to with a request of his, which he has proved to be; once more changes nothing.

    Raises NotFoundError where it is none of this request's; ConflictError where he had not agreed.
    """
    with installation.database.destroy() as session:
        main, found = _found(session, request, consent)
        changed, rung = _withdrawn(installation, session, main, request, found, Acting(agent=ACTOR, now=now), None)
    installation.bell.ring(*rung)
    return changed


def withdraw_for(  # noqa: PLR0913, PLR0917 - what, why, by whom, when, and what a caller writes along
    installation: Installation, request: RequestId, consent: ConsentId, reason: str, agent: str, now: datetime, within: Within = _nothing
) -> Consent:
    """Take it back in the name of an agent whom its requester asked; ``reason`` says how he did. Raises as `withdraw`.

    Raises InvalidError without a reason; ForbiddenError for who neither enters requests nor sees to data protection.
    """
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        what = say("Say why, in at most {most} characters.", most=LONGEST_REASON)
        raise InvalidError(Mistake(where="reason", what=what, remedy=say("Such as: asked for by telephone.")))
    with installation.database.destroy() as session:
        main, found = _found(session, request, consent)
        acting = _acting(installation, session, main, agent, now)
        keep_acting(session, acting)
        changed, rung = _withdrawn(installation, session, main, request, found, acting, why)
        within(session, changed)
    installation.bell.ring(*rung)
    return changed


def _stop(session: Session, request: RequestId, use: ConsentUse | None, acting: Acting) -> None:
    """Stop what rests on a consent in one of the requests its message was made into."""
    if use is ConsentUse.PUBLICATION and publications.take_back(session, request, acting.agent, acting.now):
        acting.write_down(session, requests.get(session, requests.hold(session, request)), HELD_BACK, {})
    if use is ConsentUse.SMS:
        for letter in outbox.of_request(session, request):
            if letter.state in {"waiting", "held"} and letter.letter.payload.get("way") == BY_SMS:
                outbox.withdraw_one(session, letter.id)


def _found(session: Session, request: RequestId, consent: ConsentId) -> tuple[RequestRecord, Consent]:
    for one in consents.requests_of(session, requests.get(session, request).inbound_id):
        # All of them in one order, whichever it is taken back by: none waits for the other.
        requests.hold(session, one)
    main = requests.get(session, requests.hold(session, request))
    own = requests.get(session, request)
    found = next((one for one in consents.of_request(session, request) if one.id == consent), None)
    if found is None or own.erased_at is not None:
        raise NotFoundError(say("Nothing of the kind was agreed to with request {id}.", id=request))
    if not found.is_given:
        raise ConflictError(say("This was not agreed to."))
    return main, found


def _acting(installation: Installation, session: Session, record: RequestRecord, agent: str, now: datetime) -> Acting:
    """Return who takes it back: the data protection officer of the town, or whoever enters requests and reads this one."""
    who = find_agent(session, record.line.town, agent)
    if may_in_town(standing_of(session, installation.towns, who), Permission.ERASE, record.line.town):
        return Acting(agent=who.login, now=now)
    return find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.CREATE))


def _withdrawn(  # noqa: PLR0913, PLR0917 - all of one transaction
    installation: Installation, session: Session, main: RequestRecord, request: RequestId, found: Consent, acting: Acting, why: str | None
) -> tuple[Consent, tuple[str, ...]]:
    by = None if why is None else acting.agent
    if not consents.withdraw(session, found.id, by, acting.now):
        return found, ()
    for one in consents.requests_of(session, found.inbound_id):
        _stop(session, one, found.use, acting)
    facts: dict[str, object] = {"consent": found.id, "form": found.form, "field": found.field, "form_version": found.version}
    acting.write_down(session, main, WITHDRAWN, facts, None if why is None else {"reason": why})
    view, settings = installation.towns.get(main.line.town), installation.settings
    ring(session, view, main, acting.now)
    to = told_at(view.ruleset, staff_of(session, view, acting.now), main.line.department)
    link = f"{settings.public_url}/requests/{main.line.id}/consents"
    letters = notice.consent_withdrawn(view, main, to, link, found.words.fr)
    rung = post(settings, session, letters, acting.now)
    return next(one for one in consents.of_request(session, request) if one.id == found.id), rung
