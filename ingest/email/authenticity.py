"""What trusted mail servers say of a message's sender: Authentication-Results (RFC 8601), read for nobody but them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from domain.authenticity import Authenticity, Check, Verdict
from ingest.email.alignment import are_aligned, domain_of
from ingest.email.author import Author
from ingest.email.border import Border, read_received
from ingest.email.structured import Stretch, stretches

_MAX_STATEMENTS = 20
_MAX_RESULTS = 100
_PIECE = re.compile(r"[^\s;=]+|\s+|[;=]")
_INSTANCE = re.compile(r"\s*i\s*=\s*\d{1,3}\s*;")
_VERSION = "1"

_VERDICTS = {
    "pass": Verdict.PASS,
    "fail": Verdict.FAIL,
    "hardfail": Verdict.FAIL,
    "softfail": Verdict.NONE,
    "neutral": Verdict.NONE,
    "none": Verdict.NONE,
    "policy": Verdict.NONE,
}
"""RFC 8601, 2.7. « softfail » and « neutral » commit their domain to nothing (RFC 7208, 8.2 and 8.5); an error is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of a statement: ``dkim=pass reason="…" header.d=…``. Names are in lower case; ``properties`` keep their order."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def first(self, *names: str) -> str | None:
        """Return the first property there is of these."""
        found = dict(reversed(self.properties))
        return next((found[name] for name in names if name in found), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One Authentication-Results field. ``server`` is its authserv-id in lower case, None where it was left out."""

    server: str | None
    results: tuple[Result, ...] = ()


def verdict_of(result: str) -> Verdict:
    """Return what a result word of RFC 8601 amounts to; one nobody knows is no answer."""
    return _VERDICTS.get(result, Verdict.UNKNOWN)


def has_held_chain(border: Border, servers: frozenset[str]) -> bool:
    """Tell whether a server we believe found that the seals of the message's chain hold as it came in (`ingest.email.arc`)."""
    statement = next((one for _, one in _believed(border, servers) if any(result.method == "arc" for result in one.results)), None)
    return statement is not None and all(one.result == "pass" for one in statement.results if one.method == "arc")


def stated(border: Border, author: Author, servers: frozenset[str]) -> Authenticity:
    """Return what servers we believe say of a message: for each method the topmost statement that has it."""
    found: dict[str, Check] = {}
    for server, statement in _believed(border, servers):
        for method in ("dkim", "spf", "dmarc"):
            results = [one for one in statement.results if one.method == method]
            if results and method not in found:
                checks = [check_of(one, author.address, server) for one in results]
                found[method] = best(checks)
    none = Check()
    return Authenticity(
        author=author.address,
        is_ambiguous=author.is_ambiguous,
        dkim=found.get("dkim", none),
        spf=found.get("spf", none),
        dmarc=found.get("dmarc", none),
    )


def best(checks: Sequence[Check]) -> Check:
    """Return the check that says most of the author: of several signatures one aligned is enough, and one unanswered leaves doubt."""
    return min(checks, key=_rank, default=Check())


def _rank(check: Check) -> int:
    order = (Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL, Verdict.NONE)
    return order.index(check.verdict) + (0 if check.is_aligned else len(order))


def _believed(border: Border, servers: frozenset[str]) -> Iterator[tuple[str, Statement]]:
    """Yield the statements of servers we trust, with their names, from the top."""
    unnamed: list[Statement] = []
    count = 0
    for name, value in border.fields:
        if name == "received":
            # Microsoft leaves the authserv-id out: the server that wrote the next Received line below is the one that checked.
            by = (read_received(value).by or "").rstrip(".").lower() if unnamed else ""
            if is_trusted(by, servers):
                yield from ((by, one) for one in unnamed)
            unnamed = []
        elif name in {"authentication-results", "arc-authentication-results"} and count < _MAX_STATEMENTS:
            count += 1
            # Google writes its plain statement below its own Received line, where a stranger could too; that of ARC stands above.
            statement = read_statement(_INSTANCE.sub("", value, count=1) if name.startswith("arc-") else value)
            if statement is None:
                continue
            if statement.server is None:
                unnamed.append(statement)
            elif is_trusted(statement.server, servers):
                yield statement.server, statement


def is_trusted(server: str, servers: frozenset[str]) -> bool:
    """Tell whether a server is one of those trusted, or a host of their domain."""
    return any(server == one or server.endswith(f".{one}") for one in servers)


def check_of(result: Result, address: str | None, server: str) -> Check:
    """Return what a result says of the author, whose address is ``address``."""
    author = domain_of(address)
    domain = _domain(result)
    is_own = domain == author if result.method == "dmarc" else are_aligned(domain, author)
    check = Check(
        verdict=verdict_of(result.result),
        result=result.result[:20],
        domain=domain,
        said_by=server,
        is_aligned=is_own and domain is not None,
    )
    # A word about another From is none about this one.
    return replace(check, verdict=Verdict.UNKNOWN) if result.method == "dmarc" and domain is not None and not is_own else check


def _domain(result: Result) -> str | None:
    """Return the domain a result is about."""
    match result.method:
        case "dkim":
            return domain_of(result.first("header.d", "header.i"))
        case "dmarc":
            return domain_of(result.first("header.from"))
        case _:
            # RFC 7489, 3.1.2: the HELO stands for the sender only where that is null.
            sender = result.first("smtp.mailfrom", "smtp.mfrom", "envelope-from")
            return domain_of(sender if sender and sender != "<>" else result.first("smtp.helo"))


# --- reading ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """A word, a value or the sign « = »; ``is_quoted`` if any of it stood in quotes."""

    text: str
    is_quoted: bool = False


_EQUALS = _Token(text="=")


def read_statement(value: str) -> Statement | None:
    """Return what an Authentication-Results field says (RFC 8601, 2.2), comments left out; None for a version nobody knows.

    ``value`` is unfolded. Takes anything, in linear time; what is no result is passed over.
    """
    segments = _segments(value)
    head = segments[0]
    if _EQUALS in head:
        server, rest = None, segments
    else:
        words = [token.text for token in head]
        if not words or (len(words) > 1 and words[1] != _VERSION):
            return None
        server, rest = words[0].rstrip(".").lower(), segments[1:]
    results = (_result(segment) for segment in rest[:_MAX_RESULTS])
    return Statement(server=server, results=tuple(one for one in results if one is not None))


def _result(tokens: Sequence[_Token]) -> Result | None:
    """Return a result of its tokens; ``none`` alone and nonsense are None."""
    pairs = tuple(_pairs(tokens))
    if not pairs:
        return None
    (method, result), *properties = pairs
    name, _, version = method.partition("/")
    # A method of another version means something else (RFC 8601, 2.3).
    return None if version not in {"", _VERSION} else Result(method=name, result=result.lower(), properties=tuple(properties))


def _pairs(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    """Yield names and values. Blanks may stand around every sign: ``header . d = example``."""
    name: list[str] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token == _EQUALS:
            if position + 1 < len(tokens) and name:
                yield "".join(name).lower(), tokens[position + 1].text
            name = []
            position += 2
        else:
            if not token.text.startswith(("/", ".")) and not (name and name[-1].endswith(("/", "."))):
                name = []
            name.append(token.text)
            position += 1


def _segments(value: str) -> list[list[_Token]]:
    """Return the tokens between semicolons."""
    lexer = _Lexer()
    for kind, text in stretches(value):
        match kind:
            case Stretch.COMMENT:
                lexer.end_word()
            case Stretch.QUOTED:
                lexer.add(text, is_quoted=True)
            case Stretch.PLAIN:
                for piece in _PIECE.findall(text):
                    lexer.take(piece)
            case _:
                assert_never(kind)
    lexer.end_word()
    return lexer.segments


class _Lexer:
    """Puts words together: a quoted string and what touches it are one."""

    def __init__(self) -> None:
        self.segments: list[list[_Token]] = [[]]
        self._word: list[str] = []
        self._is_quoted = False

    def take(self, piece: str) -> None:
        """Take a piece of what stands outside quotes and comments."""
        if piece == ";":
            self.end_word()
            self.segments.append([])
        elif piece == "=" and not self._is_in_value():
            self.end_word()
            self.segments[-1].append(_EQUALS)
        elif piece.isspace():
            self.end_word()
        else:
            self.add(piece, is_quoted=False)

    def add(self, text: str, *, is_quoted: bool) -> None:
        """Go on with a word."""
        self._word.append(text)
        self._is_quoted |= is_quoted

    def end_word(self) -> None:
        """End a word, if one was begun."""
        if self._word:
            self.segments[-1].append(_Token(text="".join(self._word), is_quoted=self._is_quoted))
        self._word, self._is_quoted = [], False

    def _is_in_value(self) -> bool:
        """Tell whether a « = » belongs to a value: the beginning of a signature in header.b may end in one, and is seldom quoted."""
        return bool(self._word) and self.segments[-1][-1:] == [_EQUALS]
