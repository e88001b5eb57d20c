"""The record of receipt of what came electronically (accusé d'enregistrement électronique, CRPA L. 112-11), by mail to who sent it.

It is written with the requests a message becomes, once, in the same transaction, and names them all. Where the message became one request
that went to its department at once, that one's acknowledgement says it as well, and one mail leaves for both (R. 112-11-1). A page gave it
at once to who filled in a form, or wrote on the portal; this is the copy to keep. An address in a form is proved by nothing: so there is
little in the letter that somebody else could have written, and an address gets few of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.authenticity import is_forged
from domain.department import Confidentiality
from domain.draft import Flag, Kind
from domain.form import ConsentUse
from domain.ids import RequestId, TrackingCode
from domain.inbound import Channel
from domain.request import Status
from flows import notice
from flows.correspondence.facts import reference
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, email_of, takes_letters, way_to
from flows.correspondence.writing import Writing, as_part, is_on
from flows.departed import ACKNOWLEDGED
from flows.opinion import Opinion
from flows.settings import Settings
from flows.town_views import TownView
from letters.kinds import ACKNOWLEDGEMENTS, ModelKey
from letters.wished import is_receipt_spared
from store import citizens, consents, follow_ups, following, limited, outbox, requests, tracking
from store.drafts import DraftRecord
from store.inbounds import InboundRecord
from store.outbox import Letter
from store.requests import RequestRecord

AN_HOUR, A_DAY = 6, 20
"""Letters of this kind to one address that forms name; who has sent more has seen the receipts of the others on their pages."""
_REPEATED_CHARACTERS = 4_000
_ADDRESS_OF_A_SITE = re.compile(r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|info|biz|fr|eu|io|ru|cn|top|xyz|shop|site|online)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledging:
    """Acknowledges one message of a person, with what the rules say of it."""

    settings: Settings
    view: TownView
    record: DraftRecord
    arrival: InboundRecord
    opinions: Sequence[Opinion]

    def write(self, session: Session, went_to: Sequence[RequestId], now: datetime) -> tuple[str, ...]:
        """Write the letter in the transaction that keeps the message; return the queues that have work then, none where none is owed."""
        recipient = self._recipient(session, now) if went_to and is_on(self.settings, self.view.town) else None
        if recipient is None:
            return ()
        went = [self._his(session, requests.get(session, one), recipient) for one in went_to]
        if self._is_spared(session, went, recipient):
            return ()
        occasion = Occasion(
            model=ModelKey.REGISTERED,
            event=f"{notice.RECEIPT}:{self.arrival.id}",
            references=tuple(map(self._named, went)) if len(went) > 1 else (),
            copy=self._copy_for(went),
        )
        writing = Writing(settings=self.settings, view=self.view, session=session, now=now)
        received = self._received(session, went[0])
        letter = self._acknowledging(writing, received, recipient) if len(went) == 1 else None
        letter = letter or writing.letter(received, occasion, ByMail(address=recipient))
        own = [one.line.id for one in went if one.draft_id == self.record.id]
        return writing.post((replace(letter, kind=notice.RECEIPT, payload={**letter.payload, ACKNOWLEDGED: own}),))

    def _acknowledging(self, writing: Writing, received: RequestRecord, recipient: str) -> Letter | None:
        """Return the acknowledgement of a request that went to its department at once, which is the record of receipt as well.

        None where the one says less than the other, could not leave, or goes elsewhere: then each leaves by itself.
        """
        occasion = writing.acknowledgement(received)
        is_own = received.draft_id == self.record.id and received.line.status is Status.OPEN
        if not is_own or occasion is None or occasion.model not in ACKNOWLEDGEMENTS:
            return None
        if way_to(writing.session, self.view, received) != ByMail(address=recipient) or not writing.may_be_receipt(received, occasion):
            return None
        letter = writing.letter(received, replace(occasion, copy=self._copy, is_receipt=True), ByMail(address=recipient))
        return letter if letter.held is None else None

    def _recipient(self, session: Session, now: datetime) -> str | None:
        """Return whom to write to: a person's address that takes letters, is none of ours, and had not many of these."""
        draft, inbound = self.record.draft, self.arrival.inbound
        if draft.kind is Kind.SPAM or draft.witness is not None or is_forged(draft.authenticity):
            return None
        # Whoever wants no answer to go anywhere says so by an empty sender (RFC 3834, 2).
        if inbound.channel not in {Channel.FORM, Channel.EMAIL, Channel.PORTAL} or inbound.envelope.sender == "":
            return None
        address = email_of(self.view, draft)
        if address is None or not takes_letters(session, self.view, address):
            return None
        if inbound.channel is Channel.EMAIL:
            return address
        caps = ((timedelta(hours=1), AN_HOUR), (timedelta(days=1), A_DAY))
        is_full = any(outbox.count_since(session, address, (notice.RECEIPT,), now - span, now) >= cap for span, cap in caps)
        return None if is_full else address

    def _is_spared(self, session: Session, went: Sequence[RequestRecord], recipient: str) -> bool:
        """Tell whether who wrote on the portal does without: its page has told him, and he wants no more mails than the law asks for.

        Nothing leaves about a request its requester wants left alone.
        """
        if self.arrival.inbound.channel is not Channel.PORTAL:
            return False
        if any(limited.is_limited(session, one.line.id) or consents.is_refused(session, one.line.id, ConsentUse.MAIL) for one in went):
            return True
        wanted = citizens.find_notices(session, went[0].line.id, recipient)
        return wanted is not None and is_receipt_spared(wanted)

    def _his(self, session: Session, main: RequestRecord, recipient: str) -> RequestRecord:
        """Return a request the message went to as its sender knows it: his own part of it, where it was merged into somebody else's.

        A letter of the main request is shown to who asked there, and this one repeats what another wrote.
        """
        act = following.find_act(session, self.arrival.id)
        parts = [requests.get(session, one.id) for one in follow_ups.merged(session, main.line.id)]
        if act is not None:
            his = [one for one in parts if one.line.id == act.request]
        else:
            reads = recipient.casefold()
            asked = [] if (main.requester.email or "").casefold() == reads else parts
            his = [one for one in asked if (one.requester.email or "").casefold() == reads]
        return as_part(his[0], main) if his else main

    def _received(self, session: Session, first: RequestRecord) -> RequestRecord:
        """Return the first request the message went to as this message's own: it came then, so, and says that."""
        line = first.line
        flags = dict.fromkeys((*line.flags, *(flag for one in self.opinions for flag in one.decision.orientation.flags)))
        secrecy = max(line.confidentiality, *(one.decision.orientation.confidentiality for one in self.opinions))
        shown = replace(line, channel=self.record.draft.channel, flags=tuple(flags), confidentiality=secrecy)
        code = tracking.of_arrival(session, self.arrival.id)
        if code is not None:
            shown = replace(shown, tracking=code)
        elif first.draft_id != self.record.id:
            # It was added to a request of before: that one's number is what its requester calls it, and no code is given away.
            shown = replace(shown, tracking=TrackingCode(reference(first)), number=None)
        return replace(first, line=shown, draft=self.record.draft, inbound=self.arrival.inbound)

    def _named(self, record: RequestRecord) -> str:
        """Return a request as it is listed beside others; nothing of it where it is secret."""
        called = reference(record)
        return (
            called if self._is_secret or record.line.confidentiality is not Confidentiality.NORMAL else f"{called} – {record.line.heading}"
        )

    @property
    def _is_secret(self) -> bool:
        return any(one.decision.orientation.confidentiality is not Confidentiality.NORMAL for one in self.opinions)

    def _copy_for(self, went: Sequence[RequestRecord]) -> str | None:
        """Return what is repeated of the message to the requests it went to: nothing where one of them is confidential."""
        return self._copy if all(one.line.confidentiality is Confidentiality.NORMAL for one in went) else None

    @property
    def _copy(self) -> str | None:
        """Return what is repeated of the message: nothing of a confidential one, nothing that would advertise in the town's name."""
        text = self.record.draft.text.strip()
        is_abusive = any(Flag.ABUSIVE in one.decision.orientation.flags for one in self.opinions)
        if not text or self._is_secret or is_abusive or _ADDRESS_OF_A_SITE.search(text):
            return None
        return "\n".join(f"> {line}" for line in text[:_REPEATED_CHARACTERS].splitlines())
