"""Where extraction's time goes: every stage is timed, every extractor is one."""

import orjson

from bench import stages
from extractors.registry import scanner

LINES = [
    orjson.dumps({"id": "a", "text": "Nghị định số 45/2012/NĐ-CP, Huế và Hà Nội chi 5 tỷ đồng, tăng 3%."}),
    orjson.dumps({"id": "b", "text": "Hu\u00ea\u0301 chi 5\u00a0tỷ đồng"}),
]


def test_every_stage_is_timed_and_told() -> None:
    taken = stages.stages(LINES)
    assert {f"`{extractor.name}`" for extractor in scanner().extractors} < taken.keys()
    assert all(each >= 0 for each in taken.values())
    said = stages.table(dict.fromkeys(taken, 0.5), 2.0, 1.0)
    assert all(f"| {name} | {1 / len(taken):.1%} | 0.25 |" in said for name in taken)
    assert f"| all | 100.0% | {len(taken) / 4:.2f} |" in said
