"""Celery, set up the same way for one process and for many."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from celery import Celery
from kombu.entity import Exchange, Queue

from flows.settings import Settings
from store.jobs import QUEUES

NUDGE = "citoyen.nudge"

Drain = Callable[[str], None]
"""Works on what is due in a queue until nothing is."""

_POLL_SECONDS = 0.005
"""The in-process transport polls; its default of a second would be a second a message."""
_SECONDS_TO_BROKER = 3
_SECONDS_OF_SILENCE = 5
"""A worker that ends says good-bye to the broker several times, and has to be gone within half a minute though nobody answers."""
_NUDGE_LIFE_MS = 60_000
"""A sweep has found the rows by then."""
_OPTIONS: dict[str, dict[str, object]] = {
    "memory": {"polling_interval": _POLL_SECONDS},
    "amqp": {"confirm_publish": True},
    "amqps": {"confirm_publish": True},
    "redis": {"socket_connect_timeout": _SECONDS_TO_BROKER, "socket_timeout": _SECONDS_OF_SILENCE},
    "rediss": {"socket_connect_timeout": _SECONDS_TO_BROKER, "socket_timeout": _SECONDS_OF_SILENCE},
}


class Names:
    """Names of the broker's queues. In one process they are its own: two installations in it must not wake each other."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = f"citoyen-{secrets.token_hex(4)}" if settings.is_embedded else "citoyen"

    def of(self, queue: str) -> str:
        """Return the broker's name of a queue."""
        return f"{self._prefix}.{queue}"


def create_app(settings: Settings, names: Names, drain: Drain | None = None) -> Celery:
    """Return an app that can publish nudges and, given ``drain``, answer them.

    Each worker needs an app of its own: which queues a worker takes is a property of its app.
    """
    scheme = urlsplit(settings.broker_url.get_secret_value()).scheme
    # kombu warns about an address without a host, even where there is none.
    address = "memory://localhost//" if scheme == "memory" else settings.broker_url.get_secret_value()
    app = Celery("citoyen", broker=address, set_as_current=False)
    app.conf.update(
        task_queues=tuple(_queue(names.of(queue), scheme) for queue in QUEUES),
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        broker_connection_timeout=_SECONDS_TO_BROKER,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_OPTIONS[scheme],
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_consumer="workers.pool:EmbeddedConsumer" if scheme == "memory" else "workers.pool:LaneConsumer",
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
    )
    if drain is not None:
        # Not acknowledged late: a lost nudge does no harm, a nudge delivered again only costs.
        app.task(drain, name=NUDGE, shared=False)
    app.finalize()
    return app


def publish_nudge(app: Celery, names: Names, queue: str) -> None:
    """Tell the workers of a queue that it has work. Raises what the broker raises; never tries twice.

    A broker that takes it and does not say so (it stands still, or has no memory or disk left) is waited for no longer than one that
    is away.
    """
    app.send_task(NUDGE, args=(queue,), queue=names.of(queue), retry=False, ignore_result=True, confirm_timeout=_SECONDS_TO_BROKER)


def _queue(name: str, scheme: str) -> Queue:
    arguments = {"x-queue-type": "quorum", "x-message-ttl": _NUDGE_LIFE_MS} if scheme.startswith("amqp") else None
    exchange = Exchange("citoyen", type="direct")  # type: ignore[no-untyped-call]  # kombu's types are incomplete
    return Queue(name, exchange, routing_key=name, durable=True, queue_arguments=arguments)  # type: ignore[no-untyped-call]  # as above
