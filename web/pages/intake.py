"""What keeps messages from coming in: mailboxes that cannot be collected, drop folders whose files cannot be taken."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.rights import Permission
from flows.intake_health import Trouble
from flows.unstaffed import troubles
from web.desk import Desk, desk_of
from web.translations import said
from web.visitor import Member, SignedInMember, intake_troubles, show

pages = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrouble:
    """A trouble in words; ``town`` is named where the list may hold several, ``page`` is where it is mended, empty where by no page."""

    where: str
    town: str | None
    what: str
    remedy: str
    page: str = ""


@pages.get("/intake")
def intake(http: HttpRequest, who: SignedInMember) -> Response:
    """Show what happened and what to do, one line for each trouble."""
    desk = desk_of(http)
    values = {
        "troubles": tuple(_shown(desk, who, one) for one in intake_troubles(desk, who)),
        # Who names members is told where one is missing; to others the department alone would tell what a concealed request is about.
        "unstaffed": tuple(shown_unstaffed(desk, who, one) for one in unstaffed_troubles(desk, who)) if who.may(Permission.PEOPLE) else (),
    }
    return show(http, who, "intake.html", values)


def unstaffed_troubles(desk: Desk, who: Member) -> tuple[Trouble, ...]:
    """Return of which departments of the visitor's towns social requests wait that nobody may read, and what to do."""
    town = who.town_id
    with desk.installation.database.read() as session:
        found = tuple(troubles(session, desk.installation.towns.ids() if town is None else (town,)))
    return tuple(Trouble(town=of, mistake=mistake) for of, mistake in found)


def shown_unstaffed(desk: Desk, who: Member, trouble: Trouble) -> ShownTrouble:
    """Return that nobody belongs to a department, with the page its members are named on in place of the command."""
    remedy = desk.languages[who.language].gettext("Name who works there")
    code = str(trouble.mistake.where)
    page = f"/departments/{quote(trouble.town or '', safe='')}/{quote(code, safe='')}#members"
    return replace(_shown(desk, who, trouble), remedy=remedy, page=page)


def _shown(desk: Desk, who: Member, trouble: Trouble) -> ShownTrouble:
    language, mistake = desk.languages[who.language], trouble.mistake
    return ShownTrouble(
        where=said(mistake.where, language),
        town=desk.book.town(trouble.town).name if who.town is None and trouble.town is not None else None,
        what=said(mistake.what, language),
        remedy=said(mistake.remedy, language),
    )
