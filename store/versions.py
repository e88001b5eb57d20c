"""Versions of requests that are joined and parted: number and code of the one mean the other then, and its version must not."""

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.ids import RequestId
from store.schema import RequestRow


def outgrow(session: Session, requests: Collection[int]) -> int:
    """Give requests, which are held, one version above every one that any of them had, and return it.

    Whoever saw one of them before, by whatever name, sees it again first.
    """
    version: int = 1 + session.scalars(select(func.max(RequestRow.version)).where(RequestRow.id.in_(requests))).one()
    grown = update(RequestRow).where(RequestRow.id.in_(requests)).values(version=version)
    session.execute(grown.execution_options(synchronize_session=False))
    return version


def leave_main(session: Session, request: RequestId) -> None:
    """Say that a request is about to be no part of another one any more, if it is one of: both are seen again first."""
    main = session.scalar(select(RequestRow.merged_into).where(RequestRow.id == request))
    if main is not None:
        outgrow(session, {request, main})
