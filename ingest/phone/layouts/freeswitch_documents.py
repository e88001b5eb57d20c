"""FreeSWITCH's call records of mod_json_cdr and mod_xml_cdr: one document a leg, its values perhaps URL-encoded.

Source: FreeSWITCH, mod_json_cdr, mod_xml_cdr; conf/vanilla/autoload_configs/json_cdr.conf.xml (``encode-values``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from lxml import etree

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.layouts.freeswitch import end_of_leg, is_within
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import Reading
from ingest.phone.times import Clock
from ingest.phone.words import seconds_in

_STARTS = ("start_epoch", "start_uepoch", "start_stamp")
_JOINING = ("originating_leg_uuid", "call_uuid", "bridge_uuid", "last_bridge_to", "signal_bond", "originate_signal_bond")
"""Variables that name the leg at the other end, the best first; ``call_uuid`` names the first leg on both."""
_BRIDGED = ("bridge_uuid", "last_bridge_to", "bridge_channel", "signal_bond", "originating_leg_uuid")
_MACHINES = ("voicemail", "rxfax", "txfax", "record")
_TAKING = frozenset({"answer", "ivr", "playback", "play_and_get_digits", "read", "say", "callcenter", "fifo", "sleep"})
"""What takes a call before anybody does: a bridge behind it may have rung in vain."""
_WAYS = {"inbound": Way.IN, "outbound": Way.OUT, "local": Way.INTERNAL, "internal": Way.INTERNAL}
_DEEPEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What a document says: the leg's variables, what it ran, how it was called at first and at last."""

    variables: Mapping[str, str]
    apps: tuple[str, ...]
    first: Mapping[str, str]
    last: Mapping[str, str]
    created: str


def read_json(value: object, line: int, clock: Clock) -> Reading:
    """Return what a JSON document says."""
    if not isinstance(value, Mapping) or not isinstance(value.get("variables"), Mapping):
        return Skipped(line=line, rule=Rule.NOT_A_CALL)
    flows = value.get("callflow")
    if flows is None:
        flows = value.get("callflows")
    listed = [one for one in (flows if isinstance(flows, list) else [flows]) if isinstance(one, Mapping)]
    profiles = [_texts(one.get("caller_profile")) for one in listed]
    log = value.get("app_log")
    apps = log.get("applications") if isinstance(log, Mapping) else None
    times = [_texts(one.get("times")) for one in listed]
    record = _Record(
        variables=_texts(value["variables"]),
        apps=tuple(str(one.get("app_name", "")) for one in apps if isinstance(one, Mapping)) if isinstance(apps, list) else (),
        first=profiles[-1] if profiles else {},
        last=profiles[0] if profiles else {},
        created=times[-1].get("created_time", "") if times else "",
    )
    return _reading(record, line, clock)


def read_xml(text: object, line: int, clock: Clock) -> Reading:
    """Return what an XML document says."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(str(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.tag != "cdr":
        return Unreadable(line=line, reason=Reason.XML, value=visible(str(text)))
    variables = root.find("variables")
    if variables is None:
        return Unreadable(line=line, reason=Reason.XML, value=visible(str(text)))
    profiles = [{child.tag: _decoded(child.text or "") for child in one} for one in root.iterfind("callflow/caller_profile")]
    created = [one.text or "" for one in root.iterfind("callflow/times/created_time")]
    record = _Record(
        variables={child.tag: _decoded(child.text or "") for child in variables},
        apps=tuple(one.get("app_name", "") for one in root.iterfind("app_log/application")),
        first=profiles[-1] if profiles else {},
        last=profiles[0] if profiles else {},
        created=created[-1] if created else "",
    )
    return _reading(record, line, clock)


def _texts(value: object) -> dict[str, str]:
    """Return the plain values of an object as text, URL-encoding undone."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): _decoded(str(one)) for key, one in value.items() if isinstance(one, (str, int, float))}


def _decoded(text: str) -> str:
    whole = unquote(text) if "%" in text else text
    if whole.isascii():
        return whole
    return whole.encode("utf-8", "surrogateescape").decode("utf-8" if _is_utf8(whole) else "cp1252", "replace")


def _is_utf8(text: str) -> bool:
    return not any("\udc80" <= letter <= "\udcff" for letter in text)


def _reading(record: _Record, line: int, clock: Clock) -> Reading:
    at = _start(record, clock)
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(" ".join(record.variables.get(name, "") for name in _STARTS)))
    known = record.variables.get
    talk, total = seconds_in(known("billsec", "")) or 0, seconds_in(known("duration", "")) or 0
    bridged = next((one for name in _BRIDGED if (one := known(name))), None)
    apps = (*record.apps, known("last_app", ""))
    app = next((one for one in reversed(apps) if one in _MACHINES), None) or _bridge(apps) or apps[-1]
    caller = _first(record, "caller_id_number", "ani") or known("caller_id_number") or known("sip_from_user") or ""
    # A document that names no application tells nothing of who took the call: a person, as in a table.
    knows_other = any(apps) and not is_within(given(caller))
    end = end_of_leg(known("hangup_cause", ""), app, talk, bridged, knows_other=knows_other)
    if end is CallEnd.MISSED and talk and known("voicemail_message_len", "0") not in ("", "0"):
        end = CallEnd.VOICEMAIL
    own = known("uuid") or known("call_uuid")
    is_private = known("privacy_hide_number") == "true"
    dialled = known("sip_req_user") or known("sip_to_user") or record.first.get("destination_number", "")
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=None if is_private else given(caller),
        called=given(record.last.get("destination_number") or known("destination_number") or dialled),
        way=_way(record),
        call_id=own,
        linked_id=next((one for name in _JOINING if (one := known(name)) and one != own), None),
        dialled=given(dialled),
        caller_name=caller_name(_first(record, "caller_id_name") or known("caller_id_name") or ""),
        talk_s=talk if end in (CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX) else 0,
        ring_s=max(0, total - talk) if end is CallEnd.ANSWERED else total if end is not CallEnd.VOICEMAIL else 0,
        agent=given(known("dialed_user", "")) if end is CallEnd.ANSWERED else None,
        audio=known("voicemail_file_path") or None,
    )


def _bridge(apps: Sequence[str]) -> str | None:
    """Return the name of the bridge that only a person can have answered, None without one."""
    return "bridge" if "bridge" in apps and not _TAKING & set(apps) else None


def _first(record: _Record, *names: str) -> str | None:
    """Return what the first profile has under one of the names: later ones may show the number of who transferred."""
    return next((one for name in names if (one := record.first.get(name))), None)


def _start(record: _Record, clock: Clock) -> datetime | Reason:
    known = record.variables.get
    for text in (*(known(name) for name in _STARTS), record.created):
        if text and text != "0":
            return clock.read(text)
    return Reason.NO_DATE


def _way(record: _Record) -> Way | None:
    """Return which way a leg went. ``direction`` is the switch's own view of a leg and says nothing of it."""
    told = _WAYS.get(record.variables.get("call_direction", ""))
    context = (record.first.get("context") or record.variables.get("user_context") or "").lower()
    return told or (Way.IN if context.startswith("public") else None)
