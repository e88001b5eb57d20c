"""All that can be asked is told of in the documentation, and in both languages."""

from itertools import chain
from pathlib import Path

import pytest

from domain.figures import Axis
from figures.axis_words import AXES, ENUMERATED
from figures.indicators import INDICATORS
from figures.periods import NAMED, Named
from figures.presets import PRESETS
from figures.wire import offered
from figures.words import Said

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [*INDICATORS, *Axis, *Named, *PRESETS])
def test_documentation_tells_of_it(code: str) -> None:
    assert f"`{code}`" in PAGE


def test_every_axis_and_period_has_its_words() -> None:
    assert (set(AXES), set(NAMED)) == (set(Axis), set(Named))


def test_words_are_in_both_languages_and_set_as_french_is() -> None:
    listed = (one.label for one in INDICATORS.values())
    classes = (bucket.label for one in INDICATORS.values() for bucket in one.buckets)
    keys = (words for keys in ENUMERATED.values() for words in keys.values())
    for words in chain(listed, classes, keys, AXES.values(), NAMED.values(), (one.title for one in PRESETS.values())):
        assert isinstance(words, Said)
        assert words.french
        assert words.english
        assert not any(mark in words.french for mark in (" :", " ;", "« ", " »", "'"))


def test_no_two_indicators_are_called_the_same() -> None:
    labels = [one.label.french for one in INDICATORS.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_offered_is_all_there_is(language: str) -> None:
    found = offered(language)
    assert [len(list(found[part])) for part in ("indicators", "axes", "periods", "presets")] == [  # type: ignore[call-overload]
        len(INDICATORS),
        len(Axis),
        len(Named),
        len(PRESETS),
    ]
