"""What a Vietnamese syllable may be, and how often each of its letters stands in running text.

A text read with the wrong table is full of letters in places where Vietnamese spelling has none (`Céng hßa x· héi`),
so the share of words that are possible syllables tells a right reading from a wrong one; where two readings are
possible (`bån`: `bạn` or `băn`), the letters' frequencies tell which is the likelier.

The spelling rules are those of school grammar (onset, rime, tone; after a stop only sắc and nặng; the tone mark over
the main vowel, in the old and the new style: `hòa` and `hoà`).
"""

import math
import unicodedata
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"

#: Every rime by its letters without the tone.
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ak ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oem oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơc ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uơ uôc uôi uôm uôn uông uôt "
    "uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y yêm yên yêng yêt yêu"
)
_MARKED = "ăâêôơư"
#: huyền, sắc, ngã, hỏi, nặng; after a stop only sắc and nặng
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_AFTER_STOP = "\u0301\u0323"

#: How often a lower-cased letter outside ASCII stands among 100,000 such letters; counted over 22 million characters
#: of business news (5,000 articles of vneconomy.vn, 2012-2024). A letter that was not met counts as one.
_PER_100000 = {
    "đ": 9544, "à": 7083, "á": 6123, "ư": 5535, "ệ": 3801, "ế": 3446, "ả": 3162, "ạ": 3068, "ô": 2665, "ố": 2585,
    "ớ": 2583, "ộ": 2582, "ê": 2289, "ị": 2200, "ó": 2109, "ấ": 2078, "ể": 1959, "ủ": 1907, "ề": 1890, "ự": 1833,
    "ợ": 1807, "â": 1778, "ă": 1761, "ơ": 1739, "ầ": 1693, "ờ": 1591, "ậ": 1428, "í": 1421, "ụ": 1293, "ứ": 1259,
    "ở": 1058, "ồ": 1031, "ì": 1025, "ã": 988, "ổ": 970, "ữ": 783, "ừ": 680, "ọ": 621, "ẩ": 594, "ú": 587,
    "ù": 563, "ỉ": 556, "ò": 537, "ắ": 515, "ặ": 514, "ý": 489, "ử": 476, "ũ": 381, "ẽ": 373, "ỷ": 359,
    "ằ": 338, "ỗ": 270, "ẫ": 255, "ỹ": 252, "ễ": 246, "ỏ": 218, "é": 205, "ỳ": 185, "ĩ": 185, "ẻ": 138,
    "õ": 93, "ỡ": 80, "ẳ": 62, "ẹ": 61, "è": 48, "ẵ": 41, "ỵ": 6,
}  # fmt: skip

#: The 67 lower-case letters of Vietnamese that ASCII has not.
LETTERS = frozenset(_PER_100000)
#: Those of them that Latin-1 has not either, in both cases: a text that holds one is Unicode already.
BEYOND_LATIN_1 = frozenset(case for letter in LETTERS for case in (letter, letter.upper()) if case > "\xff")

_TOTAL = sum(_PER_100000.values())
_LOG_ODDS = {letter: math.log(count * len(LETTERS) / _TOTAL) for letter, count in _PER_100000.items()}


def _main_vowels(rime: str) -> tuple[int, ...]:
    """Where the tone mark of a rime may stand: its place in the new and in the old style."""
    marked = [at for at, letter in enumerate(rime) if letter in _MARKED]
    if marked:
        return (marked[-1],)
    vowels = [at for at, letter in enumerate(rime) if letter in "aeiouy"]
    if len(vowels) == 1:
        return (vowels[0],)
    if rime in ("oa", "oe", "uy"):
        return (0, 1)
    if vowels[-1] == len(rime) - 1:
        return (vowels[-2],)
    return (vowels[-1],)


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """Every possible syllable that has a letter outside ASCII, lower-cased, composed."""
    found: set[str] = set()
    onsets = ["", *_ONSETS.split()]
    for rime in _RIMES.split():
        stop = rime.endswith(("c", "ch", "p", "t", "k"))
        tones = _AFTER_STOP if stop else _TONES
        toned = {rime[: at + 1] + tone + rime[at + 1 :] for at in _main_vowels(rime) for tone in tones}
        spelled = [unicodedata.normalize("NFC", one) for one in toned] + ([] if stop else [rime])
        found.update(onset + one for onset in onsets for one in spelled)
    return frozenset(syllable for syllable in found if not syllable.isascii())


def is_syllable(word: str) -> bool:
    """Whether a lower-cased, composed word with a letter outside ASCII can be a Vietnamese syllable."""
    return word in _syllables()


def log_odds(word: str) -> float:
    """How much likelier, in nats, the word's letters are than letters drawn evenly; only those outside ASCII count."""
    return sum(_LOG_ODDS.get(letter, 0.0) for letter in word)
