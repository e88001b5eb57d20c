"""What is known of a mail's sender: what trusted servers wrote into its header, completed by the DNS where the settings want it."""

import logging
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from domain.authenticity import Authenticity, Standing
from domain.errors import UnavailableError
from domain.inbound import Envelope
from flows.settings import Settings
from ingest.email.arc import sets_of, with_chain
from ingest.email.authenticity import has_held_chain, stated
from ingest.email.author import read_author
from ingest.email.border import find_border, top_fields
from ingest.email.enquiry import Enquiry
from ingest.email.headers import MAX_HEADER_BYTES, read_headers
from ingest.reader import Reader

GetReader = Callable[[], Reader]

_log = logging.getLogger(__name__)


def authenticity_of(original: Path, envelope: Envelope, settings: Settings, checker: GetReader) -> Authenticity:
    """Return what is known of the sender of a mail. ``checker`` gives the processes that ask the DNS; it is called only to ask it.

    Never a reason not to take a mail: a check that cannot be made leaves « not known ». Raises UnavailableError where the original
    cannot be opened.
    """
    try:
        with original.open("rb") as file:
            head = file.read(MAX_HEADER_BYTES)
    except OSError as error:
        raise UnavailableError(f"The original cannot be opened: {error.strerror}. Check the folder of originals.") from error
    trust = settings.trust
    border = find_border(head, envelope, trust.relays)
    author = read_author(read_headers(head, 0, len(head))[0].all("from"))
    found = stated(border, author, trust.servers)
    if found.standing is not Standing.VERIFIED and has_held_chain(border, trust.servers):
        # What stands above the border was written by ours; the chain came in with the message.
        chain = sets_of(islice(top_fields(head), len(border.fields), None))
        found = with_chain(found, chain, trust.servers)
    if not settings.dns or all(check.said_by is not None for check in (found.dkim, found.spf, found.dmarc)):
        return found
    try:
        checked = checker().check(original, Enquiry(stated=found, handover=border.handover, servers=settings.dns, sealers=trust.servers))
    except UnavailableError as error:
        _log.error("a sender could not be checked: %s", error)
        return found
    return checked or found
