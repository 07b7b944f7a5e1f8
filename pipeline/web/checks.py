"""What a person should look at: mentions that can be read in two ways, or that contradict themselves or one another.

Each check is a query of the published tables; its rows are counted ahead into the table `checks`. Copies and
boilerplate are left out, as everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.web.summaries import Summary


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, the kind of mention it looks at, what it selects from, and what contradicts what there.

    `said` and `other` are the two values that a person compares, as text; null where there is nothing to compare.
    """

    name: str
    kind: str
    rows: str
    said: str = "NULL"
    other: str = "NULL"


_NUMBER = "rtrim(rtrim({}::VARCHAR, '0'), '.')"
#: Đồng. The gross domestic product of 2024 was 11,511.9 thousand billion (General Statistics Office, 6 January 2025): a
#: sum of nearly twice that is either of the whole country, or has a slip of the article in it (`12.893 triệu tỷ đồng`).
TOO_LARGE = 20 * 10**15
CHECKS: tuple[Check, ...] = (
    *(
        Check(
            f"ambiguous_{kind}",
            kind,
            f"web_{kind} AS m WHERE m.ambiguous",
            _NUMBER.format("m.value"),
            _NUMBER.format("m.value_alternative"),
        )
        for kind in ("amounts", "percentages")
    ),
    Check(
        "large_amounts",
        "amounts",
        f"web_amounts AS m WHERE m.currency = 'VND' AND abs(m.value) >= {TOO_LARGE}",
        _NUMBER.format("m.value"),
    ),
    # a law is known by its title: only a number that was not resolved lacks its symbol
    Check("no_symbol", "decree_refs", "web_decree_refs AS m WHERE m.symbol IS NULL AND m.kind <> 'named'"),
    # a list that says itself that it is cut short may have fewer members than the text claims
    Check(
        "list_count",
        "province_lists",
        "web_province_lists AS m WHERE m.claimed_count <> len(m.members)"
        " AND NOT (m.truncated AND len(m.members) < m.claimed_count)",
        "m.claimed_count::VARCHAR",
        "len(m.members)::VARCHAR",
    ),
    Check(
        "issue_dates",
        "decree_refs",
        "web_decree_refs AS m JOIN (SELECT decree, issued_on AS most FROM web_decrees) USING (decree)"
        " WHERE m.issued_on <> most",
        "m.issued_on::VARCHAR",
        "most::VARCHAR",
    ),
    Check(
        "issue_year",
        "decree_refs",
        "web_decree_refs AS m WHERE contains(m.symbol, '/' || m.year || '/') AND year(m.issued_on) <> m.year",
        "m.issued_on::VARCHAR",
        "m.year::VARCHAR",
    ),
)
#: The checks by their names.
BY_NAME: Mapping[str, Check] = {check.name: check for check in CHECKS}


def _rows() -> str:
    return " UNION ALL ".join(
        f"SELECT '{check.name}' AS reason, {at} AS place, '{check.kind}' AS kind, m.mention_id, m.doc_id,"
        f' m.sentence_id, m.published_on::VARCHAR AS published_on, m.start, m."end", m.text, {check.said} AS said,'
        f" {check.other} AS other_said FROM {check.rows} AND m.boilerplate IS NULL AND NOT m.is_duplicate"
        for at, check in enumerate(CHECKS)
    )


CHECKS_SUMMARY = Summary(
    "checks",
    "A mention that a person should look at, and why: what it says, and what contradicts that.",
    (
        *("reason", "kind", "mention_id", "doc_id", "sentence_id INTEGER", "published_on"),
        *("start INTEGER", "end INTEGER", "text", "said", "other_said"),
    ),
    f"SELECT * FROM ({_rows()}) ORDER BY place, sentence_id DESC, start",
    (("reason",), ("mention_id",), ("doc_id",)),
)
