"""Commands that look into a store, given one that is not on this machine."""

import pytest

from tests.pipeline.commands import trichluc

ADDRESS = "s3://bucket/out"


@pytest.mark.parametrize(
    "command",
    [
        ("check", ADDRESS),
        ("compact", ADDRESS),
        ("diff", ADDRESS, "1", "2"),
        ("export", ADDRESS, "--format", "csv"),
        ("history", ADDRESS),
        ("query", ADDRESS, "SELECT 1"),
        ("show", ADDRESS, "a"),
        ("tables", ADDRESS),
    ],
    ids=lambda command: command[0],
)
def test_an_address_is_refused_with_what_to_do(command: tuple[str, ...]) -> None:
    ended = trichluc(*command)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"trichluc: {ADDRESS}: only `trichluc run` reads and writes at addresses; copy what is there into a folder of"
        " this machine, and give that\n"
    )
