"""What each command says of a store with a file missing or broken: one line with the file, and `trichluc check`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.store import Store
from tests.pipeline.commands import trichluc
from tests.pipeline.histories import Past, copied, three_runs


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def overwrite(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


@pytest.mark.parametrize(
    ("command", "table", "damage", "said"),
    [
        (("show", "doc-00003"), "documents", Path.unlink, "missing"),
        (("show", "doc-00003"), "documents", overwrite, "cannot be read"),
        (("history",), "runs", truncate, "bytes instead of"),
        (("tables", "--at", "3", "--output", "THEN"), "documents", Path.unlink, "missing"),
        (("diff", "1", "3"), "documents", truncate, "bytes instead of"),
        (("compact", "--keep-days", "0"), "documents", overwrite, "cannot be read"),
        (("run",), "documents", Path.unlink, "missing"),
        (("run",), "runs", truncate, "bytes instead of"),
    ],
)
def test_the_file_is_named(
    past: Past,
    tmp_path: Path,
    command: tuple[str, ...],
    table: str,
    damage: Callable[[Path], None],
    said: str,
) -> None:
    output = copied(past, tmp_path)
    files = sorted(Path(str(file)) for file in Store(output).files(table))
    for file in files:
        damage(file)
    name, *more = (str(tmp_path / "then") if each == "THEN" else each for each in command)
    if name == "run":
        ended = trichluc("run", output.parent / "in", "--output", output)
    else:
        ended = trichluc(name, output, *more)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1, ended.err
    assert any(f"trichluc: {file}: " in ended.err for file in files)
    assert said in ended.err
    assert f"`trichluc check {output}` names all damage" in ended.err


@pytest.mark.parametrize("command", [("show", "doc-00003"), ("history",), ("diff", "1", "3"), ("compact",)])
def test_a_damaged_commit_is_named(past: Past, tmp_path: Path, command: tuple[str, ...]) -> None:
    output = copied(past, tmp_path)
    for table in ("documents", "runs"):
        (output / "store" / table / "_delta_log" / f"{1:020d}.json").write_bytes(b"{")
    ended = trichluc(command[0], output, *command[1:])
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1, ended.err
    assert f"trichluc check {output}" in ended.err


@pytest.mark.parametrize("command", [("history",), ("history", "--name", "b", "1"), ("tables", "--at", "1")])
@pytest.mark.parametrize("damage", [Path.unlink, truncate, overwrite])
def test_a_damaged_file_of_names_is_named(
    past: Past, tmp_path: Path, command: tuple[str, ...], damage: Callable[[Path], None]
) -> None:
    output = copied(past, tmp_path)
    assert trichluc("history", output, "--name", "a", "1").code == 0
    (file,) = (output / "store" / "names").glob("*.parquet")
    damage(file)
    ended = trichluc(command[0], output, *command[1:])
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1, ended.err
    assert f"trichluc: {file}: " in ended.err
    assert f"`trichluc check {output}` names all damage" in ended.err


def test_a_damaged_table_is_named(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    overwrite(output / "tables" / "amounts.parquet")
    ended = trichluc("tables", output)
    assert (ended.code, ended.out) == (1, "")
    assert f"{output / 'tables' / 'amounts.parquet'}: missing or damaged" in ended.err
