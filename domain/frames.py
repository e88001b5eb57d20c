"""What may be logged of an error nobody foresaw."""

import traceback


def frames(error: BaseException) -> str:
    """Return the type of an error and the places it came through, a line each.

    Never its message: that may quote what people wrote, as PostgreSQL does with the row it refuses.
    """
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()
