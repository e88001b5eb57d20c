from collections.abc import Mapping

import pytest

from ingest.email.lookup import Lookup, Record, UnansweredError
from ingest.email.spf import check_spf

ZONE: Mapping[tuple[str, Record], tuple[str, ...]] = {
    # RFC 7208, appendix A.
    ("example.com", Record.A): ("192.0.2.10", "192.0.2.11"),
    ("example.com", Record.MX): ("mail-a.example.com", "mail-b.example.com"),
    ("mail-a.example.com", Record.A): ("192.0.2.129",),
    ("mail-b.example.com", Record.A): ("192.0.2.130",),
    ("amy.example.com", Record.A): ("192.0.2.65",),
    ("bob.example.com", Record.A): ("192.0.2.66",),
    ("example.org", Record.MX): ("mail-c.example.org",),
    ("mail-c.example.org", Record.A): ("192.0.2.140",),
    ("10.2.0.192.in-addr.arpa", Record.PTR): ("example.com",),
    ("65.2.0.192.in-addr.arpa", Record.PTR): ("amy.example.com",),
    ("140.2.0.192.in-addr.arpa", Record.PTR): ("mail-c.example.org",),
    ("4.0.0.10.in-addr.arpa", Record.PTR): ("bob.example.com",),
    ("six.example.com", Record.AAAA): ("2001:db8::1",),
    ("ok.example.com", Record.TXT): ("v=spf1 ip4:192.0.2.129 -all",),
    ("denied.example.com", Record.TXT): ("v=spf1 -all",),
    ("unlucky.example.com", Record.TXT): ("v=spf1 include:slow.example.com -all",),
    ("loop.example.com", Record.TXT): ("v=spf1 include:loop.example.com -all",),
    ("wide.example.com", Record.MX): tuple(f"h{number}.example.com" for number in range(11)),
    ("ann._spf.example.com", Record.A): ("127.0.0.2",),
    ("2.0.192.in-addr._spf.example.com", Record.A): ("127.0.0.2",),
    ("two.example.com", Record.TXT): ("v=spf1 -all", "v=spf1 +all"),
    ("others.example.com", Record.TXT): ("site-verification=1", "v=spf10 +all", "v=spf1 ~all"),
}


def _lookup(record: str | None = None, asked: list[str] | None = None) -> Lookup:
    def lookup(name: str, kind: Record) -> tuple[str, ...]:
        if asked is not None:
            asked.append(name)
        if name.startswith("slow."):
            raise UnansweredError("slow")
        if record is not None and (name, kind) == ("example.com", Record.TXT):
            return (record,)
        return ZONE.get((name, kind), ())

    return lookup


@pytest.mark.parametrize(
    ("record", "client", "result"),
    [
        ("v=spf1 +all", "192.0.2.129", "pass"),
        ("v=spf1 a -all", "192.0.2.10", "pass"),
        ("v=spf1 a -all", "192.0.2.12", "fail"),
        ("v=spf1 a:example.org -all", "192.0.2.10", "fail"),
        ("v=spf1 mx -all", "192.0.2.129", "pass"),
        ("v=spf1 mx -all", "192.0.2.131", "fail"),
        ("v=spf1 mx:example.org -all", "192.0.2.140", "pass"),
        ("v=spf1 mx mx:example.org -all", "192.0.2.140", "pass"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", "pass"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", "pass"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.144", "fail"),
        ("v=spf1 ptr -all", "192.0.2.65", "pass"),
        ("v=spf1 ptr -all", "192.0.2.140", "fail"),
        ("v=spf1 ptr -all", "10.0.0.4", "fail"),
        ("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", "pass"),
        ("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"),
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::9", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "192.0.2.1", "fail"),
        ("v=spf1 ip4:192.0.2.1 -all", "::ffff:192.0.2.1", "pass"),
        ("v=spf1 a:six.example.com//64 -all", "2001:db8::ff", "pass"),
        ("v=spf1 a:six.example.com/24//128 -all", "2001:db8::ff", "fail"),
        ("v=spf1 include:ok.example.com ~all", "192.0.2.129", "pass"),
        ("v=spf1 include:ok.example.com ~all", "192.0.2.65", "softfail"),
        ("v=spf1 include:denied.example.com ?all", "192.0.2.65", "neutral"),
        ("v=spf1 include:nothing.example.com +all", "192.0.2.65", "permerror"),
        ("v=spf1 include:two.example.com +all", "192.0.2.65", "permerror"),
        ("v=spf1 include:unlucky.example.com +all", "192.0.2.65", "temperror"),
        ("v=spf1 include:loop.example.com +all", "192.0.2.65", "permerror"),
        ("v=spf1 redirect=ok.example.com", "192.0.2.129", "pass"),
        ("v=spf1 redirect=ok.example.com", "192.0.2.65", "fail"),
        ("v=spf1 redirect=nothing.example.com", "192.0.2.65", "permerror"),
        ("v=spf1 ?all redirect=ok.example.com", "192.0.2.65", "neutral"),
        ("v=spf1 exists:%{l}._spf.%{d} -all", "192.0.2.1", "pass"),
        ("v=spf1 exists:%{ir3}.%{v}._spf.%{d} -all", "192.0.2.77", "permerror"),
        ("v=spf1 exists:%{i3r}.%{v}._spf.%{d} -all", "192.0.2.77", "pass"),
        ("v=spf1", "192.0.2.1", "neutral"),
        ("v=spf1 ", "192.0.2.1", "neutral"),
        ("V=SPF1 A -ALL", "192.0.2.10", "pass"),
        ("v=spf1 unknown=x a -all", "192.0.2.10", "pass"),
        ("v=spf1 mx:wide.example.com -all", "192.0.2.10", "permerror"),
        ("v=spf1 a:n1.example.com a:n2.example.com a:n3.example.com +all", "192.0.2.10", "permerror"),
        ("v=spf1 a:n1.example.com a:n2.example.com +all", "192.0.2.10", "pass"),
        (f"v=spf1 {'a ' * 10}+all", "192.0.2.1", "pass"),
        (f"v=spf1 {'a ' * 11}+all", "192.0.2.1", "permerror"),
        ("nothing", "192.0.2.1", "none"),
    ],
)
def test_records_are_followed(record: str, client: str, result: str) -> None:
    assert check_spf(client, "ann@example.com", "helo.example", _lookup(record)) == (result, "example.com")


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 +all foo",
        "v=spf1 +all foo:bar",
        "v=spf1 +all a:",
        "v=spf1 +all a/33",
        "v=spf1 +all a//129",
        "v=spf1 +all ip4:192.0.2",
        "v=spf1 +all ip4:192.0.2.0/255.255.255.0",
        "v=spf1 +all ip4:2001:db8::1",
        "v=spf1 +all ip6:192.0.2.1",
        "v=spf1 +all all:x",
        "v=spf1 +all include",
        "v=spf1 +all exists:%{x}.example.com",
        "v=spf1 +all exists:%d.example.com",
        "v=spf1 +all exists:%{d0}.example.com",
        "v=spf1 +all exists:%{c}.example.com",
        "v=spf1 +all include:nodots",
        "v=spf1 +all include:example.999",
        "v=spf1 +all redirect=a.example redirect=b.example",
        "v=spf1 +all redirect=",
        "v=spf1 +all -redirect=a.example",
        "v=spf1 +all é",
        "v=spf1 " + "ip4:192.0.2.1 " * 300,
        "v=spf1 " + "x" * 9000,
    ],
)
def test_a_mistake_anywhere_spoils_the_record(record: str) -> None:
    assert check_spf("192.0.2.1", "ann@example.com", "", _lookup(record))[0] == "permerror"


def test_macros_are_those_of_the_rfc() -> None:
    expected = {  # RFC 7208, 7.4
        "%{s}": "strong-bad@email.example.com",
        "%{o}": "email.example.com",
        "%{d2}": "example.com",
        "%{dr}": "com.example.email",
        "%{d2r}": "example.email",
        "%{l-}": "strong.bad",
        "%{lr}": "strong-bad",
        "%{lr-}": "bad.strong",
        "%{l1r-}": "strong",
        "%{ir}.%{v}._spf.%{d2}": "3.2.0.192.in-addr._spf.example.com",
        "%{lr-}.lp._spf.%{d2}": "bad.strong.lp._spf.example.com",
        "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}": "3.2.0.192.in-addr.strong.lp._spf.example.com",
        "%{d2}.trusted-domains.example.net": "example.com.trusted-domains.example.net",
        "%%%_%-x": "% %20x",
    }
    for macro, name in expected.items():
        asked: list[str] = []

        def lookup(asked_name: str, kind: Record, macro: str = macro, asked: list[str] = asked) -> tuple[str, ...]:
            asked.append(asked_name)
            return (f"v=spf1 exists:{macro}.end.example -all",) if kind is Record.TXT else ("127.0.0.2",)

        check_spf("192.0.2.3", "strong-bad@email.example.com", "", lookup)
        assert asked[1] == f"{name}.end.example"


def test_macros_of_a_version_six_address_are_its_digits() -> None:
    asked: list[str] = []

    def lookup(name: str, kind: Record) -> tuple[str, ...]:
        asked.append(name)
        return ("v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all",) if kind is Record.TXT else ()

    check_spf("2001:db8::cb01", "a@email.example.com", "", lookup)
    assert asked[1] == "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"


def test_a_name_too_long_loses_labels_from_its_left() -> None:
    asked: list[str] = []

    def lookup(name: str, kind: Record) -> tuple[str, ...]:
        asked.append(name)
        return ("v=spf1 exists:%{l}.%{l}.%{l}.%{l}.%{d} -all",) if kind is Record.TXT else ()

    check_spf("192.0.2.1", f"{'x' * 63}@example.com", "", lookup)
    assert asked[1] == ".".join(["x" * 63] * 3) + ".example.com"


def test_the_null_sender_is_judged_by_its_helo() -> None:
    assert check_spf("192.0.2.129", "", "ok.example.com", _lookup()) == ("pass", "ok.example.com")
    assert check_spf("192.0.2.129", "", "", _lookup()) == ("none", None)
    assert check_spf("192.0.2.129", "", "[192.0.2.129]", _lookup()) == ("none", None)


def test_two_records_are_a_mistake_and_other_texts_are_none() -> None:
    assert check_spf("192.0.2.1", "a@two.example.com", "", _lookup())[0] == "permerror"
    assert check_spf("192.0.2.1", "a@others.example.com", "", _lookup())[0] == "softfail"


def test_no_answer_is_a_temporary_error() -> None:
    assert check_spf("192.0.2.1", "a@slow.example.com", "", _lookup()) == ("temperror", "slow.example.com")
    assert check_spf("nobody", "a@ok.example.com", "", _lookup())[0] == "none"


def test_an_evaluation_asks_little_whatever_the_record_says() -> None:
    asked: list[str] = []
    check_spf("192.0.2.1", "ann@example.com", "", _lookup("v=spf1 " + "include:loop.example.com " * 100, asked))
    assert len(asked) <= 12
