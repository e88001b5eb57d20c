"""The record of receipt of what was sent by a form (accusé d'enregistrement électronique, CRPA L. 112-11), by mail to who sent it.

The page gave it at once; this is the copy to keep. It is written with the request, once, in the same transaction. An address in a form is
proved by nothing: so there is little in the letter that somebody else could have written, and an address gets few of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.draft import Kind
from domain.ids import RequestId
from domain.inbound import Channel
from flows import notice, send
from flows.notice import Acknowledged
from flows.opinion import Opinion, is_danger
from flows.post import post
from flows.settings import Settings
from flows.town_views import TownView
from store import deliveries, outbox, requests, towns, tracking
from store.drafts import DraftRecord
from store.inbounds import InboundRecord

AN_HOUR, A_DAY = 6, 20
"""Letters of this kind to one address; who has sent more forms has seen the receipts of the others on their pages."""
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
        recipient = self._recipient(session, now)
        code = tracking.of_arrival(session, self.arrival.id) if recipient is not None else None
        if recipient is None or code is None or not went_to:
            return ()
        number = requests.get(session, went_to[0]).line.number
        acknowledged = Acknowledged(
            tracking=code,
            at=self.arrival.inbound.received_at.astimezone(ZoneInfo(self.view.town.timezone)),
            number=number if not self._is_secret else None,
            text=self._text,
            is_danger=any(map(is_danger, self.opinions)),
        )
        return post(self.settings, session, (notice.receipt(self.view, went_to[0], recipient, acknowledged),), now)

    def _recipient(self, session: Session, now: datetime) -> str | None:
        """Return whom to write to: a person's address that takes letters, is none of ours, and had not many of these."""
        draft = self.record.draft
        address = (draft.requester.email or "").strip().lower()
        if self.arrival.inbound.channel is not Channel.FORM or draft.kind is Kind.SPAM or not send.is_peoples(address):
            return None
        if towns.is_mailbox(session, address) or deliveries.flagged(session, self.record.town, addresses=[address]):
            return None
        caps = ((timedelta(hours=1), AN_HOUR), (timedelta(days=1), A_DAY))
        is_full = any(outbox.count_since(session, address, (notice.RECEIPT,), now - span) >= cap for span, cap in caps)
        return None if is_full else address

    @property
    def _is_secret(self) -> bool:
        return any(one.decision.orientation.confidentiality is not Confidentiality.NORMAL for one in self.opinions)

    @property
    def _text(self) -> str | None:
        """Return what is repeated of the message: nothing of a confidential one, nothing that would advertise in the town's name."""
        text = self.record.draft.text
        return None if self._is_secret or _ADDRESS_OF_A_SITE.search(text) else text
