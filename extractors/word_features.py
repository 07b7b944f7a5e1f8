"""What tokens are worth to underthesea's model for word boundaries, from its own weights, in arrays.

Underthesea writes out 43 features for each token (itself, its neighbours, pairs and triples of them; as they are, in
lower case, whether they are titles, numbers, in its dictionary) and looks each up. Here the weights of all features
that a token, a pair or a triple has at every distance are summed beforehand and found by number, for many sentences at
once. The sums are the same but for rounding.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extractors.crf_model import TwoLabelModel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: How many tokens are remembered before all are forgotten: less than 20 MB.
_MOST_TOKENS = 50_000
_SINGLES = ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]")
_PAIRS = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
_TRIPLES = ("T[-2,0]", "T[-1,1]", "T[0,2]")
#: What a feature looks at, as underthesea spells it after the place.
_FUNCTIONS = ("", ".lower", ".isdigit", ".istitle", ".is_in_dict")
#: Underthesea's test is whether Rust reads the token as an i32.
_INTEGER = re.compile(r"([+-]?)0*([0-9]{1,10})")
#: The numbers of what stands before the first token of a sentence and after its last.
_BEGIN, _END = 0, 1

_Weights = Mapping[str, Mapping[str, float]]


class _Token(NamedTuple):
    """A token: its weight at each distance, whether it is a title, its number as a syllable and its lower case's."""

    weights: Floats
    is_title: bool
    syllable: int
    lower: int


class WordFeatures:
    """The features' weights. The same tokens are worth the same, whatever was asked before."""

    def __init__(self, model: TwoLabelModel, templates: Collection[str], dictionary: Collection[str]) -> None:
        """Take a model with the templates of its features. Raises ValueError where one is not known here."""
        known = {place + function for place in (*_SINGLES, *_PAIRS, *_TRIPLES) for function in _FUNCTIONS}
        known -= {place + ".lower" for place in _TRIPLES} | {place + ".isdigit" for place in (*_PAIRS, *_TRIPLES)}
        if not known.issuperset(templates) or model.labels != ("B-W", "I-W"):
            raise ValueError("the model is not the one that this was written for")
        weights: dict[str, dict[str, float]] = {template: {} for template in templates}
        for name, worth in model.differences.items():
            template, _, value = name.partition("=")
            weights[template][value] = worth
        self._dictionary = frozenset(dictionary)
        self._single, self._double, self._treble = (_Facts(places, weights) for places in (_SINGLES, _PAIRS, _TRIPLES))
        self._text_rows, self._lower_rows = (_rows(_SINGLES, function, weights) for function in ("", ".lower"))
        self._syllables: dict[str, int] = {}
        self._take_pairs(weights)
        #: how often all tokens were forgotten: their numbers hold until it changes
        self.forgotten = -1
        self.forget()

    def _take_pairs(self, weights: _Weights) -> None:
        """Number the syllables of all pairs and triples, and make the tables of these."""
        texts, lowers = (_split(_rows(_PAIRS, function, weights), 2) for function in ("", ".lower"))
        triples = _split(_rows(_TRIPLES, "", weights), 3)
        entries = {tuple(entry.split(" ")) for entry in self._dictionary}
        entry_pairs, entry_triples = ([entry for entry in entries if len(entry) == length] for length in (2, 3))
        for syllables in (*texts, *lowers, *triples, *entry_pairs, *entry_triples):
            for syllable in syllables:
                # 0 is any other
                self._syllables.setdefault(syllable, len(self._syllables) + 1)
        self._base = len(self._syllables) + 1
        nothing: Floats = np.zeros(len(_PAIRS))
        openings = dict.fromkeys(map(self._pair_key, triples), nothing)
        self._texts = _Table(openings | {self._pair_key(pair): row for pair, row in texts.items()})
        self._opens_triple = self._texts.holds(openings)
        openings = dict.fromkeys(map(self._pair_key, entry_triples), nothing)
        in_dictionary = dict.fromkeys(map(self._pair_key, entry_pairs), nothing)
        self._lowers = _Table(openings | in_dictionary | {self._pair_key(pair): row for pair, row in lowers.items()})
        self._opens_entry = self._lowers.holds(openings)
        self._lowers.weights += self._double.in_dictionary[self._lowers.holds(in_dictionary).astype(np.intp)].T
        self._triples = _Table({self._triple_key(self._texts, triple): row for triple, row in triples.items()})
        more = self._treble.in_dictionary[1] - self._treble.in_dictionary[0]
        self._entries = _Table({self._triple_key(self._lowers, entry): more for entry in entry_triples})

    def _pair_key(self, syllables: Sequence[str]) -> int:
        return self._syllables[syllables[0]] * self._base + self._syllables[syllables[1]]

    def _triple_key(self, pairs: "_Table", syllables: Sequence[str]) -> int:
        return pairs.row(self._pair_key(syllables)) * self._base + self._syllables[syllables[2]]

    def numbers(self, tokens: Iterable[str]) -> list[int]:
        """The number of each token, which is its own until `forget`."""
        known = self._known
        return [known.get(token) or self._add(token) for token in tokens]

    def lengths(self, numbers: Integers) -> Integers:
        """How long each token is, in code points."""
        self._take_new()
        return self._length[numbers]

    def token(self, number: int) -> str:
        """The token of a number."""
        return self._tokens[number]

    def are_many(self) -> bool:
        """Whether so many tokens are remembered that it is time to forget them."""
        return len(self._known) > _MOST_TOKENS

    def forget(self) -> None:
        """Forget all tokens: their numbers are those of others from then on."""
        self.forgotten += 1
        self._known: dict[str, int] = {}
        self._tokens = ["", ""]
        self._new: list[_Token] = [_Token(row, False, 0, 0) for row in (self._single.begin, self._single.end)]
        self._weights: Floats = np.zeros((len(_SINGLES), 0))
        self._is_title, self._syllable, self._lower, self._length = (np.zeros(0, np.int64) for _ in range(4))

    def _add(self, token: str) -> int:
        lower = token.lower()
        is_title = all(part[:1] == part[:1].upper() for part in token.split(" "))
        integer = _INTEGER.fullmatch(token)
        is_integer = integer is not None and -(2**31) <= int(integer[1] + integer[2]) < 2**31
        facts = self._single
        worth = facts.integer[int(is_integer)] + facts.title[int(is_title)]
        worth += facts.in_dictionary[int(lower in self._dictionary)]
        for row in (self._text_rows.get(token), self._lower_rows.get(lower)):
            if row is not None:
                worth += row
        self._new.append(_Token(worth, is_title, self._syllables.get(token, 0), self._syllables.get(lower, 0)))
        number = self._known[token] = len(self._tokens)
        self._tokens.append(token)
        return number

    def _take_new(self) -> None:
        """Put new tokens into the arrays."""
        if not self._new:
            return
        begin, end = len(self._tokens) - len(self._new), len(self._tokens)
        if end > len(self._length):
            more = max(1024, end, 2 * len(self._length)) - len(self._length)
            self._weights = np.pad(self._weights, ((0, 0), (0, more)))
            self._is_title, self._syllable, self._lower, self._length = (
                np.pad(column, (0, more)) for column in (self._is_title, self._syllable, self._lower, self._length)
            )
        weights, *columns = zip(*self._new, strict=True)
        self._weights[:, begin:end] = np.array(weights).T
        arrays = (self._is_title, self._syllable, self._lower)
        for array, column in zip(arrays, columns, strict=True):
            array[begin:end] = column
        self._length[begin:end] = list(map(len, self._tokens[begin:end]))
        self._new = []

    def worths(self, numbers: Integers, lengths: Integers) -> Floats:
        """For each token of several sentences, how much more it is worth to continue a word than to begin one.

        `numbers` are those of all tokens, sentence after sentence, and `lengths` how many each sentence has: one at
        least.
        """
        self._take_new()
        # two places before each sentence and two after it
        firsts = np.cumsum(lengths + 4) - lengths - 4
        real = np.arange(len(numbers)) + np.repeat(4 * np.arange(len(lengths)) + 2, lengths)
        padded = np.full(len(numbers) + 4 * len(lengths), _END)
        padded[firsts] = padded[firsts + 1] = _BEGIN
        padded[real] = numbers
        ends = len(padded) - 4
        worth: Floats = np.zeros(ends)
        for rows in (self._weights[:, padded], *self._pairs_and_triples(padded)):
            for distance, row in enumerate(rows):
                worth += row[distance : distance + ends]
        # the first of the five places of a token is two before it
        return worth[real - 2]

    def _pairs_and_triples(self, tokens: Integers) -> tuple[Floats, Floats]:
        """What each pair and each triple of neighbours is worth at every distance; across sentences it says nothing."""
        syllable, lower, is_title = self._syllable[tokens], self._lower[tokens], self._is_title[tokens]
        at_begin, at_end = tokens == _BEGIN, tokens == _END
        text = self._texts.rows(syllable[:-1] * self._base + syllable[1:])
        lowered = self._lowers.rows(lower[:-1] * self._base + lower[1:])
        title = is_title[:-1] & is_title[1:]
        pairs = self._double.title.T[:, title]
        pairs += self._texts.weights[:, text]
        pairs += self._lowers.weights[:, lowered]
        pairs[:, at_end[1:]] = self._double.end[:, None]
        pairs[:, at_begin[:-1]] = self._double.begin[:, None]
        title = title[:-1] & is_title[2:]
        triples = self._treble.title.T[:, title] + self._treble.in_dictionary[0][:, None]
        # few pairs begin a triple that a feature knows
        opening = np.flatnonzero(self._opens_triple[text[:-1]])
        triples[:, opening] += self._triples.weights[
            :, self._triples.rows(text[opening] * self._base + syllable[opening + 2])
        ]
        opening = np.flatnonzero(self._opens_entry[lowered[:-1]])
        triples[:, opening] += self._entries.weights[
            :, self._entries.rows(lowered[opening] * self._base + lower[opening + 2])
        ]
        triples[:, at_end[2:]] = self._treble.end[:, None]
        triples[:, at_begin[:-2]] = self._treble.begin[:, None]
        return pairs, triples


class _Facts:
    """What facts about several places are worth: of each a row for false, one for true, and in it each place."""

    def __init__(self, places: Sequence[str], weights: _Weights) -> None:
        def both(function: str) -> Floats:
            known = [weights.get(place + function, {}) for place in places]
            return np.array([[each.get(str(fact), 0.0) for each in known] for fact in (False, True)])

        self.integer, self.title, self.in_dictionary = (both(name) for name in (".isdigit", ".istitle", ".is_in_dict"))
        # where there is no token, every feature says so
        self.begin, self.end = (
            np.array([sum(weights.get(place + name, {}).get(value, 0.0) for name in _FUNCTIONS) for place in places])
            for value in ("BOS", "EOS")
        )


class _Table:
    """Weights by key, a column a key; the last column is that of every key that is not there, and weighs nothing."""

    def __init__(self, columns: Mapping[int, Floats]) -> None:
        keys = sorted(columns)
        self._keys: Integers = np.array([*keys, np.iinfo(np.int64).max])
        self.weights: Floats = np.pad(np.array([columns[key] for key in keys]).T, ((0, 0), (0, 1)))

    def rows(self, keys: Integers) -> Integers:
        """The number of the column of each key."""
        at = np.searchsorted(self._keys, keys)
        return np.where(self._keys[at] == keys, at, len(self._keys) - 1)

    def row(self, key: int) -> int:
        """The number of the column of one key."""
        return int(self.rows(np.array([key]))[0])

    def holds(self, keys: Iterable[int]) -> Flags:
        """Of each column whether it is that of one of these keys."""
        return np.isin(self._keys, np.array(sorted(keys), np.int64))


def _rows(places: Sequence[str], function: str, weights: _Weights) -> dict[str, Floats]:
    """For each value that a feature has at some place, what it weighs at every place."""
    columns = [weights.get(place + function, {}) for place in places]
    return {value: np.array([column.get(value, 0.0) for column in columns]) for value in sorted(set().union(*columns))}


def _split(rows: Mapping[str, Floats], length: int) -> dict[tuple[str, ...], Floats]:
    """Rows by their syllables, without the values that say that there is no token."""
    found = {tuple(value.split(" ")): row for value, row in rows.items() if value not in ("BOS", "EOS")}
    if any(len(syllables) != length for syllables in found):
        raise ValueError("the model is not the one that this was written for")
    return found
