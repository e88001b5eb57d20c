"""Questions to the figures kept under names: saved, renamed, put in order, shared by role, taken over, opened to everybody, removed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError
from domain.rights import Permission, Role, may_in_town
from domain.saved_question import SavedQuestionId
from figures.faults import UnaskableError
from flows import saved_questions
from flows.rights import ROLES
from web.access import RowId
from web.desk import base_address
from web.pages.figures import FORBIDDEN, WRONG, Asking, asking_of, refused, told_faults
from web.translations import said
from web.visitor import SignedInMember, checked_post, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER = 303
SAVED = "/figures/saved"
Name = Annotated[str, Form(max_length=200)]
_ROLES: Mapping[Role, str] = {
    Role.AGENT: N_("the agents of departments"),
    Role.HEAD: N_("the heads of departments"),
    Role.ELECTED: N_("the mayor and elected members"),
}
"""Roles as one shares with them, where the general word is of one request."""


@pages.get("/figures/saved")
def saved(http: HttpRequest, who: SignedInMember) -> Response:
    """Show an agent's own questions, with what he may do with each, and those that are shared with him."""
    asking = asking_of(http, who)
    found = saved_questions.of(asking.desk.installation, who.agent, who.standing, asking.town.id)
    values = {
        "town": asking.town,
        "own": tuple(one for one in found if one.owner == who.agent.id),
        "shared": tuple(one for one in found if one.owner != who.agent.id),
        "roles": tuple(
            (role.value, asking.language.gettext(_ROLES[role]) if role in _ROLES else said(ROLES[role], asking.language))
            for role in saved_questions.SHARED_WITH
        ),
        "may_publish": may_in_town(who.standing, Permission.STATISTICS, asking.town.id),
        "base": base_address(http),
        "faults": (),
    }
    return show(http, who, "figures_saved.html", values)


@posts.post("/figures/saved")
def save(http: HttpRequest, who: SignedInMember, name: Name = "", query: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Keep a question under a name, and lead back to it."""
    asking, back = asking_of(http, who), f"/figures?{query}"
    installation, town = asking.desk.installation, asking.town.id
    return _done(
        http, asking, back, lambda: saved_questions.save(installation, who.agent, who.standing, town, name, query, datetime.now(UTC)), back
    )


@posts.post("/figures/saved/{question_id}/rename")
def rename(http: HttpRequest, who: SignedInMember, question_id: RowId, name: Name = "") -> Response:
    """Call a question of one's own otherwise."""
    asking = asking_of(http, who)
    return _done(
        http, asking, SAVED, lambda: saved_questions.rename(asking.desk.installation, who.agent, SavedQuestionId(question_id), name)
    )


@posts.post("/figures/saved/{question_id}/remove")
def remove(http: HttpRequest, who: SignedInMember, question_id: RowId) -> Response:
    """Remove a question of one's own."""
    asking, now = asking_of(http, who), datetime.now(UTC)
    return _done(
        http, asking, SAVED, lambda: saved_questions.remove(asking.desk.installation, who.agent, SavedQuestionId(question_id), now)
    )


@posts.post("/figures/saved/{question_id}/up")
def up(http: HttpRequest, who: SignedInMember, question_id: RowId) -> Response:
    """Put a question before the one above it."""
    asking = asking_of(http, who)
    return _done(http, asking, SAVED, lambda: saved_questions.move_up(asking.desk.installation, who.agent, SavedQuestionId(question_id)))


@posts.post("/figures/saved/{question_id}/share")
def share(http: HttpRequest, who: SignedInMember, question_id: RowId, whom: Annotated[list[str], Form()] = []) -> Response:  # noqa: B006 - FastAPI copies it
    """Share a question with roles, or with everybody of the town who sees figures; with none ticked, with nobody any more."""
    asking, now = asking_of(http, who), datetime.now(UTC)
    installation = asking.desk.installation
    return _done(http, asking, SAVED, lambda: saved_questions.share(installation, who.agent, SavedQuestionId(question_id), whom, now))


@posts.post("/figures/saved/{question_id}/take")
def take(http: HttpRequest, who: SignedInMember, question_id: RowId) -> Response:
    """Make a shared question one's own: a copy of it, or the question itself where its owner is gone."""
    asking, now = asking_of(http, who), datetime.now(UTC)
    installation = asking.desk.installation
    return _done(
        http, asking, SAVED, lambda: saved_questions.take_over(installation, who.agent, who.standing, SavedQuestionId(question_id), now)
    )


@posts.post("/figures/saved/{question_id}/publish")
def publish(http: HttpRequest, who: SignedInMember, question_id: RowId) -> Response:
    """Open a question to everybody by a link."""
    asking, now = asking_of(http, who), datetime.now(UTC)
    installation = asking.desk.installation
    return _done(
        http, asking, SAVED, lambda: saved_questions.publish(installation, who.agent, who.standing, SavedQuestionId(question_id), now)
    )


@posts.post("/figures/saved/{question_id}/unpublish")
def unpublish(http: HttpRequest, who: SignedInMember, question_id: RowId) -> Response:
    """Take a public link back."""
    asking, now = asking_of(http, who), datetime.now(UTC)
    installation = asking.desk.installation
    return _done(
        http, asking, SAVED, lambda: saved_questions.unpublish(installation, who.agent, who.standing, SavedQuestionId(question_id), now)
    )


def _done(http: HttpRequest, asking: Asking, back: str, do: Callable[[], object], then: str = SAVED) -> Response:
    try:
        do()
    except UnaskableError as error:
        return refused(http, asking.who, told_faults(error.told(asking.language.code), asking.language), back, WRONG)
    except InvalidError as error:
        return refused(http, asking.who, told_faults(error, asking.language), back, WRONG)
    except ConflictError as error:
        return refused(http, asking.who, (said(error.args[0], asking.language),), back, FORBIDDEN)
    return RedirectResponse(then, SEE_OTHER)
