"""Which tokens continue a word: the decisions of underthesea's model, from its own weights, many times as fast.

A token is decided on by what it is worth, and by whether the one before it continues a word. For nineteen in twenty the
first settles it, whatever was before; only the others are gone through one by one. The best path is underthesea's,
unless two are equal but for rounding; then underthesea decides. Tests hold the words to underthesea's over whole
articles.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from extractors.crf_model import TwoLabelModel
from extractors.word_features import Flags, Floats, Integers, WordFeatures

#: Sums in another order differ by less than this, and paths that differ in meaning by more.
_TIE = 1e-9


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
        self.features = WordFeatures(model, templates, dictionary)
        self._settle = settle
        (begin_begin, begin_continue), (continue_begin, continue_continue) = model.transitions
        #: how much better a path must be that continues a word, so that the next token begins one from it, or continues
        self._to_begin, self._to_continue = begin_begin - continue_begin, begin_continue - continue_continue
        #: what the token before adds where it surely begins a word, and where it surely continues one
        self._after = begin_continue - begin_begin, continue_continue - continue_begin

    def continues(self, tokens: Sequence[str]) -> list[bool]:
        """For each token of a sentence, whether it continues the word of the one before it."""
        if not tokens:
            return []
        numbers = self.features.numbers(tokens)
        decided: list[bool] = self.all_continue(np.array(numbers), np.array([len(tokens)])).tolist()
        return decided

    def all_continue(self, numbers: Integers, lengths: Integers) -> Flags:
        """The same for the tokens of several sentences, by their numbers; `lengths` of the sentences are 1 at least."""
        worths = self.features.worths(numbers, lengths)
        ends = np.cumsum(lengths)
        # of the best paths to a token, all that matters is by how much the one that continues a word is better
        least, most = worths + min(self._after), worths + max(self._after)
        least[ends - lengths] = most[ends - lengths] = worths[ends - lengths]
        over, under = (np.full(len(worths), limit(self._to_begin, self._to_continue)) for limit in (max, min))
        over[ends - 1] = under[ends - 1] = 0.0
        decided: Flags = least > over + _TIE
        unsettled = np.flatnonzero(~decided & (most >= under - _TIE))
        if len(unsettled):
            at = np.searchsorted(ends, unsettled, side="right")
            for sentence, places in _grouped(at.tolist(), unsettled.tolist()):
                end = int(ends[sentence])
                begin = end - int(lengths[sentence])
                here = slice(begin, end)
                if not self._decide(worths[here], decided[here], [place - begin for place in places]):
                    decided[here] = self._settle([self.features.token(number) for number in numbers[here].tolist()])
        return decided

    def _decide(self, worths: Floats, decided: Flags, places: Sequence[int]) -> bool:
        """Decide on some tokens of a sentence, in order, the others being decided on; give up where paths are equal."""
        last = len(worths) - 1
        waiting: list[tuple[int, bool, bool]] = []
        ahead = 0.0
        for number, place in enumerate(places):
            worth = float(worths[place])
            if place and waiting:
                # the one before it waits, and `ahead` is its
                to_begin, to_continue = ahead - self._to_begin, ahead - self._to_continue
                ahead = worth + self._after[0] + max(to_continue, 0.0) - max(to_begin, 0.0)
            elif place:
                ahead = worth + self._after[bool(decided[place - 1])]
            else:
                ahead = worth
            if place == last:
                if abs(ahead) < _TIE:
                    return False
                waiting.append((place, ahead > 0, ahead > 0))
            else:
                to_begin, to_continue = ahead - self._to_begin, ahead - self._to_continue
                if min(abs(to_begin), abs(to_continue)) < _TIE:
                    return False
                waiting.append((place, to_begin > 0, to_continue > 0))
            if number + 1 == len(places) or places[number + 1] > place + 1:
                # what comes next says from where the best path to it comes
                following = place < last and bool(decided[place + 1])
                for at, if_begins, if_continues in reversed(waiting):
                    following = if_continues if following else if_begins
                    decided[at] = following
                waiting = []
        return True


def _grouped(keys: Iterable[int], values: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Values with the same key, which stand together."""
    held: list[int] = []
    before = -1
    for key, value in zip(keys, values, strict=True):
        if key != before and held:
            yield before, held
            held = []
        held.append(value)
        before = key
    if held:
        yield before, held
