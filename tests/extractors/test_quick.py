"""Quickly made dataclasses: the same objects as the ordinary `__init__` makes, and as frozen."""

import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from extractors import extract
from extractors.mentions import KINDS, Mention
from extractors.quick import maker, mover, quick

ARTICLES = sorted((Path(__file__).parents[2] / "corpus" / "articles").glob("*.txt"))


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Fields by position and by name, with defaults and without."""

    first: int
    second: str = "b"
    third: tuple[int, ...] = field(default=(1,), kw_only=True)
    fourth: int = field(kw_only=True)


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    """The same fields."""

    first: int
    second: str = "b"
    third: tuple[int, ...] = field(default=(1,), kw_only=True)
    fourth: int = field(kw_only=True)


def values(made: Any) -> list[Any]:
    return [getattr(made, each.name) for each in fields(made)]


@pytest.mark.parametrize(
    ("ordered", "named"),
    [
        ((1,), {"fourth": 4}),
        ((1, "x"), {"fourth": 4, "third": ()}),
        ((), {"first": 1, "second": "y", "fourth": 4}),
        ((), {"fourth": 4}),
        ((1,), {}),
        ((1, "x", 3), {"fourth": 4}),
        ((1,), {"fourth": 4, "fifth": 5}),
    ],
)
def test_the_arguments_are_those_of_the_ordinary_one(ordered: tuple[Any, ...], named: dict[str, Any]) -> None:
    for make in (Quick, maker(Quick), maker(Ordinary)):
        try:
            expected = Ordinary(*ordered, **named)
        except TypeError:
            with pytest.raises(TypeError):
                make(*ordered, **named)
        else:
            assert values(make(*ordered, **named)) == values(expected)


@pytest.mark.parametrize("make", [Quick, maker(Quick)])
def test_what_is_made_is_of_the_class_and_frozen(make: type[Quick]) -> None:
    made = make(1, fourth=4)
    assert type(made) is Quick
    assert made == Quick(1, fourth=4) != Quick(2, fourth=4)
    assert hash(made) == hash(Quick(1, fourth=4))
    assert repr(made) == repr(Ordinary(1, fourth=4)).replace("Ordinary", "Quick")
    assert pickle.loads(pickle.dumps(made)) == made
    assert replace(made, first=9) == Quick(9, fourth=4)
    assert str(inspect.signature(Quick)) == str(inspect.signature(Ordinary))
    with pytest.raises(FrozenInstanceError):
        made.first = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.first
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize("made", [quick, maker])
def test_a_default_that_is_made_anew_each_time_is_refused(made: Callable[[type[Any]], type[Any]]) -> None:
    @dataclass(frozen=True)
    class Made:
        each: list[int] = field(default_factory=list)

    with pytest.raises(TypeError, match="Made"):
        made(Made)


def test_mentions_are_of_their_classes_and_frozen() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ARTICLES]
    found = [mention for text in texts for mentions in extract(text).lists.values() for mention in mentions]
    assert {type(mention) for mention in found} == set(KINDS)
    for mention in found:
        with pytest.raises(FrozenInstanceError):
            mention.start = 0  # type: ignore[misc]
        assert replace(mention) == mention
        assert isinstance(mention, Mention)


def test_a_moved_mention_is_the_one_with_other_places() -> None:
    for article in ARTICLES:
        for mentions in extract(article.read_text(encoding="utf-8")).lists.values():
            for mention in mentions:
                moved = mover(type(mention))(mention, 1, 2, "x")
                assert moved == replace(mention, start=1, end=2, text="x")
                assert type(moved) is type(mention)
                with pytest.raises(FrozenInstanceError):
                    moved.start = 3
