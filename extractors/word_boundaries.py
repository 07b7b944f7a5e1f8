"""Which tokens continue a word: the decisions of underthesea's model, from its own weights, many times as fast.

Underthesea writes out 43 features for each token (itself, its neighbours, pairs and triples of them; as they are, in
lower case, whether they are titles, numbers, in its dictionary) and looks each up. Here the weights of all features
that a token, or a pair, has at every distance are summed once and remembered. The sums are the same but for rounding,
so the best path is, unless two are equal; then underthesea decides. Tests hold the words to underthesea's over whole
articles.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise, product
from operator import add
from typing import cast

from extractors.crf_model import TwoLabelModel

#: How many tokens, and pairs of tokens, are remembered before all are forgotten: less than 100 MB.
_MOST_TOKENS, _MOST_PAIRS = 50_000, 150_000
#: Sums in another order differ by less than this, and paths that differ in meaning by more.
_TIE = 1e-9
_DISTANCES = (-2, -1, 0, 1, 2)
_PAIRS = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
_TRIPLES = ("T[-2,0]", "T[-1,1]", "T[0,2]")
_SINGLES = tuple(f"T[{distance}]" for distance in _DISTANCES)
#: What a feature looks at, as underthesea spells it after the place.
_FUNCTIONS = ("", ".lower", ".isdigit", ".istitle", ".is_in_dict")
#: Underthesea's test is whether Rust reads the token as an i32.
_INTEGER = re.compile(r"([+-]?)0*([0-9]{1,10})")


#: Of a token: its worth where it stands at -2, -1, 0, 1, 2 from the one decided on; whether it is a title; lower case.
_Token = tuple[float, float, float, float, float, bool, str]
#: Of a pair: its worth where it begins at -2, -1, 0, 1; whether it is a title; whether a triple that matters begins so.
_Pair = tuple[float, float, float, float, bool, bool]
#: Of three tokens in a row: their worth where they begin at -2, -1, 0.
_Triple = tuple[float, float, float]


class _Sums:
    """The weights of all features of several places, summed by what they look at; a sum for each place."""

    def __init__(self, places: Sequence[str], weights: Mapping[str, Mapping[str, float]]) -> None:
        columns = {name: [weights.get(place + name, {}) for place in places] for name in _FUNCTIONS}
        self._text = _rows(columns[""])
        self._lower = _rows(columns[".lower"])
        self._facts = {
            facts: tuple(
                sum(column.get(str(fact), 0.0) for column, fact in zip(columns_at, facts, strict=True))
                for columns_at in zip(columns[".isdigit"], columns[".istitle"], columns[".is_in_dict"], strict=True)
            )
            for facts in product((False, True), repeat=3)
        }
        self._edges = {
            value: tuple(sum(columns[name][at].get(value, 0.0) for name in _FUNCTIONS) for at in range(len(places)))
            for value in ("BOS", "EOS")
        }

    def of(self, text: str, lower: str, *facts: bool) -> tuple[float, ...]:
        """The sums for a text, its lower case, and whether it is an integer, a title, in the dictionary."""
        sums = self._facts[facts]
        for row in (self._text.get(text), self._lower.get(lower)):
            if row is not None:
                sums = tuple(map(add, sums, row))
        return sums

    def outside(self, value: str) -> tuple[float, ...]:
        """The sums where there is no token: every feature has the same value there, `BOS` or `EOS`."""
        return self._edges[value]


def _rows(columns: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
    """For each value that some column has, what every column has for it."""
    return {value: tuple(column.get(value, 0.0) for column in columns) for value in set().union(*columns)}


class WordBoundaries:
    """The model, ready to decide. The same tokens give the same decisions, whatever was asked before."""

    def __init__(
        self,
        model: TwoLabelModel,
        templates: Collection[str],
        dictionary: Collection[str],
        settle: Callable[[Sequence[str]], list[bool]],
    ) -> None:
        """Take a model with the templates of its features. Raises ValueError where one is not known here.

        `settle` decides a sentence for which two paths are equally good but for rounding, as `xyz xyz xyz` may be: it
        has to add up as underthesea does.
        """
        known = {place + function for place in (*_SINGLES, *_PAIRS, *_TRIPLES) for function in _FUNCTIONS}
        known -= {place + ".lower" for place in _TRIPLES} | {place + ".isdigit" for place in (*_PAIRS, *_TRIPLES)}
        if not known.issuperset(templates) or model.labels != ("B-W", "I-W"):
            raise ValueError("the model is not the one that this was written for")
        weights: dict[str, dict[str, float]] = {template: {} for template in templates}
        for name, worth in model.differences.items():
            template, _, value = name.partition("=")
            weights[template][value] = worth
        self._single, self._double, self._treble = (_Sums(places, weights) for places in (_SINGLES, _PAIRS, _TRIPLES))
        self._settle = settle
        self._dictionary = frozenset(dictionary)
        self._entry_openings = _openings(self._dictionary)
        self._triple_openings = _openings(value for place in _TRIPLES for value in weights.get(place, ()))
        self._transitions = model.transitions
        self._tokens: dict[str, _Token] = {}
        self._pairs: dict[tuple[str, str], _Pair] = {}
        #: the worth of three tokens of which no feature knows more than whether they are a title
        self._plain_triples = self._triple_of("", False, False), self._triple_of("", True, False)
        self._begin, self._end = self._edge("BOS"), self._edge("EOS")

    def continues(self, tokens: Sequence[str]) -> list[bool]:
        """For each token of a sentence, whether it continues the word of the one before it."""
        if not tokens:
            return []
        (begin_begin, begin_continue), (continue_begin, continue_continue) = self._transitions
        worths = self._worths(tokens)
        # of the best paths to a token, all that matters is by how much the one that continues a word is better
        ahead = worths[0]
        closest = float("inf")
        came_from: list[tuple[bool, bool]] = []
        for worth in worths[1:]:
            to_begin = ahead + continue_begin - begin_begin
            to_continue = ahead + continue_continue - begin_continue
            came_from.append((to_begin > 0, to_continue > 0))
            closest = min(closest, abs(to_begin), abs(to_continue))
            ahead = worth + begin_continue - begin_begin + max(to_continue, 0.0) - max(to_begin, 0.0)
        if min(closest, abs(ahead)) < _TIE:
            return self._settle(tokens)
        decisions = [ahead > 0]
        for choice in reversed(came_from):
            decisions.append(choice[decisions[-1]])
        decisions.reverse()
        return decisions

    def _worths(self, tokens: Sequence[str]) -> list[float]:
        """For each token, how much more it is worth to continue a word than to begin one, its neighbours known."""
        if len(self._tokens) > _MOST_TOKENS:
            self._tokens.clear()
        if len(self._pairs) > _MOST_PAIRS:
            self._pairs.clear()
        known_tokens, known_pairs = self._tokens, self._pairs
        singles = [known_tokens.get(token) or self._add_token(token) for token in tokens]
        pairs = [known_pairs.get(pair) or self._add_pair(pair) for pair in pairwise(tokens)]
        plain, plain_title = self._plain_triples
        triples = [
            self._triple(tokens, singles, at) if pair[5] else plain_title if pair[4] and third[5] else plain
            for at, (pair, third) in enumerate(zip(pairs, singles[2:], strict=False))
        ]
        (token_0, pair_0, triple_0), (token_1, pair_1, triple_1) = self._begin, self._end
        singles = [token_0, token_0, *singles, token_1, token_1]
        pairs = [pair_0, pair_0, *pairs, pair_1, pair_1]
        triples = [triple_0, triple_0, *triples, triple_1, triple_1]
        # the token at hand is the third of `singles`: each slice begins where its distance says
        return [
            a[0] + b[1] + c[2] + d[3] + e[4] + p[0] + q[1] + r[2] + s[3] + x[0] + y[1] + z[2]
            for a, b, c, d, e, p, q, r, s, x, y, z in zip(
                singles, singles[1:], singles[2:], singles[3:], singles[4:],
                pairs, pairs[1:], pairs[2:], pairs[3:],
                triples, triples[1:], triples[2:],
                strict=False,
            )
        ]  # fmt: skip

    def _add_token(self, token: str) -> _Token:
        lower = token.lower()
        is_title = all(part[:1] == part[:1].upper() for part in token.split(" "))
        integer = _INTEGER.fullmatch(token)
        is_integer = integer is not None and -(2**31) <= int(integer[1] + integer[2]) < 2**31
        sums = self._single.of(token, lower, is_integer, is_title, lower in self._dictionary)
        found = self._tokens[token] = cast(_Token, (*sums, is_title, lower))
        return found

    def _add_pair(self, pair: tuple[str, str]) -> _Pair:
        first, second = (self._tokens.get(token) or self._add_token(token) for token in pair)
        text, lower = " ".join(pair), f"{first[6]} {second[6]}"
        is_title = first[5] and second[5]
        sums = self._double.of(text, lower, False, is_title, lower in self._dictionary)
        opens = text in self._triple_openings or lower in self._entry_openings
        found = self._pairs[pair] = cast(_Pair, (*sums, is_title, opens))
        return found

    def _triple(self, tokens: Sequence[str], singles: Sequence[_Token], at: int) -> _Triple:
        first, second, third = singles[at : at + 3]
        lower = f"{first[6]} {second[6]} {third[6]}"
        is_title = first[5] and second[5] and third[5]
        return self._triple_of(" ".join(tokens[at : at + 3]), is_title, lower in self._dictionary)

    def _triple_of(self, text: str, is_title: bool, in_dictionary: bool) -> _Triple:
        return cast(_Triple, self._treble.of(text, "", False, is_title, in_dictionary))

    def _edge(self, value: str) -> tuple[_Token, _Pair, _Triple]:
        """What stands before the first token, or after the last."""
        return (
            cast(_Token, (*self._single.outside(value), False, "")),
            cast(_Pair, (*self._double.outside(value), False, False)),
            cast(_Triple, self._treble.outside(value)),
        )


def _openings(texts: Iterable[str]) -> frozenset[str]:
    """What stands before each blank of each text."""
    found: set[str] = set()
    for text in texts:
        at = text.find(" ")
        while at >= 0:
            found.add(text[:at])
            at = text.find(" ", at + 1)
    return frozenset(found)
