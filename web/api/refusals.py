"""What flows refuse, as problems: in the caller's language, each mistake beside its field."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request as HttpRequest

from domain.errors import CitoyenError, ConflictError, ForbiddenError, MistakesError, NotFoundError
from web.api.problems import CONFLICT, FORBIDDEN, NOT_FOUND, WRONG, ProblemError, Wrong, language_of
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
        raise ProblemError(CONFLICT, "conflict", sentences(http, error)) from error
    except MistakesError as error:
        raise ProblemError(WRONG, "invalid", errors=wrongs(http, error)) from error
