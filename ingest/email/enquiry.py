"""What is asked of the process that checks senders with the DNS."""

from dataclasses import dataclass

from domain.authenticity import Authenticity
from ingest.email.border import Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """What trusted servers said already, who handed the message over, and which name servers are asked (`lookup.read_servers`).

    ``sealers`` are the servers whose word counts also where it came sealed through others (`ingest.email.arc`).
    """

    stated: Authenticity
    handover: Handover
    servers: str
    sealers: frozenset[str] = frozenset()
