"""Invitations (iCalendar, RFC 5545): what, when and where, as lines of text."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

MAX_CALENDAR = 256 * 1024
_MAX_DESCRIPTION = 4_000
_LINE = re.compile(r"([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:\"[^\"]*\"|[^;:\"]*)){0,20}):(.*)", re.DOTALL)
_ZONE = re.compile(r";TZID=\"?([^\";:]{1,100})", re.IGNORECASE)
_STATE = re.compile(r";PARTSTAT=\"?([A-Za-z-]{1,30})", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{4})(?:\d{2})?(Z?))?$")
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d{1,5}S)?)?$")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_EVENTS = frozenset({"VEVENT", "VTODO"})
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
_OURS = re.compile(r"europe/paris|romance|w\. europe|paris", re.IGNORECASE)
_METHODS = {"CANCEL": "Invitation annulée", "PUBLISH": "Événement", "REPLY": "Réponse à l’invitation", "COUNTER": "Autre date proposée"}
_ANSWERS = {"ACCEPTED": "acceptée", "DECLINED": "refusée", "TENTATIVE": "acceptée sous réserve"}


def invitation(text: str, *, with_description: bool) -> str:
    """Return the first event of a calendar in French, a line each for what, when and where; empty where there is none.

    Times are written as the organiser gave them, with their zone where it is not that of Paris.
    """
    fields, method = _first_event(text[:MAX_CALENDAR])
    what = _said(fields, "SUMMARY")
    when = _when(fields)
    if not (what or when):
        return ""
    answers = [state for _, parameters, _ in fields if (state := _answer(parameters))] if method == "REPLY" else []
    title = f"{_METHODS.get(method, 'Invitation')}{f' ({answers[0]})' if answers else ''} : {what or '(sans titre)'}"
    where, description = _said(fields, "LOCATION"), _said(fields, "DESCRIPTION")[:_MAX_DESCRIPTION]
    repeats = "Se répète" if any(name == "RRULE" for name, _, _ in fields) else ""
    lines = (title, when and f"Quand : {when}", repeats, where and f"Où : {where}", description if with_description else "")
    return "\n".join(line for line in lines if line)


def _first_event(text: str) -> tuple[list[tuple[str, str, str]], str]:
    """Return name, parameters and value of each line of the first event, and the method of the calendar."""
    fields: list[tuple[str, str, str]] = []
    method = ""
    inside: list[str] = []
    for name, parameters, value in _lines(text):
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() in _EVENTS and fields:
                break
        elif name == "METHOD":
            method = value.strip().upper()
        elif inside and inside[-1] in _EVENTS:
            fields.append((name, parameters, value))
    return fields, method


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n ", "").replace("\n\t", "")  # folded lines (RFC 5545, 3.1)
    for line in whole.split("\n"):
        if match := _LINE.match(line):
            yield match[1].upper(), match[2], match[3]


def _said(fields: list[tuple[str, str, str]], wanted: str) -> str:
    value = next((value for name, _, value in fields if name == wanted), "")
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _answer(parameters: str) -> str | None:
    state = _STATE.search(parameters)
    return _ANSWERS.get(state[1].upper()) if state else None


def _when(fields: list[tuple[str, str, str]]) -> str:
    start = _moment(fields, "DTSTART")
    if start is None:
        return ""
    end = _moment(fields, "DTEND")
    if end is None and (length := _length(fields)):
        end = (start[0] + length, start[1], start[2])
    moment, has_time, zone = start
    if not has_time:
        last = end[0] - timedelta(days=1) if end else moment  # the end is the first day without (RFC 5545, 3.6.1)
        return _day(moment) if last <= moment else f"du {_day(moment)} au {_day(last)}"
    if end is None or end[0] <= moment:
        return f"{_day(moment)} à {_clock(moment)}{zone}"
    if end[0].date() == moment.date():
        return f"{_day(moment)} de {_clock(moment)} à {_clock(end[0])}{zone}"
    return f"du {_day(moment)} à {_clock(moment)} au {_day(end[0])} à {_clock(end[0])}{zone}"


def _moment(fields: list[tuple[str, str, str]], wanted: str) -> tuple[datetime, bool, str] | None:
    """Return moment, whether it has a time of day, and its zone as it is to be written."""
    for name, parameters, value in fields:
        match = _MOMENT.match(value.strip()) if name == wanted else None
        if match is None:
            continue
        try:
            moment = datetime.strptime(match[1] + (match[2] or "0000"), "%Y%m%d%H%M")  # noqa: DTZ007 - the organiser's clock
        except ValueError:
            continue
        zone = _ZONE.search(parameters)
        written = " (UTC)" if match[3] else f" ({zone[1]})" if zone and not _OURS.search(zone[1]) else ""
        return moment, match[2] is not None, written
    return None


def _length(fields: list[tuple[str, str, str]]) -> timedelta | None:
    match = next((_DURATION.match(value.strip()) for name, _, value in fields if name == "DURATION"), None)
    if match is None:
        return None
    weeks, days, hours, minutes = (int(one or 0) for one in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def _day(moment: datetime) -> str:
    first = "1er" if moment.day == 1 else str(moment.day)
    return f"{_DAYS[moment.weekday()]} {first} {_MONTHS[moment.month - 1]} {moment.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour} h {moment.minute:02d}" if moment.minute else f"{moment.hour} h"
