"""`trichluc extract` against a script of four patterns and against decoding and encoding the JSON alone."""

import gzip
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.measure import Timing, medians

CORPUS = Path(__file__).parents[1].parent / "shared/corpus/vneconomy-5000.jsonl.gz"
_HERE = Path(__file__).parent
_LINE = orjson.dumps({"id": "a", "text": "Nghị định số 45/2012/NĐ-CP, Huế chi 5 tỷ đồng, tăng 3%."})


@dataclass(frozen=True)
class Compared:
    """Timings of the three, mentions found by two, and how long starting takes."""

    timings: dict[str, Timing]
    mentions: dict[str, int]
    starts: dict[str, Timing]
    megabytes: float
    repetitions: int


def compare(repetitions: int = 5) -> Compared:
    """Run each so many times, in turns."""
    trichluc = str(Path(sys.executable).with_name("trichluc"))
    with tempfile.TemporaryDirectory() as folder:
        out = {name: str(Path(folder) / name) for name in ("extract", "patterns", "json")}
        timings = medians(
            {
                "trichluc extract": [trichluc, "extract", str(CORPUS), "--output", out["extract"]],
                "four patterns": [sys.executable, str(_HERE / "four_patterns.py"), str(CORPUS), out["patterns"]],
                "JSON alone": [sys.executable, str(_HERE / "json_alone.py"), str(CORPUS), out["json"]],
            },
            repetitions,
        )
        found = {name: _mentions(Path(out[name])) for name in ("extract", "patterns")}
    starts = medians({"one line": [trichluc, "extract", "-"]}, repetitions, stdin=_LINE)
    starts |= medians({"--help": [trichluc, "--help"]}, repetitions)
    return Compared(timings, found, starts, _text_bytes() / 1e6, repetitions)


def report(compared: Compared) -> str:
    """A Markdown section with the timings and their ratios."""
    timings, found, megabytes = compared.timings, compared.mentions, compared.megabytes
    rows = [
        _row("`trichluc extract`", timings["trichluc extract"], timings, megabytes, found["extract"]),
        _row("a script of four `re` patterns", timings["four patterns"], timings, megabytes, found["patterns"]),
        _row("JSON decoded and encoded, nothing else", timings["JSON alone"], timings, megabytes, None),
    ]
    line, told = compared.starts["one line"], compared.starts["--help"]
    return "\n".join(
        [
            "## Extraction",
            "",
            f"`{CORPUS.name}`: 5,000 articles, {megabytes:.1f} MB of text (UTF-8, after gzip). Whole processes from "
            f"start to end, medians of {compared.repetitions} runs taken in turns. Processor time is the steadier of "
            "the two where the machine has other work.",
            "",
            "| | wall, s | processor, s | wall against the script | processor against it | MB/s | mentions |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            "",
            f"Starting: one line through `trichluc extract` takes {line.wall:.2f} s of wall time "
            f"({line.processor:.2f} s of processor time), `trichluc --help` {told.wall:.2f} s "
            f"({told.processor:.2f} s).",
        ]
    )


def _row(name: str, timing: Timing, timings: dict[str, Timing], megabytes: float, mentions: int | None) -> str:
    script = timings["four patterns"]
    return (
        f"| {name} | {timing.wall:.2f} | {timing.processor:.2f} | {timing.wall / script.wall:.2f} | "
        f"{timing.processor / script.processor:.2f} | {megabytes / timing.wall:.1f} | "
        f"{'' if mentions is None else f'{mentions:,}'} |"
    )


def _mentions(path: Path) -> int:
    with open(path, "rb") as lines:
        return sum(len(value) for line in lines for value in orjson.loads(line).values() if isinstance(value, list))


def _text_bytes() -> int:
    with gzip.open(CORPUS) as lines:
        return sum(len(orjson.loads(line)["text"].encode()) for line in lines)
