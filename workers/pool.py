"""What a worker of ours has otherwise than Celery's own."""

from concurrent.futures import ThreadPoolExecutor

from celery.concurrency.thread import TaskPool
from celery.worker.consumer import Consumer


class LanePool(TaskPool):  # type: ignore[misc]  # Celery ships no types
    """Celery's pool of threads, with its own app the current one in each: there Celery looks up what a message asks for."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The one just made has started no thread yet.
        self.executor: ThreadPoolExecutor = ThreadPoolExecutor(
            max_workers=self.limit, initializer=self.app.set_current, thread_name_prefix="work"
        )


class LaneConsumer(Consumer):  # type: ignore[misc]  # as above
    """Celery's consumer without what serves delayed messages on RabbitMQ: dozens of exchanges, and our delays are in the rows."""

    class Blueprint(Consumer.Blueprint):  # type: ignore[misc]  # as above
        """The steps of its start."""

        default_steps = tuple(step for step in Consumer.Blueprint.default_steps if "delayed_delivery" not in step)
