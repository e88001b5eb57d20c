"""What flows refuse, as problems: in the caller's language, each mistake beside its field."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request as HttpRequest

from domain.errors import CitoyenError, ConflictError, ForbiddenError, MistakesError, NotFoundError
from flows.holding import StandingError
from web.api.problems import CONFLICT, FORBIDDEN, NOT_FOUND, WRONG, HowItStands, ProblemError, Wrong, language_of
from web.desk import desk_of
from web.translations import said


def sentences(http: HttpRequest, error: CitoyenError) -> str:
    """Return what an error says, in the caller's language."""
    language = desk_of(http).languages[language_of(http)]
    if isinstance(error, MistakesError):
        return " ".join(" ".join((said(one.what, language), said(one.remedy, language))).strip() for one in error.mistakes)
    return said(error.args[0], language) if error.args else str(error)


def wrongs(http: HttpRequest, error: MistakesError) -> tuple[Wrong, ...]:
    """Return the mistakes beside their fields."""
    language = desk_of(http).languages[language_of(http)]
    return tuple(
        Wrong(field=one.where, code="wrong", message=f"{said(one.what, language)} {said(one.remedy, language)}".strip())
        for one in error.mistakes
    )


@contextmanager
def as_problems(http: HttpRequest) -> Iterator[None]:
    """Turn what a flow refuses into problems: 403 with who may, 404, 409 with what happened, 422 with each mistake."""
    try:
        yield
    except NotFoundError as error:
        raise ProblemError(NOT_FOUND, "not_found", sentences(http, error)) from error
    except ForbiddenError as error:
        raise ProblemError(FORBIDDEN, "not_permitted", sentences(http, error)) from error
    except ConflictError as error:
        stands = _stands(error) if isinstance(error, StandingError) else None
        raise ProblemError(CONFLICT, "conflict", sentences(http, error), stands=stands) from error
    except MistakesError as error:
        raise ProblemError(WRONG, "invalid", errors=wrongs(http, error)) from error


def _stands(error: StandingError) -> HowItStands:
    line, last = error.record.line, error.last
    return HowItStands(
        version=line.version,
        status=line.status.value,
        by=None if last is None else last.actor,
        at=None if last is None else last.at,
        action=None if last is None else last.action,
        acts=[one.value for one in error.acts],
    )
