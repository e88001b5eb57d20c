"""Ways in that administrators name on the desk: mailboxes to collect, folders that scanners lay their files in."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from domain.ids import TownId

ChannelId = NewType("ChannelId", int)


class ChannelKind(StrEnum):
    """What is named: a mailbox that is collected (boîte relevée), or a drop folder (dossier de dépôt)."""

    MAILBOX = "mailbox"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChannel:
    """A mailbox or drop folder named on the desk. ``document`` holds its settings, ``secret`` its password, sealed."""

    id: ChannelId
    town: TownId
    kind: ChannelKind
    document: dict[str, Any]  # Any: the settings of one of two kinds, as JSON
    secret: str | None = field(repr=False)
    version: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who names or changes a channel, and when."""

    by: str
    at: datetime
