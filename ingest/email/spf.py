"""SPF (RFC 7208): whether a domain lets a host send in its name. Asks the DNS through what it is given; decides nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

from ingest.email.alignment import normal
from ingest.email.lookup import Lookup, Record, UnansweredError

_MAX_LOOKUPS = 10
_MAX_VOID = 2
_MAX_NAMES = 10
"""RFC 7208, 4.6.4: mechanisms that ask the DNS, answers without content, hosts of one « mx » or « ptr »."""
_MAX_RECORD = 8_192
_MAX_TERMS = 200
_MAX_NAME = 253

_TERM = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)(?:([:=/])(.*))?", re.DOTALL)
_CIDR = re.compile(r"(.*?)(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", re.DOTALL)
_MACRO = re.compile(r"%(?:\{([A-Za-z])(\d{0,3})(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)
_VISIBLE = re.compile(r"[!-~]*")
_RESULTS = {"+": "pass", "": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_IP4, _IP4_BITS, _IP6_BITS = 4, 32, 128
_LETTERS = frozenset("slodiphv")


class _PermanentError(Exception):
    """The record cannot be understood, or asks too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """One term of a record: mechanism or modifier (``is_modifier``), lower case; ``sign`` empty stands for « + »."""

    sign: str
    name: str
    argument: str
    is_modifier: bool
    bits4: int = _IP4_BITS
    bits6: int = _IP6_BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """Who is asked about."""

    ip: IPv4Address | IPv6Address
    local: str
    domain: str
    helo: str


def check_spf(client: str, sender: str, helo: str, lookup: Lookup) -> tuple[str, str | None]:
    """Return the result (RFC 7208, 2.6: pass, fail, softfail, neutral, none, temperror, permerror) and the domain it is about.

    ``sender`` is the SMTP sender; where it is empty the HELO stands for it (2.4). ``client`` is an IP address.
    """
    local, _, written = (sender if "@" in sender else f"postmaster@{sender or helo}").rpartition("@")
    domain = normal(written)
    # A name of one label is no domain to ask for (4.3).
    if domain is None or "." not in domain:
        return "none", None
    try:
        ip = ip_address(client)
    except ValueError:
        return "none", domain
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    one = _Sender(ip=ip, local=local or "postmaster", domain=domain, helo=normal(helo) or "unknown")
    try:
        return _Evaluation(one, lookup).host(domain), domain
    except _PermanentError:
        return "permerror", domain
    except UnansweredError:
        return "temperror", domain


class _Evaluation:
    """One evaluation with its budget of look-ups."""

    def __init__(self, sender: _Sender, lookup: Lookup) -> None:
        self._sender = sender
        self._lookup = lookup
        self._lookups = 0
        self._void = 0

    def host(self, domain: str) -> str:
        """Return the result for a domain (check_host, 4)."""
        record = _record(self._lookup(domain, Record.TXT))
        if record is None:
            return "none"
        terms = tuple(_terms(record))
        for term in terms:
            if not term.is_modifier and self._matches(term, domain):
                return _RESULTS[term.sign]
        redirect = next((term for term in terms if term.is_modifier and term.name == "redirect"), None)
        if redirect is None:
            return "neutral"
        self._spend()
        target = self._target(redirect.argument, domain)
        result = self.host(target)
        if result == "none":
            raise _PermanentError
        return result

    def _matches(self, term: _Term, domain: str) -> bool:
        match term.name:
            case "all":
                return True
            case "ip4" | "ip6":
                network = _network(term)
                return self._sender.ip.version == network.version and self._sender.ip in network
            case _:
                # What is left asks the DNS.
                self._spend()
                return self._matches_by_name(term, self._target(term.argument, domain) if term.argument else domain)

    def _matches_by_name(self, term: _Term, target: str) -> bool:
        match term.name:
            case "include":
                result = self.host(target)
                if result == "none":
                    raise _PermanentError
                return result == "pass"
            case "a":
                return self._has_address(target, term)
            case "mx":
                hosts = self._ask(target, Record.MX)
                if len(hosts) > _MAX_NAMES:
                    raise _PermanentError
                return any(self._has_address(host, term) for host in hosts if host)
            case "exists":
                return bool(self._ask(target, Record.A))
            case _:
                return any(name == target or name.endswith(f".{target}") for name in self._names())

    def _has_address(self, host: str, term: _Term) -> bool:
        ip = self._sender.ip
        kind, bits = (Record.A, term.bits4) if ip.version == _IP4 else (Record.AAAA, term.bits6)
        return any(ip in ip_network(f"{address}/{bits}", strict=False) for address in self._ask(host, kind))

    def _names(self) -> tuple[str, ...]:
        """Return the names of the client that lead back to it (5.5). No answer counts as no name."""
        ip = self._sender.ip
        kind = Record.A if ip.version == _IP4 else Record.AAAA
        try:
            names = self._ask(ip.reverse_pointer, Record.PTR)[:_MAX_NAMES]
        except UnansweredError:
            return ()
        found = []
        for name in names:
            try:
                addresses = self._lookup(name, kind)
            except UnansweredError:
                continue
            if any(ip_address(address) == ip for address in addresses):
                found.append(name.lower())
        return tuple(found)

    def _ask(self, name: str, kind: Record) -> tuple[str, ...]:
        answers = self._lookup(name, kind)
        if not answers:
            self._void += 1
            if self._void > _MAX_VOID:
                raise _PermanentError
        return answers

    def _spend(self) -> None:
        self._lookups += 1
        if self._lookups > _MAX_LOOKUPS:
            raise _PermanentError

    def _target(self, specification: str, domain: str) -> str:
        """Return the name a domain-spec stands for (7.3): too long, labels go from its left."""
        name = self._expanded(specification, domain).strip().rstrip(".").lower()
        while len(name) > _MAX_NAME and "." in name:
            name = name.partition(".")[2]
        return name

    def _expanded(self, specification: str, domain: str) -> str:
        return _MACRO.sub(lambda match: self._macro(match, domain), specification)

    def _macro(self, match: re.Match[str], domain: str) -> str:
        letter, digits, reverse, delimiters, sign = match.groups()
        if sign:
            return {"%": "%", "_": " ", "-": "%20"}[sign]
        value = self._value(letter.lower(), domain)
        labels = re.split(f"[{re.escape(delimiters or '.')}]", value)
        labels = labels[::-1] if reverse else labels
        text = ".".join(labels[-int(digits) :] if digits else labels)
        return quote(text, safe="") if letter.isupper() else text

    def _value(self, letter: str, domain: str) -> str:
        """Return what a macro letter stands for (7.2)."""
        sender = self._sender
        is_old = sender.ip.version == _IP4
        values = {
            "s": f"{sender.local}@{sender.domain}",
            "l": sender.local,
            "o": sender.domain,
            "d": domain,
            "i": str(sender.ip) if is_old else ".".join(sender.ip.exploded.replace(":", "")),
            # Not to be used (7.2), and the look-ups it costs are seldom worth it: allowed to be unknown.
            "p": "unknown",
            "v": "in-addr" if is_old else "ip6",
            "h": sender.helo,
        }
        return values[letter]


def _record(texts: tuple[str, ...]) -> str | None:
    """Return the SPF record among the TXT records of a name (4.5)."""
    found = [text for text in texts if text[:6].lower() == "v=spf1" and text[6:7] in {"", " "}]
    if len(found) > 1:
        raise _PermanentError
    return found[0][6:] if found else None


def _terms(record: str) -> Iterator[_Term]:
    """Yield the terms of a record; any mistake in it spoils all of it (4.6)."""
    words = record.split(" ") if len(record) <= _MAX_RECORD else ()
    if len(words) > _MAX_TERMS or not words:
        raise _PermanentError
    seen: set[str] = set()
    for word in words:
        if not word:
            continue
        term = _term(word)
        if term.is_modifier and term.name in {"redirect", "exp"}:
            if term.name in seen:
                raise _PermanentError
            seen.add(term.name)
        yield term


def _term(word: str) -> _Term:
    match = _TERM.fullmatch(word)
    if match is None or not _VISIBLE.fullmatch(word):
        raise _PermanentError
    sign, written, separator, argument = match[1], match[2], match[3], match[4] or ""
    name = written.lower()
    if separator == "=":
        if sign or not _is_specification(argument) or (name in {"redirect", "exp"} and not argument):
            raise _PermanentError
        return _Term(sign=sign, name=name, argument=argument, is_modifier=True)
    if separator == "/":
        argument = f"/{argument}"
    return _mechanism(sign, name, argument, has_colon=separator == ":")


def _mechanism(sign: str, name: str, argument: str, *, has_colon: bool) -> _Term:
    """Return a mechanism whose argument fits it (5)."""
    match name:
        case "all":
            is_right = not argument and not has_colon
        case "ip4" | "ip6":
            is_right = has_colon
        case "include" | "exists":
            is_right = has_colon and _is_name(argument)
        case "ptr":
            is_right = _is_name(argument) if has_colon else not argument
        case "a" | "mx":
            return _with_lengths(sign, name, argument, has_colon=has_colon)
        case _:
            is_right = False
    term = _Term(sign=sign, name=name, argument=argument, is_modifier=False)
    if not is_right:
        raise _PermanentError
    if name in {"ip4", "ip6"}:
        _network(term)
    return term


def _with_lengths(sign: str, name: str, argument: str, *, has_colon: bool) -> _Term:
    """Return « a » or « mx » with its prefix lengths. A macro may hold a slash, so what ends the argument is looked for."""
    match = _CIDR.fullmatch(argument)
    if match is None:
        raise _PermanentError
    target, bits4, bits6 = match[1], int(match[2] or _IP4_BITS), int(match[3] or _IP6_BITS)
    if (has_colon and not _is_name(target)) or (not has_colon and target) or bits4 > _IP4_BITS or bits6 > _IP6_BITS:
        raise _PermanentError
    return _Term(sign=sign, name=name, argument=target, is_modifier=False, bits4=bits4, bits6=bits6)


def _network(term: _Term) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(term.argument, strict=False)
    except ValueError as error:
        raise _PermanentError from error
    _, slash, length = term.argument.partition("/")
    if network.version != int(term.name[-1]) or (slash and not length.isdecimal()):
        raise _PermanentError
    return network


def _is_specification(text: str) -> bool:
    """Tell whether every « % » begins a macro that exists (7.1), and no more labels are asked for than there can be."""
    rest = _MACRO.sub("", text)
    macros = [match for match in _MACRO.finditer(text) if match[1]]
    known = all(match[1].lower() in _LETTERS | frozenset("crt") and (not match[2] or int(match[2]) > 0) for match in macros)
    return "%" not in rest and known


def _is_name(text: str) -> bool:
    """Tell whether a domain-spec can give a name: it ends in a top label or a macro (7.1), and has no macro meant for « exp »."""
    is_macro_end = text.endswith("}") or text.endswith(("%%", "%_", "%-"))
    top = text.rstrip(".").rpartition(".")
    is_top = bool(top[1]) and bool(re.fullmatch(r"(?!\d+$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", top[2]))
    only_names = all(match[1].lower() in _LETTERS for match in _MACRO.finditer(text) if match[1])
    return _is_specification(text) and only_names and (is_macro_end or is_top)
