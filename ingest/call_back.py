"""The original of a call-back: a JSON document of our own, written when unanswered calls become an arrival, and read like any other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.call import Call, CallBack, CallBackState, CallEnd, Way
from domain.draft import Draft
from ingest.phone.drafts import call_back_draft

KIND = "rappel"
_MOST_BYTES = 2**22
_HEAD_BYTES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A call-back with the log that told of it, by its name."""

    call_back: CallBack
    log: str


def document(told: Told, zone: ZoneInfo) -> bytes:
    """Return the original of a call-back: equal for the same calls of the same log."""
    found = told.call_back
    words = [call.transcript for call in found.calls if call.transcript]
    content = {
        "canal": "telephone",
        "type": KIND,
        "numero": found.number,
        "jour": found.day.isoformat(),
        "journal": told.log,
        "appels_repetes": found.is_repeated or None,
        "appels": [_call(one, zone) for one in found.calls],
        "transcription": "\n\n".join(words) or None,
    }
    return json.dumps(_said(content), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def read(raw: bytes) -> Draft | None:
    """Return the draft of a call-back's original, None where the bytes are none."""
    if len(raw) > _MOST_BYTES or b'"rappel"' not in raw[:_HEAD_BYTES]:
        return None
    try:
        content = json.loads(raw)
        return call_back_draft(_call_back(content)) if isinstance(content, dict) and content.get("type") == KIND else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None  # somebody else's document of that type: it is read as a submission


def _call(call: Call, zone: ZoneInfo) -> dict[str, object]:
    return {
        "cle": call.key,
        "a": call.at.astimezone(zone).isoformat(timespec="seconds"),
        "issue": call.end.value,
        "sonnerie_s": call.ring_s,
        "duree_s": call.talk_s,
        "ligne": call.line,
        "nom": call.name,
        "note": call.note,
        "message": call.audio,
        "transcription": call.transcript,
        "rangs": list(call.lines),
    }


def _call_back(content: Mapping[str, object]) -> CallBack:
    """Return what a document says. Raises ValueError, KeyError, TypeError where it is none of ours."""
    number, calls = content["numero"], content["appels"]
    if not isinstance(number, str) or not isinstance(calls, list) or not calls:
        raise ValueError(content)
    return CallBack(
        number=number,
        day=date.fromisoformat(str(content["jour"])),
        calls=tuple(_read_call(one, number) for one in calls),
        state=CallBackState.DUE,
        is_repeated=bool(content.get("appels_repetes")),
    )


def _read_call(one: Mapping[str, object], number: str) -> Call:
    rows = one["rangs"]
    if not isinstance(rows, list):
        raise TypeError(rows)
    at = datetime.fromisoformat(str(one["a"]))
    if at.tzinfo is None:
        raise ValueError(at)
    return Call(
        key=str(one["cle"]),
        way=Way.IN,
        at=at,
        end=CallEnd(str(one["issue"])),
        outside=number,
        line=_text(one, "ligne"),
        lines=tuple(int(row) for row in rows),
        name=_text(one, "nom"),
        ring_s=_seconds(one, "sonnerie_s"),
        talk_s=_seconds(one, "duree_s"),
        note=_text(one, "note"),
        audio=_text(one, "message"),
        transcript=_text(one, "transcription"),
    )


def _text(one: Mapping[str, object], name: str) -> str | None:
    value = one.get(name)
    return value if isinstance(value, str) and value else None


def _seconds(one: Mapping[str, object], name: str) -> int:
    value = one.get(name, 0)
    return value if isinstance(value, int) else 0


def _said(content: Mapping[str, object]) -> dict[str, object]:
    """Return a document without what was not said."""
    return {
        key: [_said(part) if isinstance(part, dict) else part for part in value] if isinstance(value, list) else value
        for key, value in content.items()
        if value not in (None, [])
    }
