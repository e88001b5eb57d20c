"""The text message that tells somebody of a letter: to who gave a mobile number alone, or asks for it, where the town has a gateway.

It says nothing of whom or what it is about (`letters.audience`), in one part. Where the town's own text cannot be written, the shipped one
is: a text message never waits for its model.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.draft import Requester
from domain.town import Town
from flows import notice
from flows.correspondence import models
from flows.correspondence.facts import Known, fields_of
from flows.correspondence.occasion import Occasion
from flows.correspondence.staff import Replaced, tell_replaced
from flows.post import BY_SMS
from flows.settings import Settings
from ingest.mobiles import find_mobile, wants_messages
from letters import sms
from letters.fields import Fields
from letters.kinds import ModelKey
from letters.model import Model, UnresolvedError, UnwritableError, write
from store import deliveries
from store.mapping import dump
from store.outbox import Letter

MOST_PARTS = 1
"""A text message has 160 characters, as people know it; what is longer is cut."""


def has_gateway(settings: Settings, town: Town) -> bool:
    """Tell whether a town has a gateway of text messages."""
    return any(one.town in {None, town.id} for one in settings.sms_gateways)


def mobile_of(session: Session, town: Town, who: Requester, text: str) -> str | None:
    """Return the mobile number of who gave that and neither an e-mail nor a postal address, or asks in his own ``text`` to be told there.

    None where it takes no messages.
    """
    mobile = next(filter(None, map(find_mobile, (who.phone, *who.other_phones))), None)
    has_other = (who.email or "").strip() or (who.address or "").strip()
    if mobile is None or (has_other and not wants_messages(text)):
        return None
    return None if deliveries.flagged(session, town.id, addresses=[mobile]) else mobile


@dataclass(frozen=True, slots=True, kw_only=True)
class Texting:
    """A message about a request: ``occasion`` is what the letter is about, ``key`` the model of the message."""

    session: Session
    known: Known
    occasion: Occasion
    key: ModelKey

    def letter(self, mobile: str) -> Letter:
        """Return the message as the outbox keeps it."""
        record, view = self.known.record, self.known.view
        model = models.current(self.session, view.town.id, self.key, self.known.language)
        known, number = fields_of(self.known), model.number
        try:
            body = worded(model.model, known)
        except (UnresolvedError, UnwritableError) as error:
            lacking = error.field if isinstance(error, UnresolvedError) else None
            one = Replaced(key=self.key, language=self.known.language, number=number, lacking=lacking, request=record.line.id)
            tell_replaced(self.session, view.town.id, one, self.known.now)
            body, number = worded(models.shipped(self.key, self.known.language), known), 0
        payload: dict[str, object] = {
            "way": BY_SMS,
            "occasion": dump(self.occasion),
            "model": self.key.value,
            "version": number,
            "subject": write(model.model, known).subject if number else models.shipped(self.key).subject,
            "body": body,
            "parts": sms.size(body).parts,
        }
        event = f"{self.occasion.event}:sms"
        return Letter(town=view.town.id, request=record.line.id, kind=notice.LETTER, recipient=mobile, payload=payload, event=event)


def worded(model: Model, known: Fields) -> str:
    """Return what a message says: in the alphabet of telephones, cut to one part. Raises as `letters.model.write`."""
    return fitted(write(model, known).text)


def fitted(text: str) -> str:
    """Return a text as it leaves: in the alphabet of telephones, cut to one part."""
    return sms.shortened(sms.simplified(text), MOST_PARTS)
