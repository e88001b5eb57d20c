"""What tells a sample message, and every request made of it, from what people wrote."""

MARK = "[Exemple]"


def marked_as(whole: str | None, heading: str) -> str:
    """Return the heading of a part of a message as its whole is marked; ``whole`` is the heading of the message."""
    return f"{MARK} {heading}" if whole is not None and whole.startswith(MARK) and not heading.startswith(MARK) else heading
