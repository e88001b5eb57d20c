"""What an address is told of an event: numbers and states, and more only where an administrator says so and the request is everybody's."""

import json
from collections.abc import Mapping

from domain.department import Confidentiality
from domain.ids import TownId
from domain.webhook import Content, Delivery, Event
from store.requests import RequestRecord

Document = Mapping[str, object]


def body(town: TownId, delivery: Delivery, record: RequestRecord | None, content: Content, address: str) -> bytes:
    """Return what leaves, as JSON. ``record`` is the request as it is now, None of a trial; ``address`` is the desk's."""
    data: dict[str, object] = {"town": town}
    if record is not None:
        data["request"] = _states(delivery, record, address)
        if content is Content.WHOLE and _is_told_whole(delivery, record):
            data["content"] = _words(record)
    document = {"type": delivery.event.value, "timestamp": delivery.at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _states(delivery: Delivery, record: RequestRecord, address: str) -> Document:
    line = record.line
    number = line.number
    is_confidential = line.confidentiality is not Confidentiality.NORMAL
    return {
        "id": line.id,
        "number": None if number is None else str(number),
        "service_request_id": None if number is None else str(number).replace("/", "-"),
        "status": delivery.status,
        "closure": line.situation.closure if not is_confidential and delivery.event is Event.CLOSED else None,
        "is_confidential": is_confidential,
        "subject": None if is_confidential else line.subject,
        "department": None if is_confidential else line.department,
        "received_at": line.received_at.isoformat(),
        "due_at": None if is_confidential or line.dates.due_at is None else line.dates.due_at.isoformat(),
        "merged_into": line.merged_into if not is_confidential else None,
        "url": f"{address}/requests/{line.id}",
    }


def _is_told_whole(delivery: Delivery, record: RequestRecord) -> bool:
    """Tell whether words and persons leave: not of what is confidential by now, nor of somebody who wants to be left alone or forgotten."""
    is_everybodys = record.line.confidentiality is Confidentiality.NORMAL and record.limited_at is None and record.erased_at is None
    return is_everybodys and delivery.event is not Event.ERASED


def _words(record: RequestRecord) -> Document:
    asks, place = record.requester, record.place
    return {
        "tracking": record.line.tracking,
        "channel": record.line.channel,
        "heading": record.line.heading,
        "text": record.details,
        "requester": {
            "name": asks.name,
            "email": asks.email,
            "phone": asks.phone,
            "organisation": asks.organisation,
            "address": asks.address,
        },
        "place": {"text": record.line.place, "street": place.street, "number": place.number, "sector": place.sector},
    }
