"""What is known of a file of paper beside its pages."""

from dataclasses import dataclass, field
from datetime import date

from domain.inbound import Channel, Reception
from ingest.paper.heap.splitting import HeapOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of a file beside its pages: how it came, to whom, and the day of today there.

    ``received_on`` is the day its folder tells; None where only the file itself may know.
    """

    channel: Channel = Channel.SCAN
    reception: Reception = field(default_factory=Reception)
    today: date = date.max
    received_on: date | None = None
    heap: HeapOptions = field(default_factory=HeapOptions)
