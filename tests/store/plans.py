"""How a database carries out what a function asks of it."""

from collections.abc import Callable, Sequence
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.orm import Session

from store import quick


def plans(session: Session, read: Callable[[], object]) -> str:
    """Return how the database carries out each statement of a function, those handed straight to SQLite's driver too."""
    connection = session.connection()
    said: list[tuple[str, Any]] = []  # Any: parameters as the driver takes them
    tell = quick._tell

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        said.append((statement, parameters))

    def listen_past(connection: Any, told: quick._Told, rows: Sequence[Any]) -> Sequence[quick.Row]:  # Any: as `quick` has them
        said.append((told.text, (None,) * len(told.names)))
        return tell(connection, told, rows)

    event.listen(connection, "before_cursor_execute", listen)
    with patch.object(quick, "_tell", listen_past):
        read()
    event.remove(connection, "before_cursor_execute", listen)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for statement, given in said for row in connection.exec_driver_sql(f"{explain} {statement}", given))
