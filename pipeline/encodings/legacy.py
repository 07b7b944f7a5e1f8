"""Text that reached Unicode with its old letters still in it (`Céng hßa x· héi`), made Vietnamese.

That is how documents typed in .VnTime or VNI-Times come out of HTML, PDF and DOCX. The encoding is found line by line:
documents were put together from parts typed on different machines, and a page's own menus are often in Unicode
around an article that is not. A line that holds a letter which only Unicode has is left alone.

Capitals: a TCVN3 text in a capital font (.VnTimeH) holds small letters, and nothing but the font says so. Where the
plain letters of a word were typed as capitals (`CéNG HOµ`) the word is given back in capitals (`CỘNG HOÀ`); a heading
that was typed in small letters and shown in capitals by its font comes back in small letters.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .capitals import convert_line
from .charts import charts
from .evidence import AS_IT_STANDS, Evidence, Judge
from .syllables import BEYOND_LATIN_1

#: A text whose words read so well under one chart is not looked at line by line.
_OF_ONE_PIECE = 0.97
#: The share of syllables that a line needs to be converted with the chart of the lines around it.
_SHARE_OF_LINE = 0.5

_UNICODE = re.compile("[" + "".join(sorted(BEYOND_LATIN_1)) + "\u0300-\u036f]")
_LETTER = "[A-Za-z\u00a1-\u00ff]"
#: Signs that stand for the bytes of a font: a PDF's minus for the soft hyphen and dot operator for the middle dot,
#: Word's own code for a soft hyphen, a Greek mu for the micro sign.
_SUBSTITUTES = {"\u2212": "\xad", "\x1f": "\xad", "\u2219": "\xb7", "\u03bc": "\xb5"}
_SUBSTITUTE = re.compile(f"(?<={_LETTER})[\u2212\x1f\u2219\u03bc]|[\u2212\x1f\u2219\u03bc](?={_LETTER})")
#: The codes of a font marked as a font of signs are moved to this private range; one by itself is a bullet.
_PRIVATE = re.compile("[\uf020-\uf0ff]{2,}|(?<=[A-Za-z])[\uf0a1-\uf0ff]|[\uf0a1-\uf0ff](?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Converted:
    """A text after conversion; `encoding` is None and `confidence` 1 where nothing was converted.

    `encoding` names the chart of most lines first (`tcvn3`, or `tcvn3, vni` for a text of both); `lines` counts the
    lines that were converted.
    """

    text: str
    encoding: str | None = None
    confidence: float = 1.0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a reading must show before it is believed.

    `share`: of the words that count, how many must be syllables; right readings have 0.9 and more, other languages
    under a wrong chart 0.35 at most (`python -m bench.encodings`). `syllables`: the fewest of them. `margin` and
    `gain`: nats, and share of syllables, by which the reading must be ahead of leaving the text as it stands.
    """

    share: float
    syllables: int
    margin: float
    gain: float = 0.0

    def best(self, found: Mapping[str, Evidence]) -> str | None:
        """The chart that the evidence is enough for, or None."""
        name = max(charts(), key=lambda chart: found[chart].nats)
        best, standing = found[name], found[AS_IT_STANDS]
        enough = best.syllables >= self.syllables and best.share >= self.share
        ahead = best.nats - standing.nats >= self.margin and best.share - standing.share >= self.gain
        return name if enough and ahead else None

    def as_good(self, declared: Evidence, best: Evidence) -> bool:
        """Whether a declared reading is not behind the best one by the margin."""
        return declared.share >= self.share and declared.nats + self.margin >= best.nats


#: Unicode text is what nearly all documents are: to touch it takes more than to choose between readings of bytes.
_FOR_UNICODE = Threshold(share=0.7, syllables=3, margin=8.0, gain=0.25)


def convert_legacy(text: str) -> Converted:
    """Convert the lines of a Unicode text that are written in TCVN3, VNI, VISCII, VPS or windows-1258.

    Unicode Vietnamese and other languages stay as they are, to the character. Offsets into the old text do not hold
    in a converted one. Call it on text that was taken out of its markup, after `unescape_doubled`, and before anything
    removes soft hyphens.
    """
    if text.isascii():
        return Converted(text)
    lines = text.split("\n")
    suspects = {
        at: _with_bytes(line) for at, line in enumerate(lines) if not line.isascii() and not _UNICODE.search(line)
    }
    if not suspects:
        return Converted(text)
    judge = Judge()
    whole = judge.weigh("\n".join(suspects.values()))
    return convert_lines(lines, suspects, judge, whole, _FOR_UNICODE.best(whole))


def convert_lines(
    lines: list[str],
    suspects: Mapping[int, str],
    judge: Judge,
    whole: Mapping[str, Evidence],
    everywhere: str | None,
) -> Converted:
    """Convert those of the lines that are suspects (by their place, as surface text), each by its chart.

    `whole` is the evidence of all suspects together, `everywhere` the chart that it is enough for, if any.
    """
    if everywhere is not None and whole[everywhere].share >= _OF_ONE_PIECE:
        chosen = dict.fromkeys(suspects, everywhere)
        sure = confidence([(whole, everywhere)])
    else:
        chosen = _line_by_line(judge, suspects, everywhere)
        sure = confidence([(judge.weigh(suspects[at]), name) for at, name in chosen.items()])
    counts = dict.fromkeys(charts(), 0)
    result = list(lines)
    for at, name in chosen.items():
        converted = convert_line(suspects[at], charts()[name])
        if converted != suspects[at]:
            result[at] = converted
            counts[name] += 1
    names = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    if not names:
        return Converted("\n".join(lines))
    return Converted("\n".join(result), ", ".join(names), sure, sum(counts.values()))


def confidence(readings: Sequence[tuple[Mapping[str, Evidence], str]]) -> float:
    """How sure readings are, 0 to 1: each is the evidence of a text, and the chart that it was read by.

    It is the share of words that are syllables, and less where few words speak for the chart and against the others.
    """
    total = sum((found[name] for found, name in readings), start=Evidence())
    lead = sum(
        found[name].nats - max(found[other].nats for other in found if other != name) for found, name in readings
    )
    return round(total.share * (1 - math.exp(-max(lead, 0.0) / 8)), 3)


def _line_by_line(judge: Judge, suspects: Mapping[int, str], everywhere: str | None) -> dict[int, str]:
    """Each line's chart: where its own words settle it that, else the whole text's, else the last line's before."""
    chosen: dict[int, str] = {}
    if everywhere is None and len(suspects) == 1:
        return chosen
    carried: str | None = None
    for at, line in suspects.items():
        found = judge.weigh(line)
        silent = judge.says_nothing(found)
        own = None if silent else _FOR_UNICODE.best(found)
        carried = own or carried
        name = own or everywhere or carried
        if name is not None and (own or silent or _goes_with(found[name])):
            chosen[at] = name
    return chosen


def _goes_with(found: Evidence) -> bool:
    """Whether a line that tells too little may be read as those around it; one foreign name does not speak against."""
    return found.share >= _SHARE_OF_LINE or found.others < 2


def _with_bytes(line: str) -> str:
    """The line with what PDF readers and Word put in the place of a font's bytes put back."""
    line = _SUBSTITUTE.sub(lambda match: _SUBSTITUTES[match.group()], line)
    return _PRIVATE.sub(lambda match: "".join(chr(ord(sign) - 0xF000) for sign in match.group()), line)
