"""The bell: who has committed work rings it, the shell that can wake a worker listens."""

from collections.abc import Callable

Listener = Callable[[str], None]


class Bell:
    """Tells listeners that a queue has work. A lost ring does no harm: the row is the truth, a sweep finds it."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with the queue at every ring; it returns at once and raises nothing."""
        self._listeners += (listener,)

    def forget(self, listener: Listener) -> None:
        """Stop calling a listener."""
        self._listeners = tuple(other for other in self._listeners if other != listener)

    def ring(self, *queues: str) -> None:
        """Tell that these queues have work; to be called after the commit."""
        for queue in queues:
            for listener in self._listeners:
                listener(queue)
