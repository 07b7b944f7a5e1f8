"""How well a surface text reads as Vietnamese under each chart.

Only words with something outside ASCII count, since the rest read alike everywhere, and only words of two letters or
more, since one letter may be a sign (`©`, `·`, `à`). A word that is a possible syllable speaks for the chart by the
frequency of its letters, another one against it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .charts import UNREADABLE, charts
from .syllables import is_syllable, log_odds

#: The reading in which the surface is the text: windows-1252, or Unicode.
AS_IT_STANDS = "as it stands"

# the control codes are those in which VISCII and VPS write capitals
_OUTSIDE_ASCII = "\x02-\x06\x10-\x15\x19\x1c-\x1e\x80-\xffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_WORDS = re.compile(f"[A-Za-z{_OUTSIDE_ASCII}]+")
_TELLING = re.compile(f"[A-Za-z{_OUTSIDE_ASCII}][{_OUTSIDE_ASCII}]|[{_OUTSIDE_ASCII}][A-Za-z]")
_READ_WORD = re.compile(f"(?:[^\\W\\d_]|{UNREADABLE})+")
# a sign between two letters is a letter misread; the apostrophes are not such signs
_INSIDE_A_WORD = re.compile("(?<=[^\\W\\d_])[\x02-\x06\x10-\x1e\x80-\x9f¡-¿×÷–—“”„†‡•…‰‹›€™]+(?=[^\\W\\d_])")
_VOWEL = re.compile("[aăâeêioôơuưy]")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
#: Nats that a word which is no syllable takes off; a wrong chart gives such words one after another.
_NOT_A_SYLLABLE = 5.0
#: Longer runs of letters are not words; their beginnings are enough to say so.
_LONGEST_WORD = 48
#: Different words that a judge reads; a megabyte of news has 4,000, and hostile input of more takes no second.
_MOST_WORDS = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that read as Vietnamese syllables and words that do not, and their worth together in nats."""

    syllables: int = 0
    others: int = 0
    nats: float = 0.0

    @property
    def share(self) -> float:
        """Syllables among all words that count, 0 where none does."""
        counted = self.syllables + self.others
        return self.syllables / counted if counted else 0.0

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(self.syllables + other.syllables, self.others + other.others, self.nats + other.nats)


_NONE = Evidence()


class Judge:
    """Weighs surface texts under every chart; a word is read once, however often it is met."""

    def __init__(self) -> None:
        self._names = (*charts(), AS_IT_STANDS)
        self._readers: list[Callable[[str], str]] = [*(chart.read for chart in charts().values()), str]
        self._known: dict[str, tuple[Evidence, ...]] = {}
        self._nothing: Mapping[str, Evidence] = dict.fromkeys(self._names, _NONE)

    def weigh(self, surface: str) -> Mapping[str, Evidence]:
        """The evidence of a surface text for every chart, and for leaving it as it stands."""
        if _TELLING.search(surface) is None:
            return self._nothing
        met = [(self._word(word), count) for word, count in Counter(_WORDS.findall(surface)).items()]
        met = [(found, count) for found, count in met if found]
        if not met:
            return self._nothing
        return {
            name: Evidence(
                sum(found[at].syllables * count for found, count in met),
                sum(found[at].others * count for found, count in met),
                sum(found[at].nats * count for found, count in met),
            )
            for at, name in enumerate(self._names)
        }

    def says_nothing(self, found: Mapping[str, Evidence]) -> bool:
        """Whether a text that was weighed had no word to judge by."""
        return found is self._nothing

    def _word(self, word: str) -> tuple[Evidence, ...]:
        """The evidence of one word, empty where it says nothing about any chart."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MOST_WORDS or _TELLING.search(word) is None:
                return ()
            found = tuple(_evidence(read(word[:_LONGEST_WORD])) for read in self._readers)
            known = self._known[word] = found if any(one != _NONE for one in found) else ()
        return known


def _evidence(read: str) -> Evidence:
    syllables, others, nats = 0, 0, 0.0
    composed = unicodedata.normalize("NFC", _INSIDE_A_WORD.sub(UNREADABLE, read)).lower()
    for word in _READ_WORD.findall(composed):
        if len(word) < 2 or word.isascii():
            continue
        if is_syllable(word):
            syllables += 1
            nats += log_odds(word)
        elif UNREADABLE in word or _has_vowel(word):
            others += 1
            nats -= _NOT_A_SYLLABLE
        # an abbreviation (NĐ, HĐND) says nothing
    return Evidence(syllables, others, nats)


def _has_vowel(word: str) -> bool:
    return _VOWEL.search(unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))) is not None
