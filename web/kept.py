"""What was typed into a form whose session was over when it was sent: carried through the sign-in page, then shown again, never sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from fastapi import Request as HttpRequest

from domain.ids import AgentId
from flows.form_tokens import find_author
from flows.settings import Settings
from web.visitor import safe_path
from web.words import N_

LONGEST = 400_000
"""Characters of a form that is carried: sent a second time within another one they are thrice as many at most."""
_SECRET = frozenset({"password", "present", "new", "again"})
"""Fields whose content no page ever shows."""
_URLENCODED = "application/x-www-form-urlencoded"
_OF_REQUEST = re.compile(r"/requests/[0-9]{1,19}")
LABELS: Mapping[str, str] = {
    "text": N_("Text"),
    "name": N_("Name"),
    "reason": N_("Reason"),
    "whom": N_("For whom"),
    "due_on": N_("Until when"),
    "day": N_("Day"),
    "heading": N_("Heading"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that was sent: its address, and its fields as they stood in it."""

    path: str
    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedField:
    """A field to be shown again; ``label`` is empty where it is not people's to read: what the page itself had put into its form."""

    name: str
    value: str
    label: str


async def find_kept(http: HttpRequest) -> Kept | None:
    """Return what a browser sent; None of files, of what a script sent, of passwords, and of what is too long to carry."""
    is_form = http.headers.get("content-type", "").partition(";")[0].strip().lower() == _URLENCODED
    is_script = "application/json" in http.headers.get("accept", "") or "x-csrf-token" in http.headers or "x-ahead" in http.headers
    if http.method != "POST" or not is_form or is_script:
        return None
    pairs = [(name, value) for name, value in (await http.form()).multi_items() if isinstance(value, str)]
    fields = urlencode(pairs)
    if len(fields) > LONGEST or any(name in _SECRET for name, _ in pairs) or not any(name == "csrf" for name, _ in pairs):
        return None
    return Kept(path=http.url.path, fields=fields)


def is_of(settings: Settings, kept: Kept, agent: AgentId) -> bool:
    """Tell whether it was this agent who typed it: another one who signs in sees nothing of it."""
    token = next((value for name, value in parse_qsl(kept.fields, keep_blank_values=True) if name == "csrf"), "")
    return find_author(settings, token) == agent


def typed_again(kept: Kept) -> Mapping[str, object]:
    """Return what the page shows on which a form is filled again."""
    return {"fields": typed_fields(kept), "action": safe_path(kept.path), "page": page_of(kept)}


def typed_fields(kept: Kept) -> tuple[TypedField, ...]:
    """Return the fields of a form to be shown again, without its token. What would have sent a letter shows it first."""
    pairs = [(name, value) for name, value in parse_qsl(kept.fields, keep_blank_values=True) if name != "csrf"]
    shown = [(name, "preview" if (name, value) == ("do", "send") else value) for name, value in pairs]
    return tuple(TypedField(name=name, value=value, label=_label(name, value)) for name, value in shown)


def page_of(kept: Kept) -> str:
    """Return the page a form stood on, or one near it."""
    found = _OF_REQUEST.match(kept.path)
    return found[0] if found else "/"


def _label(name: str, value: str) -> str:
    if name in LABELS:
        return LABELS[name]
    return N_("What you had typed") if any(map(str.isspace, value.strip())) else ""
