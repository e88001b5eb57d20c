"""Submissions of forms, call notes and counter notes to drafts. Reads whatever comes and never raises.

Who takes bytes in asks `looks_like_submission` for the channel and calls `read_submission`, which gives one Draft an item: a list, or one
JSON object a line, holds several. Behind it everything is as for mail: `flows.opinion.opinions`, `flows.explain.explain`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.draft import Draft, Flag, Kind, Provenance, Remark, Requester
from domain.inbound import Channel, Reception
from domain.machine import Witness
from ingest.charset import decode
from ingest.email import thread
from ingest.form.anonymity import is_anonymous
from ingest.form.answers import Answer, Definitions, answers_of, definitions_in
from ingest.form.composing import Said, compose
from ingest.form.fields import Field, all_words, key_words
from ingest.form.mapping import Mapping
from ingest.form.moments import has_time, moment_of
from ingest.form.opening import MAX_CHARACTERS, Opened, open_submission
from ingest.form.points import point_of
from ingest.form.requester import left_out, who_asks
from ingest.form.robots import robot_witness
from ingest.form.said_places import said_place
from ingest.form.tree import AnyNode, Branch
from ingest.form.understanding import understand
from ingest.form.understood import By, Understood
from ingest.marks import marks_of
from ingest.plain import tidy

_PHONE = re.compile(
    r"\b(?:telephon\w*|phone|tel|appels?|call(?:s|er)?|voice ?mail|voicemail|message vocal|vocal|repondeur|note appel|standard|"
    r"astreinte|sms|call note|incoming call|boite vocale|messagerie vocale)\b"
)
_COUNTER = re.compile(r"\b(?:guichet|accueil|counter|comptoir|note guichet|front ?desk|reception|borne|visite|walk ?in|agent accueil)\b")
_FORM = re.compile(
    r"\b(?:formulaire|form|web|site|internet|app(?:li(?:cation)?)?|mobile|portail|portal|teleservice|online|en ligne|open ?311|api)\b"
)
_WAYS = ((Channel.PHONE, _PHONE), (Channel.COUNTER, _COUNTER), (Channel.FORM, _FORM))
_CHANNEL_KEYS = frozenset(
    {"canal", "channel", "type", "source", "origine", "origin", "mode", "media", "via", "mode contact", "mode saisie", "moyen contact"}
)
_CALL_KEYS = re.compile(
    r"\b(?:appelante?|numero appelant|caller|transcription|transcript|transcribed|calling|voicemail|message vocal|callerid)\b"
)
_WRITES = frozenset({"poste", "agent", "operateur", "saisi par", "pris par", "agent saisie", "service saisie"})
_SEATS = (
    (Channel.COUNTER, re.compile(r"\b(?:accueil|guichet|comptoir)\b")),
    (Channel.PHONE, re.compile(r"\b(?:standard|telephone|standardiste)\b")),
)
"""Who in the town hall wrote something down, and where he sits."""
_NOTE_KEYS = frozenset({"note", "agent"})
_COUNTER_KEYS = re.compile(r"\b(?:guichet|comptoir|visiteu(?:r|se)|front desk|recu par|accueillie? par)\b")
_AGENT = re.compile(r"(?:agent|operateur|redacteur|standardiste|saisi par|redige par)\b")
_INSIDE = frozenset({("saisi_le",), ("motif_saisie_tardive",)})
"""When and why so late an agent wrote a note down: the town hall's own, no word of who called or came (docs/api.md)."""
_NOTES = frozenset({"note_appel", "note_guichet"})
_UNSURE = 0.6
"""Confidence in what a machine heard, under which people look at it; the scale is the machine's own."""
_MOST_HEAD = 65_536
_LOOKED_AT, _LONGEST_ID = 20_000, 200
_NEAR_ROOT, _A_FEW_WORDS = 3, 60
"""Levels and characters of a value that says by which way all came in."""
_ID_RANKS = ("submission", "response", "entry", "request", "call", "uuid", "display", "token", "sid", "reference", "ref", "id")
_SENT_RANKS = (
    r"(?:envoye|submitted|sent|submission|depose|depot|soumis|recu|received|receipt|requested|envoi|reception)",
    r"(?:ts|timestamp|horodat\w*|created|creation|completed|date time|datetime|appel)",
    r"(?:date|time|heure)",
)
_DAY = re.compile(r"\bdates?\b")
_HOUR = re.compile(r"\b(?:heure|time|hour)\b")


def read_submission(raw: bytes, reception: Reception, channel: Channel | None = None, mapping: Mapping | None = None) -> tuple[Draft, ...]:
    """Return the drafts of what other software sends, one an item, at least one; never raises.

    ``channel`` is what it came in by, None to tell from the content. ``mapping`` goes before what keys say by themselves. What cannot be
    read is a draft with the remark MALFORMED whose text is what stands there, so that people see it.
    """
    opened = open_submission(raw)
    if not opened.items:
        return (_unread(opened.text, opened.remarks, channel),)
    definitions = definitions_in(opened.envelope) if opened.envelope is not None else None
    drafts = (_draft(one, reception, channel, mapping, definitions) for one in opened.items)
    return tuple(_numbered(draft, number, opened) for number, draft in enumerate(drafts, start=1))


def looks_like_submission(head: bytes) -> Channel | None:
    """Return the channel of a submission by its first bytes, None where they are none: JSON, XML or form fields with answers in them.

    The bytes may end anywhere. A switchboard's calls in JSON or XML are none: they have rows and no words.
    """
    text = decode(head[:_MOST_HEAD], "utf-8" if b"\0" in head[:400] else None)[0].lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[", "<?xml", "<", "--")) and not re.match(r"[\w.\[\]%+-]{1,100}=[^\s&]*&[\w.\[\]%+-]{1,100}=", text):
        return None
    if re.match(r"<(?:!doctype\s+html|html|head|body|svg)\b", text, re.IGNORECASE) or (
        text.startswith("--") and "form-data" not in text[:400].lower()
    ):
        return None
    opened = open_submission(head)
    if opened.items:
        answers = answers_of(opened.items[0], definitions_in(opened.envelope) if opened.envelope is not None else None)
    else:
        answers = _half_answers(text)
    if _is_call_log(answers):
        return None
    found = understand(answers)
    telling = {one.field for one in found}
    if not telling & _TELLING and not (opened.items and any(one.field is Field.QUESTION for one in found)):
        return None
    if not telling & _REACHED and not any(len(one.answer.value.split()) >= _FEWEST_WORDS for one in found):
        # A list of figures, the settings of a program: nobody can be reached, and nobody says anything.
        return None
    return _channel_of(answers)


_TELLING = frozenset(
    {Field.TEXT, Field.NAME, Field.SURNAME, Field.EMAIL, Field.HEADING, Field.CATEGORY, Field.PLACE, Field.PLACE_STREET, Field.ADDRESS}
)
_REACHED = frozenset({Field.TEXT, Field.HEADING, Field.EMAIL, Field.PHONE, Field.ADDRESS, Field.PLACE, Field.PLACE_STREET})
_FEWEST_WORDS = 2
_CALL_LOG = re.compile(
    r"\b(?:billsec|bill sec|disposition|dcontext|dst ?channel|last ?app|hangup cause|cdr|global ?call ?id|orig device name|"
    r"callflows?)\b|^(?:uniqueid|linkedid|src|dst)$"
)


def _is_call_log(answers: Sequence[Answer]) -> bool:
    return sum(bool(_CALL_LOG.search(key_words(key))) for one in answers[:200] for key in (*one.parents, one.key)) > 1


def _half_answers(text: str) -> tuple[Answer, ...]:
    """Return the keys and values at the beginning of JSON or XML whose end is not there."""
    if text.startswith("<"):
        elements = re.findall(r"<([^\s<>/!?]{1,100})[^<>]{0,500}>([^<]{1,2000})</", text[:_LOOKED_AT])
        return tuple(
            Answer(path=(name,), parents=(), key=name.rpartition(":")[2], value=words) for name, words in elements if words.strip()
        )
    pairs = re.findall(r"\"((?:[^\"\\]|\\.){1,100})\"\s*:\s*(?:\"((?:[^\"\\]|\\.){0,2000})|(-?\d[\d.]*|true))", text[:_LOOKED_AT])
    return tuple(
        Answer(path=(key,), parents=(), key=key, value=_decoded(words) or number) for key, words, number in pairs if words or number
    )


def _decoded(words: str) -> str:
    try:
        return str(json.loads(f'"{words}"', strict=False))
    except ValueError:
        return words


# --- one item -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a sample becomes, answer by answer (essai), and what is left over: answers that nobody knows and which stand in the text."""

    understood: tuple[Understood, ...]
    left_over: tuple[Understood, ...]
    draft: Draft


def try_mapping(raw: bytes, reception: Reception, channel: Channel | None = None, mapping: Mapping | None = None) -> tuple[Trial, ...]:
    """Return what a sample becomes by a mapping, one Trial an item; none where nothing can be read in it."""
    opened = open_submission(raw)
    definitions = definitions_in(opened.envelope) if opened.envelope is not None else None
    trials: list[Trial] = []
    for one in opened.items:
        found = understand(answers_of(one, definitions), mapping)
        left = tuple(each for each in found if each.field is Field.QUESTION and each.by is By.REST)
        trials.append(Trial(understood=found, left_over=left, draft=_draft(one, reception, channel, mapping, definitions)))
    return tuple(trials)


def _outward(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Return the answers of a note that an agent wrote down without what stays inside the town hall; of all else every answer."""
    if not any(one.path == ("type",) and one.value in _NOTES for one in answers):
        return answers
    return tuple(one for one in answers if one.path not in _INSIDE)


def _numbered(draft: Draft, number: int, opened: Opened) -> Draft:
    remarks = tuple(dict.fromkeys((*opened.remarks, *draft.remarks)))
    return replace(draft, item=number, remarks=remarks) if len(opened.items) > 1 or remarks != draft.remarks else draft


def _unread(text: str, remarks: Sequence[Remark], channel: Channel | None) -> Draft:
    said = tidy(text).strip()
    more = (Remark.EMPTY,) if not said else (Remark.TEXT_CUT,) if len(text) >= MAX_CHARACTERS else ()
    return Draft(
        channel=channel or Channel.FORM,
        kind=Kind.REQUEST if said else Kind.BLANK,
        text=said,
        flags=frozenset({Flag.INCOMPLETE_IDENTITY, Flag.UNSURE_READING}) if said else frozenset(),
        remarks=tuple(dict.fromkeys((*remarks, *more))),
    )


def _draft(tree: AnyNode, reception: Reception, channel: Channel | None, mapping: Mapping | None, definitions: Definitions | None) -> Draft:
    if not isinstance(tree, Branch | tuple):
        return _unread(str(tree or ""), (Remark.MALFORMED,), channel)
    answers = answers_of(tree, definitions)
    way = channel or (mapping.channel if mapping is not None else None) or _channel_of(answers)
    found = understand(_outward(answers), mapping)
    sent_at, sent = _sent_at(found, reception.timezone)
    found = tuple(_day_told(one, sent) for one in found)
    said = compose(found, town=reception.town_name)
    requester, provenance = who_asks(found, said.body, way, reception)
    unused = left_out(found, requester)
    heard = said_place(said.body) if way is Channel.PHONE else None
    if unused or heard:
        said = compose(found, unused, heard, reception.town_name)  # below the body, so that what was read in it stands where it stood
    draft = Draft(
        channel=way,
        kind=Kind.REQUEST,
        source_id=_source_id(found),
        sent_at=sent_at,
        requester=requester,
        provenance=provenance,
        heading=said.heading,
        text=said.text,
        hint=said.hint,
        point=point_of(found),
        signature="\n".join(said.beside),
    )
    return _finished(
        draft,
        found,
        said,
        None if reception.is_person or way is not Channel.FORM else robot_witness(found, said.heading, said.body or said.text),
    )


def _finished(draft: Draft, found: Sequence[Understood], said: Said, witness: Witness | None) -> Draft:
    """Return a draft with its kind, its marks and the remarks on it."""
    remarks = ((Remark.TEXT_CUT,) if said.is_cut else ()) + ((Remark.EMPTY,) if not draft.text and not draft.heading else ())
    draft = replace(draft, remarks=remarks)
    if witness is not None:
        # Where a robot says it lives is nowhere.
        requester, provenance = _without_address(draft.requester, draft.provenance)
        return replace(draft, kind=Kind.SPAM, witness=witness, requester=requester, provenance=provenance)
    if not draft.text and not draft.heading and not draft.hint and draft.point is None and draft.requester == Requester():
        return replace(draft, kind=Kind.BLANK)
    cited = thread.cited(f"{draft.heading or ''}\n{draft.text}")
    kind = Kind.FOLLOW_UP if cited else Kind.REQUEST
    unnamed = {Flag.ANONYMOUS} if is_anonymous(found, said.body, draft.channel) else set()
    flags = marks_of(draft, kind) | unnamed | ({Flag.UNSURE_READING} if _is_unsure(found) else set())
    if unnamed:
        flags -= {Flag.INCOMPLETE_IDENTITY}
    if any(_AGENT.match(all_words(one.answer.key)) for one in found):
        flags -= {Flag.LANGUAGE}  # an agent's shorthand has none of the words by which French is known
    return replace(draft, cited=cited, kind=kind, flags=frozenset(flags))


def _without_address(requester: Requester, provenance: Sequence[Provenance]) -> tuple[Requester, tuple[Provenance, ...]]:
    return replace(requester, address=None), tuple(one for one in provenance if one.value != requester.address)


def _is_unsure(found: Sequence[Understood]) -> bool:
    said = next((one.answer.value.replace(",", ".").rstrip("% ") for one in found if one.field is Field.CONFIDENCE), None)
    if said is None or not re.fullmatch(r"\d{1,3}(?:\.\d{1,6})?", said):
        return False
    number = float(said)
    return (number / 100 if number > 1 else number) < _UNSURE


# --- channel, moment, identity --------------------------------------------------------------------------------------------------------


def _channel_of(answers: Sequence[Answer]) -> Channel:
    """Return by what a submission came, as it says itself; a form where it does not."""
    if (said := _channel_said(answers, _CHANNEL_KEYS, _WAYS)) is not None:
        return said
    keys = {key_words(key) for one in answers for key in (*one.parents, one.key)}
    if any(_CALL_KEYS.search(key) for key in keys):
        return Channel.PHONE
    if (said := _channel_said(answers, _WRITES, _SEATS)) is not None:
        return said
    if keys >= _NOTE_KEYS or any(_COUNTER_KEYS.search(all_words(one.key)) for one in answers):
        return Channel.COUNTER
    return Channel.FORM


def _channel_said(answers: Sequence[Answer], keys: frozenset[str], ways: Sequence[tuple[Channel, re.Pattern[str]]]) -> Channel | None:
    """Return the channel that the first answer under some keys names."""
    for one in answers:
        if key_words(one.key) in keys and len(one.path) <= _NEAR_ROOT and len(one.value) < _A_FEW_WORDS:
            words = key_words(one.value)
            if (channel := next((way for way, expression in ways if expression.search(words)), None)) is not None:
                return channel
    return None


def _sent_at(found: Sequence[Understood], timezone: str) -> tuple[datetime | None, Understood | None]:
    """Return when it was sent and the answer that says so: of several the one whose key says it best, with an hour before one without."""
    ranked: list[tuple[tuple[int, bool, int], datetime, Understood]] = []
    for one in found:
        if one.field is not Field.SENT_AT:
            continue
        words = key_words(one.answer.key)
        moment = moment_of(one.answer.value, timezone) or _with_hour(one, found, timezone)
        if moment is None:
            continue
        rank = next((number for number, expression in enumerate(_SENT_RANKS) if re.search(rf"\b{expression}\b", words)), len(_SENT_RANKS))
        ranked.append(((rank, not has_time(one.answer.value), len(one.answer.path)), moment, one))
    if not ranked:
        return None, None
    _, moment, one = min(ranked, key=lambda entry: entry[0])
    if not has_time(one.answer.value):
        moment = _with_hour(one, found, timezone) or moment
    return moment, one


def _with_hour(one: Understood, found: Sequence[Understood], timezone: str) -> datetime | None:
    """Return a day with the hour that stands under another key beside it."""
    hour = next(
        (
            other.answer.value
            for other in found
            if other is not one
            and other.answer.path[:-1] == one.answer.path[:-1]
            and _HOUR.search(key_words(other.answer.key))
            and re.match(r"\d{1,2}\s?[:hH]", other.answer.value)
        ),
        None,
    )
    return moment_of(f"{one.answer.value} {hour.replace('h', ':').replace('H', ':')}", timezone) if hour is not None else None


def _day_told(one: Understood, sent: Understood | None) -> Understood:
    """Return a day that is not when it was sent as something that was answered: « 31/02/2026 » must not be lost."""
    if one.field is not Field.SENT_AT or one is sent or (sent is not None and one.answer.value == sent.answer.value):
        return one
    words = key_words(one.answer.key)
    is_stamped = any(re.search(rf"\b{expression}\b", words) for expression in _SENT_RANKS[:2]) and has_time(one.answer.value)
    is_typed = not is_stamped or (_DAY.search(words) is not None and not has_time(one.answer.value))
    return replace(one, field=Field.QUESTION if is_typed else Field.IGNORE)


def _source_id(found: Sequence[Understood]) -> str | None:
    """Return what the sender's side knows it by."""
    known = [
        (_rank(one.answer.key), len(one.answer.path), one.answer.value)
        for one in found
        if one.field is Field.ID and len(one.answer.value) <= _LONGEST_ID
    ]
    return min(known)[2] if known else None


def _rank(key: str) -> int:
    words = key_words(key)
    return next((number for number, word in enumerate(_ID_RANKS) if word in words.split()), len(_ID_RANKS))
