"""What keeps messages from coming in: mailboxes that cannot be collected, drop folders whose files cannot be taken."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from flows.intake_health import Trouble
from web.desk import Desk, desk_of
from web.translations import said
from web.visitor import Member, SignedInMember, intake_troubles, show

pages = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrouble:
    """A trouble in words; ``town`` is named where the list may hold several."""

    where: str
    town: str | None
    what: str
    remedy: str


@pages.get("/intake")
def intake(http: HttpRequest, who: SignedInMember) -> Response:
    """Show what happened and what to do, one line for each trouble."""
    desk = desk_of(http)
    return show(http, who, "intake.html", {"troubles": tuple(_shown(desk, who, one) for one in intake_troubles(desk, who))})


def _shown(desk: Desk, who: Member, trouble: Trouble) -> ShownTrouble:
    language, mistake = desk.languages[who.language], trouble.mistake
    return ShownTrouble(
        where=said(mistake.where, language),
        town=desk.book.town(trouble.town).name if who.town is None and trouble.town is not None else None,
        what=said(mistake.what, language),
        remedy=said(mistake.remedy, language),
    )
