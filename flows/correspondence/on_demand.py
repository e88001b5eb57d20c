"""Letters somebody asks for: a record of deposit, a certificate that silence accepted, an answer on personal data."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain.deadline import Silence
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.rights import Permission
from flows.acting import Purpose, find_acting
from flows.correspondence.facts import silence_of
from flows.correspondence.recipient import ByPost, way_to
from flows.correspondence.sample import so_far
from flows.correspondence.writing import Writing
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ON_DEMAND, ModelKey
from store import requests
from store.requests import RequestRecord

WRITTEN = "letter_asked_for"
_MARK = 12


def write(installation: Installation, request: RequestId, model: ModelKey, answer: str, agent: str, now: datetime) -> int:
    """Write a letter of `ON_DEMAND` to who asks in a request, by mail or to be printed; return how many, 0: the same was written today.

    ``answer`` is what an answer on personal data says. Raises NotFoundError; ForbiddenError; InvalidError for what the letter would say
    wrongly or not at all.
    """
    if model not in ON_DEMAND:
        raise ConflictError(say("This letter is written with what it tells of, not by itself."))
    words = answer.strip()
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=(Permission.TREAT, Permission.REQUALIFY)))
        view = installation.towns.get(record.line.town)
        _refuse(view, record, model, words, now)
        day = now.astimezone(ZoneInfo(view.town.timezone)).date()
        event = f"{model}:{record.line.id}:{day}:{sha256(words.encode()).hexdigest()[:_MARK]}"
        said = so_far(record, model, event, acting.agent, words or None)
        writing = Writing(settings=installation.settings, view=view, session=session, now=now, agent=acting.agent)
        way = way_to(session, view, record) or ByPost(address=None)
        letter = writing.letter(record, said, way)
        if letter.event is not None and letter.event in {one.letter.event for one in writing.written(record)}:
            return 0
        acting.write_down(session, record, WRITTEN, {"model": model.value})
        rung = writing.post((letter,))
    installation.bell.ring(*rung)
    return 1


def _refuse(view: TownView, record: RequestRecord, model: ModelKey, words: str, now: datetime) -> None:
    if model is ModelKey.DATA_RIGHTS and not words:
        raise InvalidError(Mistake(where="answer", what=say("The answer is missing."), remedy=say("Say what the town answers.")))
    if model is not ModelKey.CERTIFICATE:
        return
    legal = record.timing.clocks.legal if record.timing is not None else None
    today = now.astimezone(ZoneInfo(view.town.timezone)).date()
    if silence_of(view, record) is not Silence.ACCEPTANCE or legal is None or legal.on is None or legal.on > today:
        what = say("Silence has not accepted this request.")
        remedy = say("A certificate (article L232-3) is for a type whose silence accepts, once its legal period is over.")
        raise InvalidError(Mistake(where="model", what=what, remedy=remedy))
