"""Judge the cases of kind `legal_ref` that other projects hold: what they expect against what we find.

A case's `expected` is a list of objects; of each the parts that it gives (not null) are compared. A mention may answer
one expected object; further mentions are no fault, since those projects look for fewer kinds of reference than we do.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

from extractors import decree_refs
from extractors.decree_refs.letters import respell
from extractors.decree_refs.symbols import canonical
from extractors.mentions import DecreeRef
from extractors.registry import Scanner
from extractors.text import Text

Expected = Mapping[str, Any]


def _title(title: str | None) -> str:
    return respell(" ".join((title or "").lower().split()))


def _values(text: str | None) -> set[str]:
    return set() if not text else {part.strip() for part in text.split(",")}


def same_reference(expected: Expected, mention: DecreeRef) -> bool:
    """Whether a mention has every part that an expected object gives."""
    pinpoint = mention.pinpoint
    places = {
        "article": _values(pinpoint.dieu if pinpoint else None),
        "clause": _values(pinpoint.khoan if pinpoint else None),
        "point": _values(pinpoint.diem if pinpoint else None),
    }
    if any(expected.get(name) is not None and places[name] != {str(expected[name])} for name in places):
        return False
    if expected.get("articles") is not None and places["article"] != {str(at) for at in expected["articles"]}:
        return False
    if expected.get("self"):
        return mention.kind == "anaphor"
    checks = (
        ("doc_number", mention.symbol),
        ("year", mention.year),
        ("type", mention.doc_type),
        ("date", mention.issued_on),
    )
    if any(expected.get(name) is not None and expected[name] != got for name, got in checks):
        return False
    return expected.get("title") is None or _title(expected["title"]) == _title(mention.title)


def legal_ref_matches(expected: Sequence[Expected] | None, mentions: Sequence[DecreeRef]) -> bool:
    """Whether the mentions of a text answer a case: each expected object by another mention, none where null."""
    if not expected:
        return not mentions
    free = list(mentions)
    for wanted in expected:
        answer = next((mention for mention in free if same_reference(wanted, mention)), None)
        if answer is None:
            return False
        free.remove(answer)
    return True


def judge(case: Mapping[str, Any], mentions: Sequence[DecreeRef]) -> bool:
    """Whether a case of any mode is answered; `normalise` cases hold a symbol alone and ask for its spelling."""
    if case["mode"] == "normalise":
        return all(canonical(case["input"]) == wanted["doc_number"] for wanted in case["expected"])
    return legal_ref_matches(case["expected"], mentions)


def main() -> None:
    """Print, for each scope, how many cases are answered, and those that are not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", help="a JSON Lines file of cases")
    scanner = Scanner((decree_refs.EXTRACTOR,))
    counts: dict[str, list[int]] = {}
    with open(arguments.parse_args().cases, encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            if case["kind"] != "legal_ref":
                continue
            text = Text.of(case["input"])
            mentions = [
                mention
                for mention in decree_refs.EXTRACTOR.find(text, scanner.scan(text.lower)[0], {})
                if isinstance(mention, DecreeRef)
            ]
            right = judge(case, mentions)
            count = counts.setdefault(case["scope"], [0, 0])
            count[0] += right
            count[1] += 1
            if not right:
                print(case["id"], case["scope"], case["input"])
                print("   expected", json.dumps(case["expected"], ensure_ascii=False))
                for mention in mentions:
                    print("   found   ", mention)
    for scope, (right_count, total) in sorted(counts.items()):
        print(f"{scope}: {right_count} of {total} = {right_count / total:.3f}")


if __name__ == "__main__":
    main()
