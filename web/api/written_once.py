"""Writes of the API that change nothing when they are done again: with an Idempotency-Key they are answered the same, too."""

from collections.abc import Callable

from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from flows import once
from flows.once import DifferentError, Write
from store.answered import Answered
from web.api.caller import Caller, written
from web.api.entries import KEY_USED
from web.api.problems import WRONG, ProblemError
from web.api.refusals import as_problems
from web.desk import desk_of

OK, NOTHING = 200, 204
Told = dict[str, object]


def answered_once(http: HttpRequest, who: Caller, said: bytes, do: Callable[[], Told | None]) -> Response:
    """Do what is asked and answer what ``do`` tells, None for nothing; the same again under one Idempotency-Key is not done again.

    ``said`` is all that was asked. The answer is kept in a transaction of its own: what dies before it is done again, and ``do`` must
    change nothing then. Raises ProblemError for a key that was used with something else in it.
    """
    installation, write = desk_of(http).installation, written(http, who.identity, who.town, said)

    def doing() -> Answered:
        told = do()
        status = NOTHING if told is None else OK
        if write is not None:
            with installation.database.write() as session:
                once.keep(session, write, status, told or {}, who.now)
        return _answered(write, status, told or {})

    try:
        answer = once.once(installation, write, doing)
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return Response(status_code=NOTHING) if answer.status == NOTHING else JSONResponse(answer.answer, answer.status)


def answered_model(http: HttpRequest, who: Caller, said: BaseModel, do: Callable[[], BaseModel]) -> Response:
    """Do what a body says and answer what came of it, as `answered_once`; what flows refuse becomes a problem, and is not kept."""

    def told() -> Told:
        with as_problems(http):
            return do().model_dump(mode="json")

    return answered_once(http, who, said.model_dump_json().encode(), told)


def _answered(write: Write | None, status: int, told: Told) -> Answered:
    return Answered(fingerprint="" if write is None else write.fingerprint, status=status, answer=told)
