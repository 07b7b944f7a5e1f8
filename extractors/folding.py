"""Folding: the text as given in, a text that patterns can be written for out, with the way back.

One reader's eye sees one hyphen where Unicode has nine, and one `ế` where a file may hold three code points.
Patterns are written for the folded text; every offset they find is mapped back to the text as it was given.
Folding composes (NFC), maps look-alikes one to one and removes what has no width. It is never NFKC, which
would turn `m²` into `m2` and `½` into three characters.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from extractors.quick import quick
from extractors.single_bytes import in_alphabet

_SPACES = "\t\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\v\f\x1c\x1d\x1e\u0085\u2028\u2029"
# U+FFFE is what PDF readers give for a hyphen at the end of a line
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d\ufffe"
_SLASHES = "\u2044\u2215\uff0f"
#: Code points without width that may stand inside a word or a number: removed.
_REMOVED = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_ONE_TO_ONE = (
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_LINE_ENDS, "\n")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SLASHES, "/")
    | dict.fromkeys("\u00d0\u0189", "Đ")  # eth and African D stand for Đ in converted files
    | dict.fromkeys("\u00f0\u0256", "đ")
    | {"\uff05": "%"}
    # what is no character, which neither UTF-8 nor the scan has
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
)
#: Those that every second article holds.
_FREQUENT = "\u00a0\u2013\t\r"
_SURROGATES = "\ud800-\udfff"
_MAPPED_CLASS = _SURROGATES + re.escape("".join(sorted(_ONE_TO_ONE.keys() - set(map(chr, range(0xD800, 0xE000))))))
_MAPPED = re.compile(f"[{_MAPPED_CLASS}]")
#: What has no width of its own: removed characters, combining marks, Hangul vowels and finals (all that NFC may join to
#: the character before).
_JOINED_CLASS = _REMOVED + (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    "\u07eb-\u07f3\u0816-\u082d\u0859-\u085b\u08d3-\u08ff\u093c\u094d\u0951-\u0954\u09bc\u09be\u09cd\u09d7"
    "\u0a3c\u0a4d\u0abc\u0acd\u0b3c\u0b3e\u0b4d\u0b56\u0b57\u0bbe\u0bcd\u0bd7\u0c4d\u0c55\u0c56\u0cbc\u0cc2"
    "\u0ccd\u0cd5\u0cd6\u0d3e\u0d4d\u0d57\u0dca\u0dcf\u0ddf\u0e38-\u0e3a\u0e48-\u0e4b\u0eb8-\u0eba\u0ec8-\u0ecb"
    "\u0f18\u0f19\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86\u0f87\u0fc6\u102e\u1037\u1039\u103a\u1160-\u11ff"
    "\u135d-\u135f\u1ab0-\u1aff\u1b34\u1b35\u1b44\u1dc0-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2de0-\u2dff"
    "\u302a-\u302f\u3099\u309a\ua66f\ua674-\ua67d\ua69e\ua69f\ufe20-\ufe2f"
)
# one of the class first: a search for a repetition tries it at every place, which takes three times as long
_JOINED = re.compile(f"[{_JOINED_CLASS}][{_JOINED_CLASS}]*")
#: What needs no folding: neither mapped nor removed nor, by whole blocks, what may not be in NFC. Written as what is in
#: the class: to test what is not in one takes three times as long.
_CLEAN = re.compile(
    "[\x00-\x08\n\x0e-\x1b\x1f-\x84\x86-\x9f\xa1-\xac\xae-\xcf\xd1-\xef\xf1-\u0188\u018a-\u0255\u0257-\u02ff"
    "\u0388-\u0482\u1d00-\u1dbf\u1e00-\u1f70\u2016-\u2027\u2030-\u2042\u2045-\u205e\u2061-\u2065\u206a-\u20cf"
    "\u2135-\u2211\u2213\u2214\u2216-\u2328\u232b-\u2adb\u2add-\u2cee\u2e00-\u2fff\u3001-\u3029\u309b-\ua66e"
    "\uac00-\ud7ff\ue000-\uf8ff\ufe30-\ufe57\ufe59-\ufe62\ufe64-\ufefe\uff00-\uff04\uff06-\uff0c\uff0e\uff10-\ufffd\uffff"
    "\U0001eb00-\U0002f7ff\U0002fa20-\U0010ffff]*"
)
_REMOVED_TABLE = dict.fromkeys(map(ord, _REMOVED))
_REMOVED_SET = frozenset(_REMOVED)


@quick
@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, its lower-cased form of the same length, and the offset map.

    The map is a list of pieces: piece `k` begins at `folded_at[k]` in the folded text and came from
    `given_at[k]:given_end[k]` of the text as given. It is empty where folded and given offsets are the same.

    `single` is the lower-cased text with a byte for each character, where it is in the alphabet of `single_bytes`.
    """

    text: str
    lower: str
    folded_at: tuple[int, ...] = ()
    given_at: tuple[int, ...] = ()
    given_end: tuple[int, ...] = ()
    single: bytes | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text (half-open, not empty) to the given text."""
        if not self.folded_at:
            return start, end
        return self._source(start)[0], self._source(end - 1)[1]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the given text (half-open) to the folded text; it may be empty there."""
        if not self.folded_at:
            return min(start, len(self.text)), min(end, len(self.text))
        return self._place(start), self._place(end)

    def _place(self, given: int) -> int:
        """Where the first folded character stands that comes from no character before `given`."""
        piece = bisect_right(self.given_at, given) - 1
        if piece < 0:
            return 0
        begin, source = self.folded_at[piece], self.given_at[piece]
        after = self.folded_at[piece + 1] if piece + 1 < len(self.folded_at) else len(self.text)
        if self.given_end[piece] - source == after - begin:
            return min(begin + given - source, after)
        return begin if given == source else after

    def _source(self, at: int) -> tuple[int, int]:
        """Where the code points behind one folded character begin and end."""
        piece = bisect_right(self.folded_at, at) - 1
        begin, stop = self.folded_at[piece], self.given_at[piece]
        length = (self.folded_at[piece + 1] if piece + 1 < len(self.folded_at) else len(self.text)) - begin
        if self.given_end[piece] - stop == length:
            return stop + at - begin, stop + at - begin + 1
        return stop, self.given_end[piece]


def fold(given: str) -> Folded:
    """Fold a text. Folding a folded text changes nothing."""
    text = given
    for character in _FREQUENT:
        text = text.replace(character, _ONE_TO_ONE[character])
    found = in_alphabet(text)
    if found is not None:
        return Folded(text, found.lower, single=found.single)
    at = 0
    while (at := _clean_to(text, at, len(text))) < len(text):
        mapped = _ONE_TO_ONE.get(text[at])
        if mapped is None:
            return _compose(_map_one_to_one(text))
        text = text.replace(text[at], mapped)
    return Folded(text, _lower(text))


def _clean_to(text: str, begin: int, stop: int) -> int:
    """Where, from `begin` on, the first character stands that may need folding; `stop` if there is none before it."""
    return _CLEAN.match(text, begin, stop).end()  # type: ignore[union-attr]


def _map_one_to_one(text: str) -> str:
    for character in sorted(set(_MAPPED.findall(text))):
        text = text.replace(character, _ONE_TO_ONE[character])
    return text


def _compose(text: str) -> Folded:
    # mostly nothing but the joined characters needs folding, which the outcome shows
    parts, given_at, given_end = _pieces(text, _as_it_is)
    folded = "".join(parts)
    found = in_alphabet(folded)
    if found is None:
        parts, given_at, given_end = _pieces(text, _alone)
        folded = "".join(parts)
    lower, single = found if found is not None else (_lower(folded), None)
    folded_at = tuple(accumulate(map(len, parts[:-1]), initial=0)) if parts else ()
    return Folded(folded, lower, folded_at, tuple(given_at), tuple(given_end), single)


#: A piece of the folded text, with the begin and end of what it came from.
_Piece = tuple[str, int, int]


def _pieces(text: str, alone: Callable[[str, int, int], Iterable[_Piece]]) -> tuple[list[str], list[int], list[int]]:
    """The pieces that make up the folded text, and where what each came from begins and ends.

    `alone` gives those of a stretch that nothing is joined to.
    """
    pieces: list[_Piece] = []
    done = 0
    for match in _JOINED.finditer(text):
        begin, stop = match.span()
        if done < begin:
            # the character that they are joined to
            begin -= 1
        if done < begin:
            pieces += alone(text, done, begin)
        composed, lead, tail = _compose_cluster(text[begin:stop])
        pieces.append((composed, begin + lead, stop - tail))
        done = stop
    pieces += alone(text, done, len(text))
    kept = [piece for piece in pieces if piece[0]]
    return [piece[0] for piece in kept], [piece[1] for piece in kept], [piece[2] for piece in kept]


def _as_it_is(text: str, begin: int, stop: int) -> Iterable[_Piece]:
    return ((text[begin:stop], begin, stop),)


def _alone(text: str, begin: int, stop: int) -> Iterable[_Piece]:
    """The pieces of characters that nothing is joined to; a few are composed by themselves (Å, CJK)."""
    piece = text[begin:stop]
    if _clean_to(text, begin, stop) == stop or unicodedata.is_normalized("NFC", piece):
        return ((piece, begin, stop),)
    return (
        (_map_one_to_one(unicodedata.normalize("NFC", character)), at, at + 1)
        for at, character in enumerate(piece, begin)
    )


@lru_cache(maxsize=4096)
def _compose_cluster(cluster: str) -> tuple[str, int, int]:
    """A character with its marks, composed; and how many removed characters stood before and after it."""
    kept = [at for at, character in enumerate(cluster) if character not in _REMOVED_SET]
    if not kept:
        return "", 0, 0
    # composing may give one of the look-alikes, which the first pass could not see
    composed = _map_one_to_one(unicodedata.normalize("NFC", cluster.translate(_REMOVED_TABLE)))
    return composed, kept[0], len(cluster) - kept[-1] - 1


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # İ lower-cases to two code points: leave such a character as it is
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
