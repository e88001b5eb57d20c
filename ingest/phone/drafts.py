"""Call-backs and call cards as drafts: who called, and what the switchboard has of his words."""

from collections.abc import Iterable

from domain.call import Call, CallBack, CallEnd
from domain.draft import Draft, Flag, Kind, Provenance, ReadIn, Requester, Trait
from domain.inbound import Channel
from ingest.names import person

_SPOKEN, _UNANSWERED = "À rappeler\N{NO-BREAK SPACE}: message vocal", "À rappeler\N{NO-BREAK SPACE}: appel sans réponse"
"""What lists call a call-back, in the town's language: how often the number called by now, the page of calls says."""


def call_back_draft(call_back: CallBack, item: int = 1) -> Draft:
    """Return the draft that asks to call a number back; its text is what was said to the answering machine, if that was written down.

    Its ``source_id`` is the number and the day: equal whenever and from whatever log the call-back is read.
    """
    calls = call_back.calls
    requester, provenance = requester_of(call_back.number, (call.name for call in reversed(calls)))
    return Draft(
        channel=Channel.PHONE,
        kind=Kind.REQUEST,
        source_id=call_back_id(call_back),
        item=item,
        sent_at=calls[-1].at if calls else None,
        requester=requester,
        heading=_SPOKEN if has_voice_message(call_back) else _UNANSWERED,
        text=_words(calls),
        flags=_flags(requester) | ({Flag.ABUSIVE} if call_back.is_repeated else frozenset()),
        provenance=provenance,
        call_back=call_back,
    )


def card_draft(call: Call, item: int = 1) -> Draft:
    """Return the draft of a call card: an answered call, which an agent completes with what was asked."""
    requester, provenance = requester_of(call.outside, (call.name,))
    return Draft(
        channel=Channel.PHONE,
        kind=Kind.REQUEST,
        source_id=call_id(call),
        item=item,
        sent_at=call.at,
        requester=requester,
        text=_words((call,)),
        flags=_flags(requester),
        provenance=provenance,
        call=call,
    )


def call_back_id(call_back: CallBack) -> str:
    """Return what a call-back is known by for good."""
    return f"callback:{call_back.number}:{call_back.day.isoformat()}"


def call_id(call: Call) -> str:
    """Return what a call is known by for good."""
    return f"call:{call.key}"


def has_voice_message(call_back: CallBack) -> bool:
    """Whether the caller left a message on the answering machine."""
    return any(call.end is CallEnd.VOICEMAIL for call in call_back.calls)


def requester_of(number: str | None, names: Iterable[str | None]) -> tuple[Requester, tuple[Provenance, ...]]:
    """Return who called as far as the log says, and where it says so; the first of the names that is a person's or a firm's is taken."""
    shown = next((name for name in names if name), None)
    found = person(shown)
    name = found.written() if found is not None else None
    organisation = shown if name is None else None
    requester = Requester(name=name, organisation=organisation, phone=number if number and number.startswith("+") else None)
    told = ((Trait.NAME, name, shown), (Trait.ORGANISATION, organisation, shown), (Trait.PHONE, requester.phone, number))
    return requester, tuple(
        Provenance(trait=trait, value=value, read_in=ReadIn.CALL_LOG, quote=quote or value) for trait, value, quote in told if value
    )


def _flags(requester: Requester) -> frozenset[Flag]:
    is_known = requester.name is not None or requester.organisation is not None
    return frozenset() if is_known else frozenset({Flag.INCOMPLETE_IDENTITY})


def _words(calls: Iterable[Call]) -> str:
    """Return what callers said as the switchboard wrote it down, and what agents noted, each once."""
    said = dict.fromkeys(text.strip() for call in calls for text in (call.transcript, call.note) if text and text.strip())
    return "\n\n".join(said)
