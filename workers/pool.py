"""What a worker of ours has otherwise than Celery's own."""

from concurrent.futures import ThreadPoolExecutor

from celery.concurrency.thread import TaskPool
from celery.worker.consumer import Consumer
from kombu.asynchronous.timer import Entry
from kombu.connection import Connection

_LOOK_UP_SECONDS = 0.2


class LanePool(TaskPool):  # type: ignore[misc]  # Celery ships no types
    """Celery's pool of threads, with its own app the current one in each: there Celery looks up what a message asks for."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The one just made has started no thread yet.
        self.executor: ThreadPoolExecutor = ThreadPoolExecutor(
            max_workers=self.limit, initializer=self.app.set_current, thread_name_prefix="work"
        )


class LaneConsumer(Consumer):  # type: ignore[misc]  # as above
    """Celery's consumer without what serves delayed messages on RabbitMQ: dozens of exchanges, and our delays are in the rows.

    Its event loop looks up often: left alone it sleeps until the broker says something, and a signal to stop has to wait for that.
    """

    class Blueprint(Consumer.Blueprint):  # type: ignore[misc]  # as above
        """The steps of its start."""

        default_steps = tuple(step for step in Consumer.Blueprint.default_steps if "delayed_delivery" not in step)

    _look_ups: Entry | None = None

    def loop_args(self) -> tuple[object, ...]:
        """Return what Celery's loop works with; called for each connection."""
        arguments: tuple[object, ...] = super().loop_args()
        if self._look_ups is not None:
            self._look_ups.cancel()  # type: ignore[no-untyped-call]  # kombu's types are incomplete
        self._look_ups = self.hub.call_repeatedly(_LOOK_UP_SECONDS, _look_up) if self.hub else None
        return arguments


def _look_up() -> None:
    """Do nothing: that the loop woke up is enough."""


class EmbeddedConsumer(LaneConsumer):
    """The consumer of a lane in our own process: it looks up often enough to end at once when it is asked to."""

    def loop_args(self) -> tuple[object, ...]:
        """Return what Celery's loop works with; it waits on the connection only, for two seconds at a time."""
        consumer, _connection, *rest = super().loop_args()
        return consumer, _Attentive(self.connection), *rest


class _Attentive:
    """A connection that never waits long for a message."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def drain_events(self, timeout: float) -> object:
        """Wait for a message, a fifth of a second at most; raise what the connection raises where none came."""
        return self._connection.drain_events(timeout=min(timeout, _LOOK_UP_SECONDS))  # type: ignore[no-untyped-call]  # kombu's types are incomplete
