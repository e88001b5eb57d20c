"""The threads of a worker."""

from concurrent.futures import ThreadPoolExecutor

from celery.concurrency.thread import TaskPool


class LanePool(TaskPool):  # type: ignore[misc]  # Celery ships no types
    """Celery's pool of threads, with its own app the current one in each: there Celery looks up what a message asks for."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The one just made has started no thread yet.
        self.executor: ThreadPoolExecutor = ThreadPoolExecutor(
            max_workers=self.limit, initializer=self.app.set_current, thread_name_prefix="work"
        )
