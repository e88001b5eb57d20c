"""What agents have set right of who asks, as the history of a request tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from store.requests import RequestRecord

CORRECTED = "requester_corrected"
"""What the history calls a requester whom an agent has set right."""
FIELDS = ("name", "phone", "email", "address")
"""What an agent may set right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an agent says of who asks, as he typed it; empty is unknown, None stays as it is known."""

    name: str | None = ""
    phone: str | None = ""
    email: str | None = ""
    address: str | None = ""


def told_by_agents(record: RequestRecord) -> frozenset[str]:
    """Return what of a requester stands as an agent said it last; what was read anew since is the message's own again."""
    told: dict[str, object] = {}
    for line in record.history:
        changes = line.details.get("requester")
        if line.action == CORRECTED and isinstance(changes, Mapping):
            told |= {name: change.get("after") for name, change in changes.items()}
    return frozenset(name for name in FIELDS if name in told and told[name] == getattr(record.requester, name))
