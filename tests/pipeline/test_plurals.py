import pytest

from pipeline.plurals import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1000, "1,000 rows"), (1_000_001, "1,000,001 rows")]
)
def test_one_is_one(count: int, said: str) -> None:
    assert counted(count, "row") == said
