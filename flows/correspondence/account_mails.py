"""Mails about a personal account, by the models of the town: whoever waits for a link or a code gets it, whatever became of a model.

Where a town's own text cannot be written, or does not carry its link or code, the shipped one leaves in its place, and the journal and the
page of the model say so; neither says of whose account.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from domain.town import Town
from flows.correspondence import models
from flows.correspondence.staff import LeavesOutError, Replaced, Words, bare, tell_replaced
from flows.wiring import Installation
from flows.wording import say
from letters import account
from letters.fields import Compte
from letters.kinds import ACCOUNT, Language, ModelKey, kind_of
from letters.model import Model, UnresolvedError, UnwritableError, write
from store import towns

_OF_REQUEST = say("This letter is written for a request.")
_NAME_ONE = say("Name the request it is to be tried on.")


def written(session: Session, town: Town, key: ModelKey, said: Compte, language: Language, now: datetime) -> Words:
    """Return what a mail says by the model of the town, by the shipped one where that fails; which is then written down."""
    own = models.current(session, town.id, key, language)
    if own.number:
        try:
            return replace(_worded(key, own.model, town, said, language, now), version=own.number)
        except (UnresolvedError, UnwritableError, LeavesOutError) as error:
            lacking = None if isinstance(error, UnwritableError) else error.field
            tell_replaced(session, town.id, Replaced(key=key, language=language, number=own.number, lacking=lacking), now)
    return _worded(key, models.shipped(key, language), town, said, language, now)


def previews(
    installation: Installation, town: TownId, key: str, now: datetime, text: str | None = None, language: Language = Language.FRENCH
) -> tuple[Words, ...]:
    """Return the mails a model makes, one of each occasion it is written for, with nobody's link or code.

    ``text`` is a file of the model that is not kept yet. Raises InvalidError with all that is wrong with it, and for a model that is not of
    accounts.
    """
    kind = kind_of(key)
    mistakes = models.misnamed(key) if text is None else models.check(key, text)
    if mistakes or kind not in ACCOUNT:
        raise InvalidError(*(mistakes or (Mistake(where=key, what=_OF_REQUEST, remedy=_NAME_ONE),)))
    with installation.database.read() as session:
        of = towns.town(session, town)
        model = models.current(session, town, key, language).model if text is None else models.parse(text)
    try:
        return tuple(_worded(kind, model, of, said, language, now) for said in account.cases(kind, language))
    except (UnresolvedError, UnwritableError, LeavesOutError) as error:
        what = say("The model {model} cannot be written.", model=key)
        raise InvalidError(Mistake(where=key, what=what, remedy=say("Such a mail leaves in the words that are shipped."))) from error


def _worded(key: ModelKey, model: Model, town: Town, said: Compte, language: Language, now: datetime) -> Words:
    """Return what a model makes of an occasion. Raises as `letters.model.write`; LeavesOutError."""
    made = write(model, replace(bare(town, now, language), compte=said))
    if not made.subject:
        raise LeavesOutError("objet")
    for name in (*account.left_out(key, made, said), *account.exposed(key, made, said)):
        raise LeavesOutError(name)
    return Words(subject=made.subject, body=made.text)
