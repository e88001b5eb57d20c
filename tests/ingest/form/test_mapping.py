"""Mappings as a town writes them."""

import json

import pytest

from domain.errors import ConfigurationError
from domain.inbound import Channel
from ingest.form.answers import Answer
from ingest.form.fields import Field
from ingest.form.mapping import MapLine, Mapping, Rest, mapping_text, parse_mapping

WHOLE = Mapping(
    name="Portail",
    channel=Channel.COUNTER,
    rest=Rest.TEXT,
    lines=(
        MapLine(where="a.b", field=Field.NAME),
        MapLine(where="label:Où ça : précisément ?", field=Field.PLACE),
        MapLine(where="*.c", field=Field.TEXT),
    ),
)


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse_mapping(text)
    return [mistake.where for mistake in caught.value.mistakes]


def test_a_mapping_is_the_text_that_is_made_of_it() -> None:
    assert parse_mapping(mapping_text(WHOLE)) == WHOLE


def test_json_is_read_as_well() -> None:
    assert parse_mapping(json.dumps({"name": "x", "fields": {"a": "text"}})).lines == (MapLine(where="a", field=Field.TEXT),)


def test_all_mistakes_are_told_at_once() -> None:
    text = "nom: x\nchannel: pigeon\nrest: maybe\nfields:\n  a: nonsense\n  b: [1]\n  '': text\n"
    assert mistakes(text) == [
        "mapping: nom",
        "mapping: name",
        "mapping: channel",
        "mapping: rest",
        "mapping: a",
        "mapping: b",
        "mapping: ",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "name: [",
        "name: x\nname: y\nfields: {a: text}",
        "name: x",
        "a: &b [x]\nname: *b\nfields: {a: text}",
        "!!python/object:os.system x",
    ],
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert mistakes(text)


@pytest.mark.parametrize(
    ("where", "path", "key", "fits"),
    [
        ("a.b", ("a", "b"), "b", True),
        ("a.*", ("a", "b"), "b", True),
        ("a", ("a", "b"), "b", False),
        ("a\\.b", ("a.b",), "a.b", True),
        ("label:Votre nom", ("fields", "3"), "votre NOM :", True),
        ("label:Votre nom", ("nom",), "nom", False),
    ],
)
def test_a_line_fits_the_answer_that_is_meant(where: str, path: tuple[str, ...], key: str, fits: bool) -> None:
    answer = Answer(path=path, parents=(), key=key, value="x")
    assert MapLine(where=where, field=Field.NAME).fits(answer) is fits


def test_what_a_path_shows_fits_it() -> None:
    answer = Answer(path=("q", "1.3", "a\\b"), parents=(), key="a", value="x")
    assert MapLine(where=answer.shown_path, field=Field.NAME).fits(answer)
