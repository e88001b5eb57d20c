"""Mails of a mailbox that are set aside: kept by what could be had of them, in quarantine, for people to see."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from domain.ids import Sha256
from domain.inbound import Channel, Envelope, Inbound
from flows.town_views import RELEASE
from flows.wiring import Installation
from ingest.email.imap_account import ImapAccount
from ingest.email.key import content_key, message_id
from store import collected, inbounds, quarantine
from store.collected import Collected, Folder, FolderKey

TOO_LARGE = "mail_too_large"
UNFETCHABLE = "mail_unfetchable"
UNKEPT = "mail_unkept"
"""Why: larger than what is taken in, or not handed over by the server (then only the header is kept), or not to be dealt with by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A mail to set aside: ``content`` is its header, or all of it; not ``is_readable`` where not even the header may be looked into."""

    uid: int
    content: bytes
    reason: str
    is_readable: bool = True


def keep_aside(installation: Installation, account: ImapAccount, key: FolderKey, place: Folder, aside: Aside, now: datetime) -> None:
    """Keep a mail as a quarantined arrival, once: under another UIDVALIDITY it is known by its header. Raises UnavailableError."""
    digest = installation.blobs.put(aside.content)
    is_known = aside.is_readable and bool(aside.content)
    what = content_key(aside.content) if is_known else f"{key.folder}\n{place.validity}\n{aside.uid}"
    inbound = Inbound(
        town=account.town,
        channel=Channel.EMAIL,
        source_id=message_id(aside.content) if aside.is_readable else None,
        sha256=digest,
        size=len(aside.content),
        # Never that of a mail that is kept whole: the same one may yet come, by this way or another.
        content_key=Sha256(hashlib.sha256(f"aside\n{account.name}\n{what}".encode()).hexdigest()),
        received_at=now,
        mailbox=account.address,
        envelope=Envelope(sender=None, recipients=(account.address,)),
    )
    with installation.database.write() as session:
        inbound_id, is_new = inbounds.add(session, inbound)
        if is_new:
            quarantine.put(session, inbound_id, aside.reason, RELEASE, now)
        collected.add(session, place, [Collected(uid=aside.uid, inbound_id=inbound_id, aside=True)], 0, leave=False)
