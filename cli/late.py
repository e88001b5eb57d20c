"""Commands that are loaded when they are asked for: to load all of them takes seconds, which ``--help`` and most commands need not."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_group

from cli.mistyped import UsageError, mistyped
from cli.offered import APP, PARTS, Part, Step
from cli.words import tr


class LateGroup(TyperGroup):
    """The whole command: what it lists are names with their help; what is run is the command itself."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for part in PARTS:
            self.add_command(TyperCommand(part.name, help=part.help))

    def make_context(self, *given: Any, **more: Any) -> Any:
        """Return the context of a command as typer makes it; what is mistyped is said in the language asked for."""
        try:
            return super().make_context(*given, **more)
        except UsageError as error:
            raise mistyped(error) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is asked for; what is mistyped is said in the language asked for."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise mistyped(error) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is asked for, as typer has it."""
        name, named, left = super().resolve_command(ctx, args)
        part = next((one for one in PARTS if one.name == name), None)
        return name, named if part is None else loaded(part), left


@cache
def loaded(part: Part) -> Any:
    """Return a command with all below it."""
    with _without_looking_for_garbage():
        first, *_ = [_registered(step) for step in part.steps]
        command = get_group(first).commands[part.name]
        in_own_words(command)
    return command


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Leave garbage alone while the block runs: what is loaded stays, and looking through it takes a fifth of the time of loading."""
    is_looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_looked_for:
            gc.enable()


def in_own_words(command: Any) -> None:
    """Let the ``--help`` of a command, and of those below it, be explained in the language asked for."""
    waiting = [command]
    while waiting:
        one = waiting.pop()
        option = one.get_help_option(typer.Context(one))
        if isinstance(option, TyperOption):
            option.help = tr("Show this message and leave.")
        waiting += one.commands.values() if isinstance(one, TyperGroup) else ()


@cache
def _registered(step: Step) -> typer.Typer:
    app = typer.Typer()
    import_module(step.module).register(*(_into(one, app) for one in step.into))
    return app


def _into(named: str, app: typer.Typer) -> Any:
    if named == APP:
        return app
    module, _, group = named.rpartition(".")
    return getattr(import_module(module), group)
