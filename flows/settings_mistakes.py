"""What is said of wrong settings: where each value came from, what is wrong with it, what to write instead."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from domain.errors import Mistake
from flows.call_settings import CallLogSettings
from flows.folder_settings import FolderSettings
from flows.mailbox_settings import MailboxSettings
from flows.sms_settings import SmsSettings
from flows.wording import Message, say

PREFIX = "CITOYEN_"
IMAP = "imap_"
_OF_TABLES: Mapping[str, Mapping[str, FieldInfo]] = {
    "imap": MailboxSettings.model_fields,
    "mailboxes": MailboxSettings.model_fields,
    "folders": FolderSettings.model_fields,
    "call_logs": CallLogSettings.model_fields,
    "sms_gateways": SmsSettings.model_fields,
}


class Origins:
    """Where each value came from, to say where it is wrong."""

    def __init__(
        self, fields: Mapping[str, FieldInfo], *, path: Path, text: str, environment: Mapping[str, str], overrides: Mapping[str, object]
    ) -> None:
        """Keep them; ``fields`` are those of the settings."""
        self._fields = fields
        self._path = path
        self._text = text
        self._environment = environment
        self._overrides = overrides

    def mistake(self, details: ErrorDetails) -> Mistake:
        """Return what a library says of a value as a mistake of ours."""
        what = _words_of(details)
        name = str(details["loc"][0]) if details["loc"] else ""
        if name in _OF_TABLES:
            return self._table_mistake(details, what)
        if not name:
            return Mistake(where=f"{PREFIX}SMTP_CERTIFICATE, {PREFIX}SMTP_KEY", what=what, remedy=say("Set both, or neither."))
        field = self._fields[name]
        example = field.examples[0] if field.examples else ""
        remedy = say("Write for example {example}; docs/configuration.md tells more.", example=example)
        if name in self._overrides:
            return Mistake(where=f"--{name.replace('_', '-')}", what=what, remedy=remedy)
        if name in self._environment:
            return Mistake(where=f"{PREFIX}{name.upper()}", what=what, remedy=remedy)
        return Mistake(where=str(self._path), line=line_of(self._text, name), what=of_key(name, what), remedy=remedy)

    def _table_mistake(self, details: ErrorDetails, what: str) -> Mistake:
        """Return a mistake in a mailbox or a folder, by the variable or the key that is wrong; in the table as a whole, by the table."""
        table, *inside = (part for part in details["loc"] if isinstance(part, str))
        fields = _OF_TABLES[str(table)]
        name = next((part for part in inside if part in fields), "")
        field = fields.get(name)
        example = field.examples[0] if field is not None and field.examples else ""
        remedy = (
            say("Write for example {example}; docs/configuration.md tells more.", example=example)
            if example
            else say("docs/configuration.md tells what belongs together.")
        )
        written = "folder" if name == "folders" else name
        if table == "imap" and f"{IMAP}{written}" in self._environment:
            return Mistake(where=f"{PREFIX}IMAP_{written.upper()}", what=what, remedy=remedy)
        if table == "imap" and any(one.startswith(IMAP) for one in self._environment):
            return Mistake(where=f"{PREFIX}IMAP_{written.upper() or '…'}", what=what, remedy=remedy)
        number = next((part + 1 for part in details["loc"] if isinstance(part, int)), None)
        key = table if number is None else f"{table} {number}"
        return Mistake(
            where=str(self._path), line=line_of(self._text, table), what=of_key(f"{key}, {name}" if name else key, what), remedy=remedy
        )


def _words_of(details: ErrorDetails) -> str:
    """Return what is wrong with a value; of the many things a library may say, those our settings can meet are ours to word."""
    bounds = details.get("ctx", {})
    if details["type"] == "value_error" and bounds["error"].args:
        return bounds["error"].args[0] if isinstance(bounds["error"].args[0], str) else details["msg"]
    words = _WORDS.get(details["type"])
    return f"{details['msg']}." if words is None else say(words.template, **_facts(bounds))


def _facts(bounds: Mapping[str, object]) -> dict[str, object]:
    """Return what the words name: bounds, and the words that are possible, which the library tells as « 'a', 'b' or 'c' »."""
    possible = ", ".join(re.findall(r"'([^']*)'", str(bounds.get("expected", ""))))
    return {"least": bounds.get("ge", bounds.get("gt")), "most": bounds.get("le"), "words": possible}


_WORDS: Mapping[str, Message] = {
    "missing": say("This is missing."),
    "extra_forbidden": say("There is no such setting."),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), say("This is not a whole number.")),
    **dict.fromkeys(("float_parsing", "float_type"), say("This is not a number.")),
    "greater_than_equal": say("The number is at least {least}.", least=""),
    "greater_than": say("The number is more than {least}.", least=""),
    "less_than_equal": say("The number is at most {most}.", most=""),
    **dict.fromkeys(("enum", "literal_error"), say("This is none of the words that are possible here: {words}.", words="")),
    "tuple_type": say("This is a list. Write it in square brackets."),
    "string_type": say("This is no text. Write it in quotation marks."),
    **dict.fromkeys(("date_parsing", "date_from_datetime_parsing"), say("This is not a day. Write it like 2026-01-31.")),
}


def of_key(name: str, what: str) -> Message:
    """Return what is wrong with a key of the file."""
    return say("{name}: {what}", name=name, what=what)


def line_of(text: str, name: str) -> int | None:
    """Return the line that sets a name in the file, from 1; None where none does."""
    found = re.search(rf"^[ \t]*\[*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None
