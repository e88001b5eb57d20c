import pytest

from ingest.email.author import read_author, strict_addresses
from tests.soon import soon


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("anne@x.example", "anne@x.example"),
        ("Anne Roux <Anne@X.example>", "anne@x.example"),
        ('"Roux, Anne" <anne@x.example>', "anne@x.example"),
        ("anne@x.example (Anne, (chez) Roux)", "anne@x.example"),
        ("=?utf-8?q?Ren=C3=A9?= <rene@x.example>", "rene@x.example"),
        ("Anne <anne@x.example>, Paul <paul@x.example>", "anne@x.example"),
        ("Anne <anne@x.example>, Paul <paul@y.example>", None),
        ("undisclosed-recipients:;", None),
        ("Anne Roux", None),
        ("", None),
    ],
)
def test_the_author_is_the_one_address_of_from(value: str, address: str | None) -> None:
    author = read_author([value])
    assert (author.address, author.is_ambiguous) == (address, False)


@pytest.mark.parametrize(
    "fields",
    [
        ['"Mairie <maire@ville.example>" <mallory@evil.example>'],
        ["<maire@ville.example> <mallory@evil.example>"],
        ["maire@ville.example", "mallory@evil.example"],
        ["mallory@evil.example", "maire@ville.example", "mallory@evil.example"],
        ['"maire@ville.example" mallory@evil.example'],
        ["maire@ville.example"] * 50,
    ],
)
def test_a_from_that_can_be_read_as_two_senders_is_told(fields: list[str]) -> None:
    author = read_author(fields)
    assert (author.address, author.is_ambiguous) == (None, True)


def test_the_same_from_twice_is_one_author() -> None:
    assert read_author(["Anne <anne@x.example>", "anne@x.example"]).address == "anne@x.example"


def test_a_name_that_is_an_address_does_not_hide_the_author() -> None:
    assert strict_addresses("maire@ville.example <mallory@evil.example>") == ("mallory@evil.example",)


@pytest.mark.parametrize("junk", ["<" * 60_000, "a@b.c," * 10_000, "(" * 60_000, '"' * 60_000, "a@" * 30_000, "\\" * 60_000])
def test_a_hostile_from_costs_linear_time(junk: str) -> None:
    with soon(1.0):
        read_author([junk] * 100)
