"""The message behind a request, read again by the child process that may be killed."""

from collections.abc import Mapping

from domain.errors import UnreadableInputError
from store.requests import RequestRecord
from web.desk import Desk


def bodies(desk: Desk, record: RequestRecord) -> tuple[str | None, str | None]:
    """Return the message as plain text and as HTML, as far as it has them and they can be read."""
    installation = desk.installation
    try:
        return installation.reader.bodies(installation.blobs.path(record.inbound.sha256))
    except UnreadableInputError:
        return None, None


def pictures(desk: Desk, record: RequestRecord) -> Mapping[str, str]:
    """Return the pictures the message's HTML shows of those within it, as ``data:`` addresses by Content-ID."""
    installation = desk.installation
    try:
        return installation.reader.pictures(installation.blobs.path(record.inbound.sha256))
    except UnreadableInputError:
        return {}
