"""What is said to whoever types a command wrongly: typer says it in English only."""

import re
from typing import Any

import typer

from cli.words import N_, tr

# What typer raises for a mistyped command has no public name of its own but this one, which all of them come from.
UsageError: Any = typer.BadParameter.__mro__[1]

_COMMANDS = (
    (r"No such command '(?P<name>.*?)'\.", N_("There is no command “{name}”.")),
    (r"No such command '(?P<name>.*?)'\. Did you mean (?P<near>.*)\?", N_("There is no command “{name}”. Did you mean {near}?")),
    (r"Missing command\.", N_("A command is missing.")),
    (r"No such option: (?P<name>\S+)", N_("There is no option {name}.")),
    (r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.*)\)", N_("There is no option {name}. Did you mean {near}?")),
    (r"Got unexpected extra argument\(s\) \((?P<given>.*)\)", N_("Too much was given: {given}.")),
    (r"Option '(?P<name>.*)' does not take a value\.", N_("Option {name} takes no value.")),
    (r"Option '(?P<name>.*)' requires an argument\.", N_("Option {name} needs a value.")),
    (r"Option '(?P<name>.*)' requires (?P<count>\d+) arguments\.", N_("Option {name} needs {count} values.")),
    (r"Missing argument '(?P<name>.*?)'\.", N_("{name} is missing.")),
    (r"Missing option '(?P<name>.*?)'\.", N_("Option {name} is missing.")),
    (r"Missing parameter: (?P<name>.*)", N_("{name} is missing.")),
)
_VALUES = (
    (r"(?:Value error, )?'(?P<given>.*?)' is not one of (?P<choices>.*)\.", N_("“{given}” is none of {choices}.")),
    (r"Input should be a valid integer.*", N_("a whole number is needed.")),
    (r"Input should be a valid number.*", N_("a number is needed.")),
    (r"Input should be a valid boolean.*", N_("yes or no is needed.")),
    (r"Input should be greater than or equal to (?P<least>[-\d.]+)", N_("it is to be {least} at least.")),
    (r"Input should be less than or equal to (?P<most>[-\d.]+)", N_("it is to be {most} at most.")),
    (r"(?P<given>\S+) is not in the range (?P<range>.*)\.", N_("{given} is not within {range}.")),
    (r"\w+ '(?P<path>.*)' does not exist\.", N_("“{path}” does not exist.")),
    (r"\w+ '(?P<path>.*)' is a file\.", N_("“{path}” is a file, and a folder is needed.")),
    (r"\w+ '(?P<path>.*)' is a directory\.", N_("“{path}” is a folder, and a file is needed.")),
    (r"\w+ '(?P<path>.*)' is not readable\.", N_("“{path}” cannot be read.")),
    (r"\w+ '(?P<path>.*)' is not writable\.", N_("“{path}” cannot be written.")),
)
_VALUE = re.compile(r"Invalid value(?: for '?(?P<name>[^']*?)'?)?: (?P<what>.*)", re.DOTALL)


def said(words: str) -> str:
    """Return one of typer's sentences about a mistyped command in the language of who typed it; others come through as they are."""
    value = _VALUE.fullmatch(words)
    if value is None:
        return _in(_COMMANDS, words)
    what = _in(_VALUES, value["what"])
    return tr("{name}: {what}", name=value["name"], what=what) if value["name"] else what


def mistyped(error: Any) -> Any:
    """Return a typer error that says the same in the language of who typed the command; who asked for help gets it unchanged."""
    # typer composes what it says from the parts of the error, each class its own way: only the finished sentence is the same for all.
    words = error.format_message()
    return UsageError(said(words), error.ctx) if words else error


def _in(sentences: tuple[tuple[str, str], ...], words: str) -> str:
    for pattern, sentence in sentences:
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return tr(sentence, **found.groupdict())
    return words
