"""What is asked more than once of one moment of the database.

A transaction that only reads sees one moment, so what it was told stays right until its end: it is kept as long, and no longer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

_KEPT = "moment"
Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def beginning() -> dict[str, object]:
    """Return what a session is begun with (its ``info``) that sees one moment and may change nothing."""
    return {_KEPT: {}}


def once(ask: Callable[Concatenate[Session, Asked], Found]) -> Callable[Concatenate[Session, Asked], Found]:
    """Return a way to ask something that asks the same once a moment. What is asked by is hashable, what is found never changed.

    In a transaction that may write it is asked each time.
    """

    @wraps(ask)
    def asked(session: Session, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Found:
        kept = cast("dict[object, Found] | None", session.info.get(_KEPT))
        if kept is None:
            return ask(session, *args, **kwargs)
        key = (ask, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = ask(session, *args, **kwargs)
        return kept[key]

    return asked
