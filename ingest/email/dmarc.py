"""DMARC (RFC 7489): whether what DKIM and SPF proved belongs to the domain of From, where that domain asks for it."""

from domain.authenticity import OURSELVES, Check, Verdict
from ingest.email.alignment import are_aligned, organisational
from ingest.email.lookup import Lookup, Record, UnansweredError

_MAX_RECORD = 4_096
_POLICIES = frozenset({"none", "quarantine", "reject"})


def check_dmarc(author: str, dkim: Check, spf: Check, lookup: Lookup) -> Check:
    """Return what the policy of the author's domain makes of what DKIM and SPF found.

    A domain without policy gives « none ». Where a check that could have proven the author was not answered, nor is this one.
    """
    try:
        policy = find_policy(author, lookup)
    except UnansweredError:
        return Check(result="temperror", domain=author, said_by=OURSELVES, is_aligned=True)
    if policy is None:
        return Check(verdict=Verdict.NONE, result="none", domain=author, said_by=OURSELVES, is_aligned=True)
    checks = (
        (dkim, are_aligned(dkim.domain, author, is_strict=policy.get("adkim") == "s")),
        (spf, are_aligned(spf.domain, author, is_strict=policy.get("aspf") == "s")),
    )
    if any(is_aligned and check.verdict is Verdict.PASS for check, is_aligned in checks):
        verdict, result = Verdict.PASS, "pass"
    elif any(check.verdict is Verdict.UNKNOWN and (is_aligned or check.domain is None) for check, is_aligned in checks):
        verdict, result = Verdict.UNKNOWN, "temperror" if "temperror" in {dkim.result, spf.result} else ""
    else:
        verdict, result = Verdict.FAIL, "fail"
    return Check(verdict=verdict, result=result, domain=author, said_by=OURSELVES, is_aligned=True)


def find_policy(author: str, lookup: Lookup) -> dict[str, str] | None:
    """Return the tags of the policy that holds for a domain (6.6.3): its own, else its organisation's. Raises UnansweredError."""
    for domain in dict.fromkeys((author, organisational(author))):
        records = [tags for text in lookup(f"_dmarc.{domain}", Record.TXT) if (tags := read_policy(text)) is not None]
        if records:
            # More than one: none is followed.
            return records[0] if len(records) == 1 else None
    return None


def read_policy(text: str) -> dict[str, str] | None:
    """Return the tags of a DMARC record, names in lower case; None where it is none, or names no policy (6.3)."""
    pairs = [tuple(part.strip() for part in one.split("=", 1)) for one in text[:_MAX_RECORD].split(";") if "=" in one]
    if not pairs or pairs[0] != ("v", "DMARC1"):
        return None
    tags = {pair[0].lower(): pair[1].lower() for pair in reversed(pairs)}
    # A record without a valid policy counts as one that only watches, where it says whom to report to (6.6.3).
    return tags if tags.get("p") in _POLICIES or "rua" in tags else None
