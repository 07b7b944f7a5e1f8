"""`trichluc run` as a whole: its time against its own extraction and words, and throughput against size, by stage."""

import gzip
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

from bench.extraction import CORPUS
from bench.measure import Timing
from bench.watching import Peak, watch

#: Articles of the corpus in each run, spread evenly over it; the last is all of it.
SIZES = (250, 500, 1_000, 2_500, 5_000)
#: The stages as they are stacked, with what the run calls them; what it does not tell is starting and ending: Python,
#: Prefect and its API, and what the workers have in common, lexicons and models among it, loaded once.
STAGES = {
    "start and end": (),
    "read": ("plan", "read"),
    "extract": ("extract",),
    "words": ("words",),
    "rest of row making": ("rows",),
    "commit": ("commit",),
    "publish": ("publish",),
}


@dataclass(frozen=True)
class Run:
    """A run over so many articles: its timing, its memory, and its processor time by stage."""

    articles: int
    megabytes: float
    timing: Timing
    peak: Peak
    stages: dict[str, float]

    @property
    def own(self) -> float:
        """Processor seconds of extraction and words."""
        return self.stages["extract"] + self.stages["words"]


def measure(sizes: Sequence[int] = SIZES) -> list[Run]:
    """A run for each size, into a new folder each."""
    with gzip.open(CORPUS) as opened:
        lines = list(opened)
    trichluc = str(Path(sys.executable).with_name("trichluc"))
    runs = []
    for size in sizes:
        chosen = list(islice(lines, 0, size * (len(lines) // size), len(lines) // size))
        with tempfile.TemporaryDirectory() as folder:
            source = CORPUS
            if size < len(lines):
                source = Path(folder) / CORPUS.name
                source.write_bytes(gzip.compress(b"".join(chosen)))
            watched = watch([trichluc, "run", str(source), "--output", str(Path(folder) / "out"), "--json"])
        summary = orjson.loads(watched.printed)
        if summary["extracted"] != size:
            raise RuntimeError(f"{summary['extracted']} of {size} articles were extracted from")
        spent = summary["processor_seconds"]
        stages = {name: sum(spent[each] for each in own) for name, own in STAGES.items()}
        stages["start and end"] = max(0.0, watched.timing.processor - sum(stages.values()))
        megabytes = sum(len(orjson.loads(line)["text"].encode()) for line in chosen) / 1e6
        runs.append(Run(size, megabytes, watched.timing, watched.peak, stages))
    return runs


def report(runs: Sequence[Run], cores: int, image: str) -> str:
    """A Markdown section with the times, the ratio and the throughput; `image` is the picture's address."""
    largest = runs[-1]
    share = largest.own / cores
    return "\n".join(
        [
            "## The whole run",
            "",
            f"`trichluc run` over `{CORPUS.name}`, from starting the program to its end, into a new "
            f"folder: {largest.timing.wall:.1f} s. Its own extraction and words take {largest.own:.1f} s of processor "
            f"time, so {share:.1f} s on {cores} cores: **{largest.timing.wall / share:.2f} times** that.",
            "",
            f"![Seconds of processor time by stage, and articles a second, for runs of different sizes]({image})",
            "",
            "Processor time by stage, all processes, in seconds (`processor_seconds` of `trichluc run --json`; the "
            "rest of the processes' time is starting and ending: Prefect, its API, lexicons and models, loaded once "
            "for all workers):",
            "",
            f"| articles | MB | {' | '.join(STAGES)} | in all | wall, s | articles/s | MB/s |",
            f"| ---: | ---: | {' | '.join('---:' for _ in STAGES)} | ---: | ---: | ---: | ---: |",
            *(
                f"| {run.articles:,} | {run.megabytes:.1f} | "
                + " | ".join(f"{seconds:.1f}" for seconds in run.stages.values())
                + f" | {run.timing.processor:.1f} | {run.timing.wall:.1f} | {run.articles / run.timing.wall:.0f} | "
                f"{run.megabytes / run.timing.wall:.2f} |"
                for run in runs
            ),
        ]
    )


def draw(runs: Sequence[Run], place: Path) -> None:
    """The same as a picture: stages stacked, and throughput beside them."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = [f"{run.articles:,}" for run in runs]
    figure, (stacked, speed) = pyplot.subplots(1, 2, figsize=(11, 4.6), width_ratios=(3, 2), layout="constrained")
    # colours that the colour-blind can tell apart (Okabe and Ito)
    colours = ("#999999", "#56B4E9", "#0072B2", "#009E73", "#F0E442", "#E69F00", "#D55E00")
    below = [0.0] * len(runs)
    for stage, colour in zip(STAGES, colours, strict=True):
        heights = [1000 * run.stages[stage] / run.articles for run in runs]
        stacked.bar(
            names, heights, bottom=below, label=stage, color=colour, edgecolor="white", linewidth=0.5, width=0.7
        )
        below = [low + height for low, height in zip(below, heights, strict=True)]
    stacked.set(xlabel="articles in the input", ylabel="processor time, ms an article", title="Where the time goes")
    handles, labels = stacked.get_legend_handles_labels()
    stacked.legend(handles[::-1], labels[::-1], frameon=False)
    speeds = [run.articles / run.timing.wall for run in runs]
    speed.plot([run.articles for run in runs], speeds, marker="o", color="#0072B2")
    for run, value in zip(runs, speeds, strict=True):
        speed.annotate(f"{value:.0f}", (run.articles, value), textcoords="offset points", xytext=(6, -12))
    speed.set(xlabel="articles in the input", ylabel="articles a second (wall)", title="Throughput")
    speed.set_ylim(0, 1.2 * max(speeds))
    speed.set_xlim(0, 1.12 * runs[-1].articles)
    speed.xaxis.set_major_formatter("{x:,.0f}")
    for axes in (stacked, speed):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=130, metadata={"Software": None})
    pyplot.close(figure)
