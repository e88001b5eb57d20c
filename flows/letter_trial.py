"""What a model makes of a request, before it counts: a letter, a mail to the town's own people, a text message.

Mails about an account tell of no request: `flows.correspondence.account_mails` shows those.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NoReturn

from domain.deadline import Clock
from domain.department import Confidentiality
from domain.errors import InvalidError, Mistake
from domain.ids import RequestId
from domain.reminder import Level
from flows import reminder_words, transmission
from flows.correspondence import held, models, texting
from flows.correspondence.models import Current
from flows.correspondence.staff import LeavesOutError, Speaker, Words, worded
from flows.wiring import Installation
from flows.wording import say
from letters.audience import hushed
from letters.fields import Fields
from letters.kinds import ACCOUNT, SMS, STAFF, Language, ModelKey, kind_of
from letters.model import UnresolvedError, UnwritableError
from routing.calendar import calendar_of
from routing.reminders import late_days
from store import requests
from store.reminders import BellLine, KeptReminder, ReminderId, Untold
from store.requests import RequestRecord

_LEVELS: Mapping[ModelKey, Level] = {ModelKey.REMINDER_2: Level.HEAD, ModelKey.REMINDER_3: Level.DIRECTOR}


def preview(
    installation: Installation,
    key: str,
    request: RequestId,
    now: datetime,
    text: str | None = None,
    language: Language = Language.FRENCH,
) -> dict[str, object]:
    """Return what a model makes of a request.

    ``text`` is a file of the model that is not kept yet, ``language`` that of a mail to the town's own people. Raises NotFoundError;
    InvalidError with all that is wrong with it, or with the field the request does not have.
    """
    kind = kind_of(key)
    if kind in ACCOUNT:
        raise InvalidError(Mistake(where=key, what=say("A mail about an account tells of no request."), remedy=say("Name no request.")))
    if kind in SMS:
        letter = held.preview(installation, key, request, now, text)
        return {"subject": letter["subject"], "body": texting.fitted(str(letter["body"]))}
    if kind is None or kind not in STAFF:
        return held.preview(installation, key, request, now, text)
    if text is not None and (mistakes := models.check(key, text)):
        raise InvalidError(*mistakes)
    with installation.database.read() as session:
        record = requests.get(session, request)
        view, url = installation.towns.get(record.line.town), installation.settings.public_url
        speaker = Speaker(view=view, session=session, now=now, url=url, language=language)
        own = speaker.own(kind) if text is None else Current(key=key, model=models.parse(text), number=0)
        words = _worded(own, kind, _known(speaker, record, kind), language)
    return {"subject": words.subject, "body": words.body}


def _worded(own: Current, kind: ModelKey, known: Fields, language: Language) -> Words:
    try:
        return worded(kind, own.model, known, language)
    except (UnresolvedError, LeavesOutError) as error:
        _refuse(kind, error.field, error)
    except UnwritableError as error:
        _refuse(kind, None, error)


def _refuse(kind: ModelKey, field: str | None, error: Exception) -> NoReturn:
    if field is None:
        what, where = say("The model {model} cannot be written.", model=kind.value), kind.value
    else:
        what, where = say("The request has no {field}, and the model {model} names it.", field=field, model=kind.value), field
    raise InvalidError(Mistake(where=where, what=what, remedy=say("Such a mail leaves in the words that are shipped."))) from error


def _known(speaker: Speaker, record: RequestRecord, kind: ModelKey) -> Fields:
    if kind is ModelKey.TRANSMITTED:
        return transmission.standing_words(speaker, record)
    today = calendar_of(speaker.view.town).local(speaker.now).date()
    line = _reminded(speaker, record, kind, today)
    if kind is ModelKey.DUE_TODAY:
        return reminder_words.of_day(speaker, today, Untold(reminders=1, requests=1, lines=(line,)))
    known = reminder_words.of_one(speaker, today, line)
    return hushed(known) if record.line.confidentiality > Confidentiality.NORMAL else known


def _reminded(speaker: Speaker, record: RequestRecord, kind: ModelKey, today: date) -> BellLine:
    """Return a request as it may be reminded of: of the day that silence decides, or of the day the town aims at, else of today."""
    clocks = None if record.timing is None else record.timing.clocks
    is_legal = kind is ModelKey.IMPLICIT_DECISION
    due = None if clocks is None else clocks.legal if is_legal else clocks.completion
    clock, due_on = Clock.LEGAL if is_legal else Clock.COMPLETION, today if due is None else due.on
    reminder = KeptReminder(
        id=ReminderId(0),
        town=record.line.town,
        request=record.line.id,
        clock=clock,
        day=today,
        due_on=due_on,
        late_days=late_days(calendar_of(speaker.view.town), clock, due_on, today),
        level=_LEVELS.get(kind, Level.AGENT),
        department=record.line.department,
        at=speaker.now,
        over_at=None,
    )
    return BellLine(reminder=reminder, request=record.line, is_read=False)
