import time
from collections.abc import Iterator

import pytest

from ingest.email.lookup import Record, UnansweredError, read_servers
from ingest.email.resolver import Resolver
from tests.signing import Zone, name_server

ZONE: Zone = {
    ("ville.example", "TXT"): ("v=spf1 -all", "x" * 600),
    ("ville.example", "MX"): ("20 b.ville.example.", "10 a.ville.example."),
    ("a.ville.example", "A"): ("192.0.2.1", "192.0.2.2"),
    ("a.ville.example", "AAAA"): ("2001:db8::1",),
    ("1.2.0.192.in-addr.arpa", "PTR"): ("a.ville.example.",),
    ("broken.example", "TXT"): ("SERVFAIL",),
    **{(f"silent{number}.example", "TXT"): ("SILENCE",) for number in range(30)},
}


class Clock:
    """A clock that goes on by itself and can be put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with name_server(ZONE) as address:
        yield address


def test_records_of_every_type_are_read(server: str) -> None:
    resolver = Resolver(server)
    resolver.begin()
    assert set(resolver("ville.example", Record.TXT)) == {"v=spf1 -all", "x" * 600}
    assert resolver("ville.example", Record.MX) == ("a.ville.example", "b.ville.example")
    assert set(resolver("a.ville.example", Record.A)) == {"192.0.2.1", "192.0.2.2"}
    assert resolver("a.ville.example", Record.AAAA) == ("2001:db8::1",)
    assert resolver("1.2.0.192.in-addr.arpa", Record.PTR) == ("a.ville.example",)


@pytest.mark.parametrize(
    "name", ["nothing.example", "a.ville.example", "", ".", "a..example", "x" * 64 + ".example", "é.example", "a\\", "a b.example"]
)
def test_what_is_not_there_is_no_error(server: str, name: str) -> None:
    resolver = Resolver(server)
    resolver.begin()
    assert resolver(name, Record.TXT) == ()


def test_an_answer_is_remembered() -> None:
    zone = dict(ZONE)
    with name_server(zone) as address:
        resolver = Resolver(address)
        resolver.begin()
        first = resolver("ville.example", Record.TXT)
        del zone["ville.example", "TXT"]
        assert resolver("ville.example", Record.TXT) == first


def test_a_server_failure_is_no_answer_and_not_asked_again_at_once(server: str) -> None:
    clock = Clock()
    resolver = Resolver(server, clock)
    resolver.begin()
    for _ in range(2):
        with pytest.raises(UnansweredError):
            resolver("broken.example", Record.TXT)
    assert resolver("ville.example", Record.MX)


def test_silence_costs_a_message_little_time(server: str) -> None:
    resolver = Resolver(server)
    resolver.begin()
    begun = time.monotonic()
    for number in range(10):
        with pytest.raises(UnansweredError):
            resolver(f"silent{number}.example", Record.TXT)
    assert time.monotonic() - begun < 4.0


def test_where_nothing_answers_the_dns_is_left_alone_for_a_while(server: str) -> None:
    clock = Clock()
    resolver = Resolver(server, clock)
    for number in range(6):
        resolver.begin()
        with pytest.raises(UnansweredError):
            resolver(f"silent{10 + number}.example", Record.TXT)
    resolver.begin()
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        resolver("ville.example", Record.TXT)
    assert time.monotonic() - begun < 0.1
    clock.ahead += 120
    resolver.begin()
    assert resolver("ville.example", Record.TXT)


def test_a_machine_without_name_server_gives_no_answer() -> None:
    resolver = Resolver("127.0.0.1:9")
    resolver.begin()
    with pytest.raises(UnansweredError):
        resolver("ville.example", Record.TXT)


def test_name_servers_are_addresses_with_or_without_port() -> None:
    assert read_servers("192.0.2.53, [2001:db8::53]:5353 2001:db8::1 127.0.0.1:99") == (
        ("192.0.2.53", 53),
        ("2001:db8::53", 5353),
        ("2001:db8::1", 53),
        ("127.0.0.1", 99),
    )
    for wrong in ("dns.example", "192.0.2", "192.0.2.1:x"):
        with pytest.raises(ValueError, match=r".+"):
            read_servers(wrong)
