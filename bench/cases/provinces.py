"""Cases of other projects against our provinces: kinds `province`, `province_list` and `province_map`.

A case's `expected` is a list of units (`code`, `name`, `unit_set` 63 or 34), null where nothing may be found, or for
a `province_map` an object that names the unit of before and of after 1 July 2025. A case has no date: where it
expects one of the 34 units it is read as a text of the day they began.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extractors import province_lists, provinces
from extractors.mentions import Mention, Province, ProvinceList
from extractors.provinces.lookup import unit_named
from extractors.provinces.units import MERGER, new_unit
from extractors.registry import Scanner
from extractors.text import Text

Expected = Mapping[str, Any]

KINDS = ("province", "province_list", "province_map")


def document_date(expected: Sequence[Expected] | Expected | None) -> date | None:
    """The date to read a case's text at: unknown, or the merger's where it expects the 34 units alone."""
    if isinstance(expected, Sequence) and expected and all(unit.get("unit_set") == 34 for unit in expected):
        return MERGER
    return None


def same_unit(expected: Expected, mention: Province) -> bool:
    """Whether a mention is the expected unit, by code, name and unit set."""
    return (expected["code"], expected["name"], str(expected["unit_set"])) == (
        mention.code,
        mention.name,
        mention.unit_set,
    )


def province_matches(expected: Sequence[Expected] | None, mentions: Sequence[Mention]) -> bool:
    """Whether the mentions of a text hold each expected unit, one to one; none at all where null is expected.

    Further mentions are no fault: those projects look for the province of an address, or for one kind of name.
    """
    free = [mention for mention in mentions if isinstance(mention, Province)]
    if not expected:
        return not free
    for wanted in expected:
        answer = next((mention for mention in free if same_unit(wanted, mention)), None)
        if answer is None:
            return False
        free.remove(answer)
    return True


def province_list_matches(expected: Sequence[Expected] | None, mentions: Sequence[Mention]) -> bool:
    """Whether the provinces of a text are the expected ones in order, and a list has them where they are distinct.

    Where a name comes twice (`hợp nhất tỉnh A và tỉnh B thành tỉnh A`) the text holds more than one list.
    """
    found = [mention for mention in mentions if isinstance(mention, Province)]
    wanted = list(expected or ())
    if len(found) != len(wanted) or not all(map(same_unit, wanted, found)):
        return False
    names = tuple(unit["name"] for unit in wanted)
    lists = [mention for mention in mentions if isinstance(mention, ProvinceList)]
    return len(set(names)) < len(names) or any(mention.members == names for mention in lists)


def province_map_matches(expected: Expected, mentions: Sequence[Mention]) -> bool:
    """Whether a text names one province and it went into the expected unit on 1 July 2025."""
    found = [mention for mention in mentions if isinstance(mention, Province)]
    if len(found) != 1 or found[0].name_2025 is None:
        return False
    after = new_unit(found[0].name_2025)
    known = {
        "old_code": found[0].code,
        "old_name": found[0].name,
        "new_code": after.code,
        "new_name": after.name,
        "effective": MERGER.isoformat(),
    }
    return all(expected[part] == value for part, value in known.items() if part in expected)


def judge(case: Mapping[str, Any], mentions: Sequence[Mention]) -> bool:
    """Whether a case is answered; one of mode `normalise` holds a name alone, which the look-up may answer."""
    expected = case["expected"]
    if case["kind"] == "province_list":
        return province_list_matches(expected, mentions)
    if case["kind"] == "province_map":
        return province_map_matches(expected, mentions)
    if province_matches(expected, mentions):
        return True
    if case["mode"] != "normalise":
        return False
    unit = unit_named(case["input"], document_date(expected))
    return unit is not None and [(each["code"], each["name"]) for each in expected] == [(unit.code, unit.name)]


def main() -> None:
    """Print, for each kind and scope, how many cases are answered, and those that are not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", help="a JSON Lines file of cases")
    extractors = (provinces.EXTRACTOR, province_lists.EXTRACTOR)
    scanner = Scanner(extractors)
    counts: dict[tuple[str, str], list[int]] = {}
    with open(arguments.parse_args().cases, encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            if case["kind"] not in KINDS:
                continue
            text = Text.of(case["input"], document_date(case["expected"]))
            found: dict[str, Sequence[Mention]] = {}
            for extractor, hits in zip(extractors, scanner.scan(text.lower), strict=True):
                found[extractor.name] = extractor.find(text, hits, found)
            mentions = [mention for each in found.values() for mention in each]
            right = judge(case, mentions)
            count = counts.setdefault((case["kind"], case["scope"]), [0, 0])
            count[0] += right
            count[1] += 1
            if not right:
                print(case["id"], case["scope"], repr(case["input"]))
                print("   expected", json.dumps(case["expected"], ensure_ascii=False))
                for mention in mentions:
                    print("   found   ", mention)
    for (kind, scope), (answered, total) in sorted(counts.items()):
        print(f"{kind} {scope}: {answered} of {total} = {answered / total:.3f}")


if __name__ == "__main__":
    main()
