"""The SMTP door of an installation."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime

from domain.inbound import Arrival
from flows.receive import receive
from flows.wiring import Installation
from ingest.email.smtp import Door, DoorCalls, DoorSettings, tls_context


def build_door(installation: Installation, *, alone_seconds: float = 0.0) -> Door:
    """Return the door as the settings want it, not yet open. Raises ConfigurationError for a certificate that cannot be used.

    ``alone_seconds``: see `DoorSettings`.
    """
    settings = installation.settings

    def keep(arrivals: Sequence[Arrival]) -> None:
        receive(installation, arrivals)

    return Door(
        DoorSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            max_bytes=settings.smtp_max_bytes,
            hostname=socket.gethostname(),
            tls=tls_context(settings.smtp_certificate, settings.smtp_key) if settings.smtp_certificate and settings.smtp_key else None,
            alone_seconds=alone_seconds,
        ),
        DoorCalls(
            remembered=installation.towns.remembered_mailbox,
            find=installation.towns.mailbox,
            keep=keep,
            clock=lambda: datetime.now(UTC),
            answered=installation.meters.answered,
            took=installation.meters.took_message,
        ),
    )
