"""Take in what a client posts: an arrival like any other, with its receipt at once."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.ids import UNCLASSIFIED
from domain.inbound import Arrival, Channel, Envelope
from domain.town import Town
from flows import once
from flows.once import Write
from flows.open311.reading import Submission
from flows.receive import Received, receive
from flows.wiring import Installation
from ingest.form.enclosed import pack
from store import tracking
from store.answered import Answered

DONE = 200
"""Not 201: the specification names no other for success, and there are clients in use that take no other."""
FORM = "open311"


def post(installation: Installation, town: Town, submission: Submission, who: str, now: datetime, write: Write | None = None) -> Answered:
    """Keep a submission and return its receipt: ``service_request_id`` is the tracking code. Both are durable.

    ``who`` is the client. Raises DifferentError, UnavailableError.
    """

    def do() -> Answered:
        given: list[Answered] = []
        name = str(uuid4())
        document = document_of(submission, name, now.astimezone(ZoneInfo(town.timezone)))
        arrival = Arrival(
            raw=pack(document, submission.files),
            channel=Channel.FORM,
            town=town.id,
            mailbox=None,
            envelope=Envelope(client=who),
            received_at=now,
            source_id=name,
        )

        def then(session: Session, received: Sequence[Received]) -> None:
            [one] = received
            [code] = tracking.give(session, town.id, [one.inbound_id], now)
            answer: dict[str, object] = {"service_request_id": code, "account_id": submission.account_id}
            given.append(Answered(fingerprint=write.fingerprint if write else "", status=DONE, answer=answer))
            if write is not None:
                once.keep(session, write, DONE, answer, now)

        receive(installation, (arrival,), then)
        return given[-1]

    return once.once(installation, write, do)


def document_of(submission: Submission, name: str, at: datetime) -> bytes:
    """Return the original as the reader of forms knows it (docs/open311.md). ``name`` makes it different from all others."""
    # The town's own forms begin with « canal » (`ingest.form.container`), and their questions have other names.
    document = {
        "formulaire": FORM,
        "canal": "formulaire",
        "id": name,
        "date": at.isoformat(timespec="seconds"),
        "service_id": submission.code,
        "categorie": submission.service if submission.code != UNCLASSIFIED else None,
        "demandeur": {
            "prenom": submission.first_name,
            "nom": submission.last_name,
            "courriel": submission.email,
            "telephone": submission.phone,
        },
        "message": submission.description,
        "lieu": submission.address,
        "identifiant_adresse": submission.address_id,
        "position": None if submission.point is None else {"latitude": str(submission.point.lat), "longitude": str(submission.point.lon)},
        "reponses": [{"question": one.question, "reponse": ", ".join(one.answers)} for one in submission.answered],
        "media_url": list(submission.media_urls),
        "device_id": submission.device_id,
        "account_id": submission.account_id,
    }
    return json.dumps(_said(document), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _said(value: object) -> object:
    """Return a document without what was not said."""
    match value:
        case dict():
            kept = {key: _said(part) for key, part in value.items()}
            return {key: part for key, part in kept.items() if part not in (None, {}, [])}
        case list():
            return [_said(part) for part in value]
        case _:
            return value
