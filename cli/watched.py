"""Processes that keep running: their log and their traces are as the settings want them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cli import logs
from flows import tracing
from flows.settings import load_settings
from flows.wiring import Installation, open_installation


@contextmanager
def serving(role: str) -> Iterator[Installation]:
    """Give the installation the settings describe to a process that keeps running, and close it afterwards."""
    settings = load_settings()
    logs.set_up(settings)
    opened = open_installation(settings)
    try:
        with told(opened, role) as watched:
            yield watched
    finally:
        opened.close()


@contextmanager
def told(opened: Installation, role: str) -> Iterator[Installation]:
    """Give the installation with its traces told, where they are wanted, while the block runs."""
    tracer = tracing.tracer(role, opened.settings.secret_key.get_secret_value())
    try:
        yield replace(opened, tracer=tracer)
    finally:
        tracer.close()
