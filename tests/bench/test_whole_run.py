"""The bench of whole runs: a small run of the corpus told and drawn, and what is written to pages."""

import sys
from pathlib import Path

import pytest

from bench import memory, whole_run
from bench.measure import Timing
from bench.pages import README, put_block, put_section
from bench.watching import Peak, watch

RUNS = [
    whole_run.Run(
        articles,
        articles / 170,
        Timing(2.0 + articles / 100, 3.0 + articles / 80),
        Peak(3, {"workers": 2, "the run itself": 1}, {"workers": 2}),
        dict.fromkeys(whole_run.STAGES, 0.5 + articles / 1000),
    )
    for articles in (250, 5_000)
]


def test_a_command_is_watched_with_its_children() -> None:
    program = (
        "import subprocess, sys; held = bytearray(60_000_000); print('said', flush=True);"
        "subprocess.run([sys.executable, '-c', 'import time; held = b\"x\" * 40_000_000; time.sleep(1)'])"
    )

    watched = watch([sys.executable, "-c", program])
    assert watched.printed == b"said\n"
    assert watched.timing.wall >= 1
    assert watched.peak.total >= 100_000_000
    assert sum(watched.peak.then.values()) == watched.peak.total


def test_the_report_names_every_stage_and_the_ratio() -> None:
    said = whole_run.report(RUNS, 2, "images/x.png")
    assert all(f" {stage} |" in said for stage in whole_run.STAGES)
    # 5,000 articles: 52 s against (5.5 + 5.5) / 2
    assert "**9.45 times**" in said


def test_the_picture_is_a_png_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        whole_run.draw(RUNS, tmp_path / name)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert first.startswith(b"\x89PNG")
    assert first == second


def test_a_section_takes_the_place_of_the_one_with_its_title() -> None:
    page = put_section("# A\n\n## One\n\nold\n\n## Two\n\nstays\n", "One", "## One\n\nnew")
    assert page == "# A\n\n## One\n\nnew\n\n## Two\n\nstays\n"
    assert put_section(page, "Three", "## Three\n\nmore").endswith("stays\n\n## Three\n\nmore\n")


def test_the_readme_has_a_place_for_figures() -> None:
    page = README.read_text("utf-8")
    put = put_block(page, "figures")
    assert "\nfigures\n" in put
    assert put_block(put, "others").replace("others", "figures") == put
    with pytest.raises(ValueError, match="no block"):
        put_block("nothing", "figures")


def test_other_words_leave_numbers_and_capitals_alone() -> None:
    others = {"chi": "thu", "cho": "tại", "đường": "trường", "một": "hai"}
    line = "Huế chi 5 tỷ đồng, chi cho đường cho một tỉnh."
    assert memory._with_others(line, others) == "Huế chi 5 tỷ đồng, chi tại trường tại một tỉnh."
