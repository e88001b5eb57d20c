"""What hostile input must not draw out: bounds of the order of growth, not of speed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_WORK = 200_000
_USUAL_SECONDS = 0.006
"""What `_piece` takes on a machine where the bounds were written."""
_ROOM = 3
"""A machine that has much else to do takes so much longer at times; what grows as a square takes minutes."""


@contextmanager
def soon(seconds: float) -> Iterator[None]:
    """Fail where the block takes much more than so many seconds of processor time, as slow as this machine is at that moment."""
    before = _piece()
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    slowness = max(1.0, before / _USUAL_SECONDS, _piece() / _USUAL_SECONDS)
    assert spent < seconds * _ROOM * slowness, f"{spent:.1f} s of processor, on a machine {slowness:.1f} times as slow as usual"


def _piece() -> float:
    """Return how long a piece of work takes now, in seconds of processor time."""
    begun = time.process_time()
    total = 0
    for number in range(_WORK):
        total += number & 7
    assert total
    return time.process_time() - begun
