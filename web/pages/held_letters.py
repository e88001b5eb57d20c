"""Letters that wait for somebody, on the page of their request: written again, or let go. And those that the post brought back."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, ForbiddenError, MistakesError
from flows.correspondence import held
from flows.post import BY_POST
from store import outbox
from store.deliveries import Delivery
from store.outbox import LetterRecord, OutboxId
from web.access import RowId, opened
from web.desk import desk_of
from web.translations import said
from web.visitor import SignedInMember, checked_post, show

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
RETRY, RELEASE, RETURNED = "retry", "release", "returned"
_DOING = {RETRY: held.retry, RELEASE: held.release, RETURNED: held.returned}


def way_out(one: LetterRecord, told: Delivery | None) -> str | None:
    """Return what somebody can do about a letter: have it written again, let it go, say that it came back; None where there is nothing.

    ``told`` is what is known of its delivery.
    """
    if one.state == "sent":
        return RETURNED if told is None and one.letter.payload.get("way") == BY_POST else None
    if one.state not in {"held", "kept"} or one.held_why is None:
        return None
    return RETRY if one.held_why in held.UNWRITTEN else RELEASE if one.held_why in held.CHOSEN else None


@posts.post("/requests/{request_id}/letters/{letter}")
def see_to(http: HttpRequest, who: SignedInMember, request_id: RowId, letter: RowId, do: Annotated[str, Form(max_length=10)]) -> Response:
    """Have a held letter written again, let it go, or say that one came back, and show its request."""
    desk, doing = desk_of(http), _DOING.get(do)
    record = opened(desk, who, request_id, "held letter")
    with desk.installation.database.read() as session:
        is_its = any(one.id == letter for one in outbox.of_request(session, record.line.id))
    if doing is None or not is_its:
        raise HTTPException(404)
    language = desk.languages[who.language]
    try:
        doing(desk.installation, OutboxId(letter), who.agent.login, datetime.now(UTC))
    except ForbiddenError:
        raise
    except MistakesError as error:
        words, status = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes), UNPROCESSABLE
    except ConflictError as error:
        words, status = said(error.args[0], language), CONFLICT
    else:
        return RedirectResponse(f"/requests/{request_id}#letters", SEE_OTHER)
    values = {"status": status, "title": language.gettext("This letter stays as it is"), "advice": words, "reference": None}
    return show(http, who, "error.html", values, status)
