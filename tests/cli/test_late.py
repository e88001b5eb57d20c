"""Commands are loaded when they are asked for, and ``--help`` says what they say themselves."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

import cli
from cli.late import loaded
from cli.offered import PARTS, Part

ROOT = Path(cli.__file__).parent
HEAVY = ("flows.wiring", "sqlalchemy", "cv2", "tesserocr", "pydantic", "numpy")


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_table_says_of_a_command_what_its_own_help_begins_with(part: Part) -> None:
    command = loaded(part)
    assert command.name == part.name
    assert part.help == command.help.split("\n\n")[0].strip()
    assert not command.hidden


def test_every_module_that_adds_to_the_whole_command_is_in_the_table() -> None:
    named = {step.module for part in PARTS for step in part.steps}
    reached = set(named)
    while True:
        # A module of the table may have others that add to its own group.
        imported = {
            value.__name__
            for module in reached
            for value in vars(import_module(module)).values()
            if getattr(value, "__name__", "").startswith("cli.") and hasattr(value, "register")
        }
        if imported <= reached:
            break
        reached |= imported
    adding = {f"cli.{path.stem}" for path in ROOT.glob("*.py") if "\ndef register(" in path.read_text(encoding="utf-8")}
    assert adding - reached == set()


def test_modules_add_nothing_to_the_whole_command_that_the_table_does_not_name() -> None:
    names = {part.name for part in PARTS}
    for part in PARTS:
        app = typer.Typer()
        module = import_module(part.steps[0].module)
        if part.steps[0].into == ("",):
            module.register(app)
            groups = {one.name for one in app.registered_groups}
            assert groups | {one.name for one in app.registered_commands} <= names


def test_the_help_of_the_whole_command_loads_no_libraries() -> None:
    script = (
        "import sys\nfrom typer.main import get_command\nfrom cli.main import app\n"
        "get_command(app)(['--help'], standalone_mode=False)\n"
        f"sys.exit(', '.join(one for one in {HEAVY!r} if one in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT.parent, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "figures" in done.stdout
