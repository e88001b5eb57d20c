"""What servers found of a message before it was handed on to us: the Authenticated Received Chain (RFC 8617).

Each server of the chain writes down what it found, and seals it. Whether the seals hold is found out elsewhere: by a mail server of ours,
or by `ingest.email.seals`. Here is told whose word then counts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.authenticity import Authenticity, Check, Verdict
from ingest.email.alignment import normal
from ingest.email.authenticity import Statement, best, check_of, is_trusted, read_statement

MOST_SETS = 50
"""RFC 8617, 4.2.1."""
RESULTS, SIGNATURE, SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"
_INSTANCE = re.compile(r"\s*i\s*=\s*(\d{1,2})\s*;")
_TAG = re.compile(r"(?:^|;)\s*(i|d)\s*=\s*([^;\s]{1,253})\s*(?=;|$)")
_METHODS = ("dkim", "spf", "dmarc")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcSet:
    """One link of the chain: what a server found, and the domain in whose name it sealed that."""

    instance: int
    statement: Statement
    sealer: str


def sets_of(fields: Iterable[tuple[str, str]]) -> tuple[ArcSet, ...]:
    """Return the links of a chain, the newest first; none where one is missing or is there twice: such a chain proves nothing.

    ``fields`` are (name in lower case, unfolded value).
    """
    statements: dict[int, Statement] = {}
    sealers: dict[int, str] = {}
    for name, value in fields:
        if name == RESULTS:
            found = _INSTANCE.match(value)
            statement = read_statement(value[found.end() :]) if found else None
            if found is None or statement is None or int(found[1]) in statements:
                return ()
            statements[int(found[1])] = statement
        elif name == SEAL:
            tags = dict(reversed(_TAG.findall(value)))
            number, sealer = tags.get("i", ""), normal(tags.get("d", ""))
            if not number.isdecimal() or sealer is None or int(number) in sealers:
                return ()
            sealers[int(number)] = sealer
    count = len(sealers)
    if not 0 < count <= MOST_SETS or set(sealers) != set(statements) or max(sealers) != count or min(sealers) != 1:
        return ()
    return tuple(ArcSet(instance=one, statement=statements[one], sealer=sealers[one]) for one in range(count, 0, -1))


def with_chain(said: Authenticity, chain: Sequence[ArcSet], servers: frozenset[str]) -> Authenticity:
    """Return what is known of a sender with what a chain whose seals hold tells of him.

    Believed is the oldest link of those at the end of the chain whose servers we all trust: behind a stranger anything may have been
    changed. It tells of what nobody has checked since; and where it proves the sender, that handing on broke a later check denies nothing
    (RFC 8617, 7.2.1).
    """
    trusted: ArcSet | None = None
    for one in chain:
        if not (is_trusted(one.sealer, servers) or _holds_one(one.sealer, servers)):
            break
        trusted = one
    if trusted is None:
        return said
    dkim, spf, dmarc = (_check(trusted, method, said.author) for method in _METHODS)
    return replace(said, dkim=_better(said.dkim, dkim), spf=_better(said.spf, spf), dmarc=_better(said.dmarc, dmarc))


def _holds_one(sealer: str, servers: frozenset[str]) -> bool:
    """Tell whether a server we trust is a host of the sealing domain: mx.google.com seals as google.com."""
    return any(server.endswith(f".{sealer}") for server in servers)


def _check(link: ArcSet, method: str, author: str | None) -> Check:
    results = (one for one in link.statement.results if one.method == method)
    return best([check_of(one, author, f"{link.sealer} (ARC)") for one in results])


def _better(said: Check, told: Check) -> Check:
    if told.said_by is None or said.proves:
        return said
    is_unanswered = said.said_by is None or said.verdict is Verdict.UNKNOWN
    return told if told.proves or is_unanswered else said
