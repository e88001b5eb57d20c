"""The log of a process that keeps running: a line for people, or a JSON object for programs, each on the standard error output.

A line says what happened and which numbers it is about (town, arrival, job, letter), never what people wrote, who they are, or a secret.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name

from domain.frames import frames
from flows import trail
from flows.settings import Settings
from ingest.plain_bytes import visible

OURS = ("cli", "domain", "flows", "ingest", "letters", "routing", "rules", "store", "web", "workers")
FIELDS = frozenset({"stage", "ms", "town", "arrival", "job", "kind", "letter", "channel", "is_new", "method", "path", "status"})
"""What a line may say beside its words; libraries add what they work on."""
_FURTHER = "\n    "
"""Before the further lines of an entry."""
_LIBRARIES = logging.WARNING
"""Their lines below that are no news, and quote what they work on."""

Event = MutableMapping[str, Any]  # Any: structlog's own


def set_up(settings: Settings) -> None:
    """Write the log of this process as the settings want it, from now on; may be called again."""
    shared = (add_log_level, add_logger_name, structlog.processors.TimeStamper(fmt="iso", utc=True), _with_trail, _without_words)
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=(ExtraAdder(FIELDS), *shared),
            processors=[ProcessorFormatter.remove_processors_meta, *_written(settings.log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, _Handler)), handler]
    root.setLevel(_LIBRARIES)
    for name in OURS:
        logging.getLogger(name).setLevel(settings.log_level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Handler(logging.StreamHandler[Any]):
    """Ours, to be known again."""


def _written(log_format: str) -> tuple[structlog.typing.Processor, ...]:
    if log_format == "json":
        return _named, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return (
        _harmless,
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False, sort_keys=False),
    )


def _with_trail(_logger: object, _method: str, event: Event) -> Event:
    """Add which arrival, job and letter the thread has in hand."""
    known = trail.current()
    for name, value in known.words().items() if known is not None else ():
        event.setdefault(name, value)
    return event


def _without_words(_logger: object, _method: str, event: Event) -> Event:
    """Put the class of an error and the places it came through for the error itself, whose words may be people's."""
    told = event.pop("exc_info", None)
    if told:
        error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
        if isinstance(error, BaseException):
            event["error"], event["frames"] = type(error).__name__, frames(error)
    return event


def _harmless(_logger: object, _method: str, event: Event) -> Event:
    """Keep what others named or answered from looking like a line of its own, and from steering a terminal."""
    return {name: visible(told).replace("\n", _FURTHER) if isinstance(told, str) else told for name, told in event.items()}


def _named(_logger: object, _method: str, event: Event) -> Event:
    """Call the moment what programs that read logs call it, and put first what is read first."""
    first = {"time": event.pop("timestamp", None), "level": event.pop("level", None), "logger": event.pop("logger", None)}
    return {**first, "event": event.pop("event", None), **event}
