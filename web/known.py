"""Who asks, as far as the town knows him: what else he asked, and who may be the same person; beside a draft that is decided."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.dossier import Dossier, DossierId
from domain.errors import NotFoundError
from store import dossiers
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import eyes_of
from web.requesters import find_file, proposals
from web.visitor import Member

_MOST = 3
"""Requests and namesakes that are shown beside a draft; the requester's own page has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownView:
    """A requester beside his draft: his file, what else he asked, the newest first, and files that may be his as well."""

    file: DossierId
    others: tuple[RequestLine, ...]
    has_more: bool
    alike: tuple[Dossier, ...]


def known_view(session: Session, who: Member, record: RequestRecord) -> KnownView | None:
    """Return what the town knows of who asks, as far as the reader may; None where that is nothing but this request.

    Headings are told by it, as by a list: who shows it notes them.
    """
    file = dossiers.of_request(session, record.line.id)
    if file is None:
        return None
    try:
        shown = find_file(session, who, file)
    except NotFoundError:
        return None
    eyes = eyes_of(who)
    found = [one for one in dossiers.requests_page(session, file, after=None, limit=_MOST + 2) if one.id != record.line.id]
    others = tuple(one for one in found if eyes.shows(one))
    alike = tuple(one.dossier for one in proposals(session, who.reach, shown) if one.dossier.merged_into is None)[:_MOST]
    if not (others or alike):
        return None
    return KnownView(file=file, others=others[:_MOST], has_more=len(others) > _MOST, alike=alike)
