"""`python -m bench.encodings`: what converts and detects the Vietnamese encodings of before Unicode, and how well.

Texts of `corpus/articles` (and, where it is there, a sample of `../shared/corpus/vneconomy-5000.jsonl.gz`) are encoded
by the published charts of `bench.legacy_charts` and read back. Libraries that are not installed are named and left out:
`vietnamese` 0.0.8, `viscii-codec` 1.0.1, `chardet` 7.7.0 and `faust-cchardet` 3.2.0 are the others that were found.
"""

import gzip
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from types import ModuleType

import charset_normalizer
import orjson
from viparse import detect_text_encoding
from viparse.normalize.encodings import CHARMAPS
from viparse.normalize.tables import convert as viparse_convert

from bench.legacy_charts import CHARTS, encode, encode_1258, plain
from bench.other_languages import TEXTS
from pipeline.encodings import Undecodable, convert_legacy, decode
from pipeline.encodings.capitals import convert_line
from pipeline.encodings.charts import charts, surface

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "../shared/corpus/vneconomy-5000.jsonl.gz"
SEED = 20260801
LENGTHS = (50, 200, 1000)
SNIPPETS = 500

ENCODERS: dict[str, Callable[[str], bytes]] = {
    **{name: (lambda text, name=name: encode(text, name)) for name in CHARTS},
    "windows-1258, typed": lambda text: encode_1258(text, typed=True),
    "windows-1258, converted": lambda text: encode_1258(text, typed=False),
}
UNICODE = {name: (lambda text, name=name: text.encode(name)) for name in ("utf-8", "utf-16-le", "utf-16-be")}


def main() -> int:
    """Print every comparison."""
    texts = list(_texts())
    print(f"{len(texts)} texts, {sum(map(len, texts)):,} characters; seed {SEED}")
    for section in (conversion, capitals, detection, other_languages, clean_text, speed):
        print(f"\n## {(section.__doc__ or '').splitlines()[0]}\n")
        for line in section(texts):
            print(line)
    return 0


def conversion(texts: Sequence[str]) -> Iterator[str]:
    """Conversion by the right table: wrong characters among 100,000, and wrong letters of the alphabet."""
    yield f"{'':28}" + "".join(f"{name:>26}" for name in ENCODERS)
    references = [plain(text) for text in texts]
    for library, converters in _converters().items():
        row = []
        for name, encoder in ENCODERS.items():
            converter = converters.get(name.split(",")[0])
            if converter is None:
                row.append("-")
                continue
            wrong = sum(_wrong(converter(encoder(text)), text) for text in references)
            alphabet = CHARTS.get(name, CHARTS["vni"])
            # a letter of TCVN3's capital fonts comes back small: the font alone knows
            missed = [
                letter for letter in alphabet if _folded(converter(encoder(letter)), name) != _folded(letter, name)
            ]
            shown = f"{wrong * 1e5 / sum(map(len, references)):.1f}, {len(missed)} of {len(alphabet)}"
            row.append(shown + (f" ({''.join(missed)})" if 0 < len(missed) <= 4 else ""))
        yield f"{library:28}" + "".join(f"{cell:>26}" for cell in row)


def capitals(texts: Sequence[str]) -> Iterator[str]:
    """TCVN3's capitals with a tone, typed as capitals in a capital font: how many come back as capitals."""
    headings = [line.upper() for text in texts for line in plain(text).split("\n") if 10 < len(line) < 120]
    for name, give in (("table alone", charts()["tcvn3"].convert), ("with the words' capitals", _by_line)):
        letters = right = 0
        for heading in headings:
            read = give(surface(encode(heading, "tcvn3")))
            letters += sum(not letter.isascii() for letter in heading)
            right += sum(one == other for one, other in zip(read, heading, strict=True) if not other.isascii())
        yield f"{name:28}{right / letters:.2%} of {letters:,} letters"


def detection(texts: Sequence[str]) -> Iterator[str]:
    """Detection: snippets read right to the last character (ours), or named right (the others), percent."""
    detectors = _detectors()
    yield f"{'':26}{'characters':>12}{'ours':>8}{'sure':>7}{'if wrong':>10}" + "".join(
        f"{name:>20}" for name in detectors
    )
    rng = random.Random(SEED)
    for name, encoder in (ENCODERS | UNICODE).items():
        for length in LENGTHS:
            right, sure, unsure = 0, [], []
            named = dict.fromkeys(detectors, 0)
            for snippet in _snippets(texts, length, rng):
                raw = encoder(snippet)
                read = _read(raw)
                found = read is not None and _folded(read[0], name) == _folded(snippet, name)
                right += found
                (sure if found else unsure).append(0.0 if read is None else read[1])
                for other, detect in detectors.items():
                    named[other] += detect(raw) == name.split(",")[0]
            mean = [f"{sum(some) / len(some):.2f}" if some else "-" for some in (sure, unsure)]
            yield f"{name:26}{length:>12}{right / SNIPPETS:>8.1%}{mean[0]:>7}{mean[1]:>10}" + "".join(
                f"{count / SNIPPETS:>20.1%}" for count in named.values()
            )


def other_languages(texts: Sequence[str]) -> Iterator[str]:
    """Other languages: snippets left as they were, percent (Unicode text, and bytes without a declaration)."""
    yield f"{'':24}{'characters':>12}{'Unicode':>10}{'bytes: none made Vietnamese':>30}{'right':>8}"
    for language, codecs, text in TEXTS:
        for length in (50, 200):
            pieces = [text[at : at + length] for at in range(0, max(1, len(text) - length // 2), length // 2)]
            kept = sum(convert_legacy(piece).text == piece for piece in pieces)
            raws = [(piece.encode(codec), piece) for codec in codecs for piece in pieces]
            vietnamese = sum(_encoding(raw) in charts() for raw, _ in raws)
            right = sum((read := _read(raw)) is not None and read[0] == piece for raw, piece in raws)
            yield (
                f"{language:24}{length:>12}{kept / len(pieces):>10.0%}"
                f"{1 - vietnamese / len(raws):>30.0%}{right / len(raws):>8.0%}"
            )


def clean_text(texts: Sequence[str]) -> Iterator[str]:
    """Unicode Vietnamese: texts that come through unchanged, percent."""
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    for kind, pieces in (("whole texts", list(texts)), ("lines by themselves", lines)):
        kept = sum(convert_legacy(piece).text == piece and decode(piece.encode()).text == piece for piece in pieces)
        yield f"{kind:28}{kept / len(pieces):.3%} of {len(pieces):,}"


def speed(texts: Sequence[str]) -> Iterator[str]:
    """Seconds of processor time for a megabyte."""
    joined = plain("\n".join(texts))
    rng = random.Random(SEED)
    inputs = {name: encoder(joined)[:1_000_000] for name, encoder in (ENCODERS | UNICODE).items()}
    inputs["random bytes, no NUL"] = bytes(rng.choices(range(1, 256), k=1_000_000))
    inputs["random letters"] = bytes(rng.choices([32, *range(97, 123), *range(161, 256)], k=1_000_000))
    for name, raw in inputs.items():
        started = time.process_time()
        _read(raw)
        yield f"{name:28}{(time.process_time() - started) / len(raw) * 1e6:.2f}"


def _texts() -> Iterator[str]:
    for path in sorted((ROOT / "corpus/articles").glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    if not CORPUS.exists():
        print(f"{CORPUS} is not there: the articles of the project alone are measured")
        return
    with gzip.open(CORPUS) as opened:
        rows = [orjson.loads(line)["text"] for line in opened]
    yield from random.Random(SEED).sample(rows, 400)


def _snippets(texts: Sequence[str], length: int, rng: random.Random) -> Iterator[str]:
    """Pieces of the texts that begin anywhere and hold at least one letter outside ASCII."""
    found = 0
    while found < SNIPPETS:
        text = plain(rng.choice(texts))
        at = rng.randrange(max(1, len(text) - length))
        piece = text[at : at + length]
        if len(piece) == length and not piece.isascii():
            found += 1
            yield piece


def _converters() -> dict[str, dict[str, Callable[[bytes], str]]]:
    """By library and encoding, what gives the text of bytes whose encoding is known."""
    found: dict[str, dict[str, Callable[[bytes], str]]] = {
        "ours": {name: (lambda raw, name=name: _by_chart(raw, name)) for name in charts()},
        "viparse 0.1.31, tables": {
            name: (lambda raw, name=name: viparse_convert(raw.decode("latin-1"), CHARMAPS[name])) for name in CHARTS
        },
        "Python's codec (decomposed)": {"windows-1258": lambda raw: raw.decode("cp1258")},
        "glibc's iconv": {
            "tcvn3": lambda raw: _iconv(raw, "TCVN5712-1"),
            "viscii": lambda raw: _iconv(raw, "VISCII"),
            "windows-1258": lambda raw: _iconv(raw, "CP1258"),
        },
    }
    vietnamese, viscii = _module("vietnamese"), _module("viscii")
    if vietnamese is not None:
        names = {"tcvn3": "TCVN3", "vni": "VNI_WIN", "viscii": "VISCII", "vps": "VPS_WIN"}
        converter = vietnamese.Converter()
        found["vietnamese 0.0.8"] = {
            name: (lambda raw, kept=kept: converter.convert(surface(raw), "UNICODE", kept))
            for name, kept in names.items()
            if hasattr(converter, kept)
        }
    if viscii is not None:
        found["viscii-codec 1.0.1"] = {"viscii": lambda raw: raw.decode("viscii")}
    return found


def _detectors() -> dict[str, Callable[[bytes], str | None]]:
    found: dict[str, Callable[[bytes], str | None]] = {
        "viparse": lambda raw: detect_text_encoding(raw.decode("latin-1")),
        "charset-normalizer": _charset_normalizer,
    }
    for name in ("chardet", "cchardet"):
        module = _module(name)
        if module is not None:
            found[name] = lambda raw, module=module: str(module.detect(raw)["encoding"]).lower()
    return found


def _charset_normalizer(raw: bytes) -> str | None:
    match = charset_normalizer.from_bytes(raw).best()
    return None if match is None else match.encoding.replace("cp125", "windows-125").replace("_", "-")


def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out")
        return None


def _by_line(shown: str) -> str:
    return convert_line(shown, charts()["tcvn3"])


def _by_chart(raw: bytes, name: str) -> str:
    return "\n".join(convert_line(line, charts()[name]) for line in surface(raw).split("\n"))


def _iconv(raw: bytes, name: str) -> str:
    done = subprocess.run(["iconv", "-c", "-f", name, "-t", "UTF-8"], input=raw, capture_output=True, check=False)
    return done.stdout.decode()


def _read(raw: bytes) -> tuple[str, float] | None:
    try:
        read = decode(raw)
    except Undecodable:
        return None
    return read.text, read.confidence


def _encoding(raw: bytes) -> str:
    try:
        return decode(raw).encoding
    except Undecodable:
        return ""


def _folded(text: str, name: str) -> str:
    return text.lower() if name == "tcvn3" else text


def _wrong(given: str, wanted: str) -> int:
    """Characters of the wanted text that the given one has not in their place; case counts."""
    if given == wanted:
        return 0
    wrong = 0
    ours, theirs = given.split(" "), wanted.split(" ")
    if len(ours) != len(theirs):
        return len(wanted) - sum(
            block.size for block in SequenceMatcher(None, given, wanted, False).get_matching_blocks()
        )
    for one, other in zip(ours, theirs, strict=True):
        if one != other:
            same = sum(block.size for block in SequenceMatcher(None, one, other, False).get_matching_blocks())
            wrong += max(len(one), len(other)) - same
    return wrong


if __name__ == "__main__":
    sys.exit(main())
