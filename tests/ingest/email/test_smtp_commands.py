"""The quick reading of MAIL and RCPT says what aiosmtpd's own says, or nothing."""

import asyncio

import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP
from hypothesis import given
from hypothesis import strategies as st

from ingest.email.smtp_commands import PlainMail, plain_mail, plain_recipient

_PIECES = st.sampled_from(
    (
        "a",
        "Ab",
        "é",
        ".",
        "..",
        "-",
        "_",
        "+",
        "@",
        "@b.example",
        "@[192.0.2.1]",
        '"',
        " ",
        "<",
        ">",
        "\\",
        "(x)",
        ":",
        "@x,@y:",
        "\t",
        "\x00",
    )
)


def _parser() -> SMTP:
    async def made() -> SMTP:
        return SMTP(Sink(), loop=asyncio.get_running_loop())

    return asyncio.run(made())


_PARSER = _parser()


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_what_is_read_quickly_is_what_the_slow_parser_reads(address: str) -> None:
    quick = plain_recipient(f"TO:<{address}>")
    if quick is not None:
        # The dot that ends a whole name of a host is taken, though the parser it stands in for does not know it.
        written = address.removesuffix(".")
        assert _PARSER._getaddr(f"<{written}>") == (quick, "")
        assert quick == written


def test_a_name_of_a_host_may_end_with_its_dot() -> None:
    assert plain_recipient("TO:<a@b.example.>") == "a@b.example"


@pytest.mark.parametrize("address", ["a@b.example", "a.b+c_d-e@sub.b-c.example", "o'neil@x.example", "A1@B.EXAMPLE", "a@localhost"])
def test_ordinary_addresses_are_read_quickly(address: str) -> None:
    assert plain_recipient(f"TO:<{address}>") == plain_recipient(f"to: <{address}>") == address
    assert plain_mail(f"From:<{address}>") == PlainMail(sender=address)


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.example", "a..b@c.example", ".a@b.example", '"a b"@c.example', "a@b..example", "é@b.example", "a@-b"],
)
def test_what_is_not_ordinary_is_left_to_the_slow_parser(address: str) -> None:
    assert plain_recipient(f"TO:<{address}>") is None
    assert plain_mail(f"FROM:<{address}>") is None


def test_options_are_read_in_capitals_with_the_size() -> None:
    mail = plain_mail("FROM:<a@b.example> size=1234 body=8bitmime SMTPUTF8")
    assert mail == PlainMail(sender="a@b.example", options=("SIZE=1234", "BODY=8BITMIME", "SMTPUTF8"), size=1234)


@pytest.mark.parametrize(
    "options", ["SIZE=", "SIZE=1 SIZE=2", "BODY=BINARYMIME", "AUTH=<>", "RET=FULL", "SMTPUTF8=1", "SIZE=1\tX", "SIZE=" + "9" * 21]
)
def test_other_options_are_left_to_the_slow_parser(options: str) -> None:
    assert plain_mail(f"FROM:<a@b.example> {options}") is None
