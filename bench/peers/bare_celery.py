"""A Celery task a message that does nothing: what handing over alone costs. Runs in the project's own environment.

CELERY_BROKER=redis://… python -m celery -A bench.peers.bare_celery worker -c 2
"""

import os

from celery import Celery

app = Celery("bare", broker=os.environ.get("CELERY_BROKER", "memory://"))
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)


@app.task(name="nothing")  # type: ignore[untyped-decorator, unused-ignore]  # Celery ships no types
def nothing(number: int) -> None:
    """Do nothing."""
    del number
