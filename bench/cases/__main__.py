"""`python -m bench.cases`: how many cases of other projects are answered, by kind and scope.

The cases are those of ../shared/cases/dev.jsonl, which is no part of the project. Each module beside this one judges
the cases of its kinds; here every case goes through the whole of `extract`, as a user's text does.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases import legal_refs, money_percent, provinces
from extractors import Extraction, extract
from extractors.mentions import Mention

CASES = Path(__file__).parents[2].parent / "shared/cases/dev.jsonl"

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """A case, what was found in its input, and whether that answers it."""

    case: Case
    found: tuple[Mention, ...]
    right: bool


def judge(case: Case) -> Judged:
    """Extract from a case's input and judge what was found. Raises ValueError where no module knows its kind."""
    kind = case["kind"]
    published_on = provinces.document_date(case["expected"]) if kind.startswith("province") else None
    extraction = extract(case["input"], published_on=published_on)
    found = _relevant(kind, extraction)
    return Judged(case, found, _answers(case, found, extraction))


def _relevant(kind: str, extraction: Extraction) -> tuple[Mention, ...]:
    match kind:
        case "legal_ref":
            return tuple(extraction.decree_refs)
        case "money":
            return tuple(extraction.amounts)
        case "percent":
            return tuple(extraction.percentages)
        case "money|percent" | "measure":
            return (*extraction.amounts, *extraction.percentages)
        case "province" | "province_map":
            return tuple(extraction.provinces)
        case "province_list":
            return (*extraction.provinces, *extraction.province_lists)
        case _:
            raise ValueError(f"no module judges cases of kind {kind}")


def _answers(case: Case, found: tuple[Mention, ...], extraction: Extraction) -> bool:
    match case["kind"]:
        case "legal_ref":
            return legal_refs.judge(case, extraction.decree_refs)
        case "money":
            return money_percent.money_matches(case["expected"], extraction.amounts)
        case "percent":
            return money_percent.percent_matches(case["expected"], extraction.percentages)
        case "money|percent" | "measure":
            return money_percent.nothing_found(extraction.amounts, extraction.percentages)
        case _:
            return provinces.judge(case, found)


def table(judged: Iterable[Judged]) -> str:
    """The pass rates by kind and scope, and of each scope over all kinds."""
    counts: dict[tuple[str, str], list[int]] = {}
    for one in judged:
        for key in ((one.case["kind"], one.case["scope"]), ("all", one.case["scope"])):
            count = counts.setdefault(key, [0, 0])
            count[0] += one.right
            count[1] += 1
    lines = [f"{'kind':<16}{'scope':<10}{'cases':>6}{'right':>7}{'rate':>8}"]
    for (kind, scope), (right, total) in sorted(counts.items(), key=lambda entry: (entry[0][0] == "all", entry[0])):
        lines.append(f"{kind:<16}{scope:<10}{total:>6}{right:>7}{right / total:>8.3f}")
    return "\n".join(lines)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=Path, default=CASES, help="JSON lines of cases")
    arguments.add_argument("--failures", type=int, default=0, metavar="N", help="show the first N failures of each")
    arguments.add_argument("--kind", help="only cases of this kind")
    options = arguments.parse_args()
    if not options.cases.exists():
        print(f"bench.cases: {options.cases} is not there; give --cases FILE. Nothing was judged.", file=sys.stderr)
        return 1
    with open(options.cases, encoding="utf-8") as lines:
        cases = [case for case in map(json.loads, lines) if options.kind in (None, case["kind"])]
    judged = [judge(case) for case in cases]
    shown: dict[tuple[str, str], int] = {}
    for one in judged:
        key = one.case["kind"], one.case["scope"]
        if not one.right and shown.setdefault(key, 0) < options.failures:
            shown[key] += 1
            print(f"{one.case['id']} ({key[0]}, {key[1]}): {one.case['input']!r}")
            print(f"    expected {json.dumps(one.case['expected'], ensure_ascii=False)}")
            for mention in one.found:
                print(f"    found    {mention}")
    print(table(judged))
    return 0


if __name__ == "__main__":
    sys.exit(main())
