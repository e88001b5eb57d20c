"""What the door answers where a message cannot be kept now."""

import errno
import sqlite3

_DISK_FULL_SQLSTATE = "53100"


def put_off(error: BaseException) -> str:
    """Return the answer where something outside does not work now: the sender keeps the message and tries again."""
    cause: BaseException | None = error
    while cause is not None:
        if _is_full(cause):
            return "452 4.3.1 No room to keep the message now, try again later"
        cause = cause.__cause__
    return "451 4.3.0 The message cannot be kept now, try again later"


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return getattr(error, "sqlstate", None) == _DISK_FULL_SQLSTATE
