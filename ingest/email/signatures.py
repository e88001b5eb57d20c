"""DKIM (RFC 6376): whether the signatures of a message hold, by dkimpy. Only in a process that may be killed: it is not linear."""

import re
from collections.abc import Mapping, Sequence

import dkim

from domain.authenticity import OURSELVES, Check, Verdict
from ingest.email.alignment import are_aligned, domain_of, normal
from ingest.email.authenticity import best
from ingest.email.headers import MAX_HEADER_BYTES, mailbox
from ingest.email.lookup import Lookup, Record, UnansweredError

_MOST_SIGNATURES = 5
"""Verified of one message, those of the author's domain first: each costs a pass over the whole body."""
_MAX_FIELD = 16 * 1024
MAX_KEY = 4_096
LEAST_KEY_BITS = 1024
_ALGORITHMS = frozenset({"rsa-sha256", "ed25519-sha256"})
"""RFC 8301, 3.1: a signature by rsa-sha1 counts as none."""
_BLANKS = re.compile(r"\s+")
_FOLD = re.compile(rb"[\r\n]+[ \t]*")
_HEADER_END = re.compile(rb"\n\r?\n")


def check_signatures(raw: bytes, fields: Sequence[str], author: str | None, lookup: Lookup) -> Check:
    """Return the signature that says most of the author (an address). ``fields`` are the values of all DKIM-Signature fields from the top.

    A signature that covers only the beginning of the text (``l=``) proves nothing: anybody may write on below it.
    """
    if not fields:
        return Check(verdict=Verdict.NONE, result="none", said_by=OURSELVES)
    signatures = sorted(enumerate(map(read_tags, fields)), key=lambda one: not are_aligned(normal(one[1].get("d", "")), domain_of(author)))
    message = _message(raw)
    if message is None or not _is_from(message, author):
        return Check(verdict=Verdict.FAIL, result="fail", said_by=OURSELVES)
    return best([_check(message, index, tags, author, lookup) for index, tags in signatures[:_MOST_SIGNATURES]])


def read_tags(value: str) -> Mapping[str, str]:
    """Return the tags of a signature field, without blanks; the first of a name counts (dkimpy refuses a name twice)."""
    pairs = [one.split("=", 1) for one in value[:_MAX_FIELD].split(";") if "=" in one]
    return {name.strip().lower(): _BLANKS.sub("", text) for name, text in reversed(pairs)}


def has_signable_header(raw: bytes) -> bool:
    """Tell whether a header is short enough: dkimpy joins folded lines one by one, its time grows with the square of a field's length."""
    end = _HEADER_END.search(raw)
    return (end.start() if end else len(raw)) <= MAX_HEADER_BYTES


def _message(raw: bytes) -> dkim.DKIM | None:
    if not has_signable_header(raw):
        return None  # nobody signs such a header
    try:
        return dkim.DKIM(raw, minkey=LEAST_KEY_BITS)
    except (dkim.DKIMException, IndexError):
        # Its header is none to dkimpy: a line that is no field, or one that continues nothing.
        return None


def _is_from(message: dkim.DKIM, author: str | None) -> bool:
    """Tell whether the one From dkimpy sees names the author we see: of two readings, one could be signed and the other shown."""
    found = [value for name, value in message.headers if name.lower() == b"from"]
    return len(found) == 1 and (author is None or mailbox(_FOLD.sub(b" ", found[0]).decode("utf-8", "replace"))[1] == author)


def _check(message: dkim.DKIM, index: int, tags: Mapping[str, str], author: str | None, lookup: Lookup) -> Check:
    domain, selector = normal(tags.get("d", "")), normal(tags.get("s", ""))
    if domain is None or selector is None:
        return Check(verdict=Verdict.NONE, result="neutral", said_by=OURSELVES)
    result = _result(message, index, tags, f"{selector}._domainkey.{domain}", lookup)
    verdict = {"pass": Verdict.PASS, "fail": Verdict.FAIL, "policy": Verdict.NONE}.get(result, Verdict.UNKNOWN)
    return Check(verdict=verdict, result=result, domain=domain, said_by=OURSELVES, is_aligned=are_aligned(domain, domain_of(author)))


def _result(message: dkim.DKIM, index: int, tags: Mapping[str, str], key_name: str, lookup: Lookup) -> str:
    """Return pass, fail, policy (no signature we take) or temperror."""
    signed = tags.get("h", "").lower().split(":")
    if "from" not in signed or "l" in tags or tags.get("a", "").lower() not in _ALGORITHMS:
        return "policy"
    try:
        keys = lookup(key_name, Record.TXT)
    except UnansweredError:
        return "temperror"
    key = next((text for text in keys if len(text) <= MAX_KEY), "").encode()
    try:
        is_right = message.verify(index, dnsfunc=lambda name, timeout: key)  # noqa: ARG005, RUF100 - as dkimpy calls it
    except dkim.NaClNotFoundError:
        return "policy"
    except (dkim.DKIMException, ValueError, TypeError, AssertionError, LookupError, OverflowError):
        # A signature, key or header it cannot make sense of; none of ours.
        return "fail"
    return "pass" if is_right and normal(message.domain.decode("ascii", "replace")) == normal(tags["d"]) else "fail"
