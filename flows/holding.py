"""Who holds a request in review, and who was faster: nobody overwrites anybody."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.confirmation import Confirmation
from domain.department import Confidentiality
from domain.errors import ConflictError
from domain.request import Status
from flows.acting import called
from flows.wording import say
from store import claims
from store.requests import RequestRecord


def refuse_held(session: Session, record: RequestRecord, agent: str, now: datetime) -> None:
    """Raise ConflictError where another agent works on a request in review."""
    claim = claims.find(session, record.line.id, now)
    if claim is not None and claim.agent != agent and record.line.status is Status.REVIEW:
        raise ConflictError(
            say(
                "Request {reference} is held by {agent} until {until}. Ask {agent}, or take it after that.",
                reference=called(record),
                agent=claim.agent,
                until=claim.until.isoformat(timespec="seconds"),
            )
        )


def refuse_stale(record: RequestRecord, version: int | None, decided: Confirmation | None) -> None:
    """Raise ConflictError where a request has changed since somebody saw it in ``version``, or was rejected: with who did what when.

    ``decided`` is what people have decided on it by now.
    """
    if record.line.status is not Status.REJECTED and version in (None, record.line.version):
        return
    reference, last = called(record), record.history[-1]
    if decided is not None and record.line.status not in {Status.REVIEW, Status.REJECTED}:
        if record.line.confidentiality is not Confidentiality.NORMAL:
            # What it is about is not for everybody who may decide.
            raise ConflictError(
                say(
                    "Request {reference} was decided meanwhile by {agent}, {at}. Nothing was overwritten.",
                    reference=reference,
                    agent=decided.agent,
                    at=decided.at.isoformat(timespec="seconds"),
                )
            )
        raise ConflictError(
            say(
                "Request {reference} was decided meanwhile by {agent}, {at}: {subject}, {department}. Nothing was overwritten.",
                reference=reference,
                agent=decided.agent,
                at=decided.at.isoformat(timespec="seconds"),
                subject=decided.decided.subject,
                department=decided.decided.department,
            )
        )
    if record.line.status is Status.REJECTED:
        by = next((line for line in reversed(record.history) if line.action == "rejected"), last)
        if record.line.confidentiality is not Confidentiality.NORMAL:
            raise ConflictError(
                say(
                    "Request {reference} was rejected by {agent}, {at}. Restore it first.",
                    reference=reference,
                    agent=by.actor,
                    at=by.at.isoformat(timespec="seconds"),
                )
            )
        raise ConflictError(
            say(
                "Request {reference} was rejected by {agent}, {at}: {reason} Restore it first.",
                reference=reference,
                agent=by.actor,
                at=by.at.isoformat(timespec="seconds"),
                reason=by.details.get("reason", ""),
            )
        )
    raise ConflictError(
        say(
            "Request {reference} has changed meanwhile: {actor}, {at}. Look at it again.",
            reference=reference,
            actor=last.actor,
            at=last.at.isoformat(timespec="seconds"),
        )
    )
