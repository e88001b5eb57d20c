"""A department works on a request from the desk: takes it in charge, plans, asks, hands over, transfers, answers and closes."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.deadline import Lack
from domain.errors import ConfigurationError, ConflictError, InvalidError
from domain.ids import DepartmentCode
from domain.lifecycle import Act, Step
from domain.request import Closure
from domain.rights import Visibility
from flows.act import Asked, act
from flows.rights import facts_of
from web.access import RowId, eyes_of, opened
from web.deciding import DecideTyped
from web.desk import desk_of
from web.pages.closing import is_to_be_shown, show_closing
from web.pages.one import show_request
from web.pages.recut import Version, refused
from web.translations import said
from web.visitor import SignedInMember, checked_post, safe_path

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
MOST_PIECES = 50
Text = Annotated[str, Form(max_length=20_000)]


@posts.post("/requests/{request_id}/act")
def carry_out(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    wanted: Annotated[Act, Form(alias="act")],
    reason: Text = "",
    answer: Text = "",
    department: Annotated[str, Form(max_length=64)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
    pieces: Text = "",
    lack: Annotated[Lack, Form()] = Lack.REQUIRED,
    closure: Annotated[str, Form(max_length=30)] = "",
    back: Annotated[str, Form(max_length=2_000)] = "",
    do: Annotated[str, Form(max_length=20)] = "",
    once: Annotated[str, Form(max_length=64)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Do one act and lead back where it was done from; or say beside its fields what is missing, or who was faster.

    An answer that closes is shown before as it leaves: what is not what was ``seen`` is shown again, and ``once`` it is sent.
    """
    desk = desk_of(http)
    record = opened(desk, who, request_id, "act")
    step = Step(
        act=wanted,
        reason=reason.strip() or None,
        answer=answer.strip() or None,
        department=DepartmentCode(department) if department else None,
        day=_day(day),
        pieces=tuple(line.strip() for line in pieces.splitlines() if line.strip())[:MOST_PIECES],
        lack=lack,
        closure=Closure(closure) if closure in set(Closure) else None,
    )
    values = {"reason": reason, "answer": answer, "department": department, "day": day, "pieces": pieces, "lack": lack, "closure": closure}
    try:
        asked = Asked(request=record.line.id, step=step, version=version, once=once or None)
        if is_to_be_shown(desk, record, asked, "" if do == "preview" else seen):
            typed = DecideTyped(form=wanted.value, values=values | {"is_new": "yes" if do == "send" else ""})
            return show_closing(http, who, record, asked, typed, datetime.now(UTC))
        changed = act(desk.installation, asked, who.agent.login, datetime.now(UTC))
    except (InvalidError, ConfigurationError) as error:
        language = desk.languages[who.language]
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)) if part)
        return show_request(http, who, record, status=WRONG, act_typed=DecideTyped(form=wanted.value, fault=fault, values=values))
    except ConflictError as error:
        return refused(http, who, record, error)
    if back:
        return RedirectResponse(safe_path(back), SEE_OTHER)
    facts = facts_of(desk.installation.towns.get(changed.line.town).ruleset, changed)
    # What he has handed over may be out of his sight now.
    is_there = eyes_of(who).sees(facts) is not Visibility.NOTHING
    return RedirectResponse(f"/requests/{request_id}" if is_there else "/requests", SEE_OTHER)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
