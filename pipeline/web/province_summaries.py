"""What is counted ahead of provinces, in two sets of units: `63`, by the name that the text has, and `34`, by the unit
that the territory belongs to since 1 July 2025.

A name goes on in both sets; which of the two units a mention means is its `unit_set`. A territory that was split over
several of the 34 is in none of them.
"""

from pipeline.web.summaries import Summary

#: Mentions once for each set of units: `units`, `unit`, and where.
_NAMED = (
    "WITH named AS (SELECT units, unit, doc_id, sentence_id, mention_id, start, published_on, is_duplicate FROM ("
    "SELECT '63' AS units, name AS unit, * FROM web_provinces UNION ALL"
    " SELECT '34' AS units, name_2025 AS unit, * FROM web_provinces)"
    " WHERE boilerplate IS NULL AND unit IS NOT NULL)"
)
_SENTENCES = (
    ", in_sentences AS (SELECT DISTINCT units, unit, doc_id, sentence_id FROM named"
    " WHERE NOT is_duplicate AND sentence_id IS NOT NULL)"
)
_SUMS = (
    ", sums AS (SELECT DISTINCT units, unit, mention_id AS amount, in_sentences.doc_id, sentence_id, currency, value,"
    " per FROM in_sentences JOIN (SELECT mention_id, sentence_id, currency, value, per FROM web_amounts"
    " WHERE boilerplate IS NULL AND equivalent_to IS NULL) USING (sentence_id))"
)

PROVINCE_SUMMARIES = (
    Summary(
        "province_units",
        "A province of a set of units: how often and in how many articles it is named, copies apart; how many sums"
        " stand in the same sentences, and the median of those in đồng that are no rate (no total: sums of the whole"
        " country stand beside a province too, and one sum is told of many times).",
        (
            *("units", "unit", "mentions INTEGER", "documents INTEGER", "original_mentions INTEGER"),
            *("original_documents INTEGER", "amounts INTEGER", "median_vnd REAL"),
        ),
        f"{_NAMED}{_SENTENCES}{_SUMS}, counted AS (SELECT units, unit, count(*) AS amounts,"
        " median(value) FILTER (currency = 'VND' AND per IS NULL)::DOUBLE AS median_vnd FROM sums GROUP BY ALL)"
        " SELECT units, unit, count(*) AS mentions, count(DISTINCT doc_id) AS documents,"
        " count(*) FILTER (NOT is_duplicate) AS original_mentions,"
        " count(DISTINCT doc_id) FILTER (NOT is_duplicate) AS original_documents,"
        " coalesce(any_value(amounts), 0) AS amounts, any_value(median_vnd) AS median_vnd"
        " FROM named LEFT JOIN counted USING (units, unit) GROUP BY ALL ORDER BY units, unit",
        (),
        ("units", "unit"),
    ),
    Summary(
        "province_months",
        "A province of a set of units and a month: in how many articles it is named, without copies.",
        ("units", "unit", "month", "documents INTEGER"),
        f"{_NAMED} SELECT units, unit, strftime(published_on, '%Y-%m') AS month, count(DISTINCT doc_id) AS documents"
        " FROM named WHERE NOT is_duplicate GROUP BY ALL ORDER BY ALL",
        (("units", "unit"),),
    ),
    Summary(
        "province_documents",
        "An article that names a province of a set of units, with the first sentence that does.",
        (
            *("units", "unit", "doc_id", "is_duplicate INTEGER", "mentions INTEGER", "sentence_id INTEGER"),
            "mention_id",
        ),
        f"{_NAMED} SELECT units, unit, doc_id, any_value(is_duplicate)::INTEGER AS is_duplicate, count(*) AS mentions,"
        " min(sentence_id) AS sentence_id, arg_min(mention_id, start) AS mention_id FROM named"
        " GROUP BY units, unit, doc_id ORDER BY units, unit, is_duplicate, sentence_id, doc_id",
        (("units", "unit", "is_duplicate", "sentence_id"), ("doc_id",)),
    ),
    Summary(
        "province_decrees",
        "A province of a set of units and a legal document that stand in the same sentence: in how many, without"
        " copies.",
        ("units", "unit", "decree", "sentences INTEGER", "documents INTEGER"),
        f"{_NAMED}{_SENTENCES} SELECT units, unit, decree, count(*) AS sentences, count(DISTINCT doc_id) AS documents"
        " FROM in_sentences JOIN (SELECT DISTINCT decree, sentence_id FROM body_refs) USING (sentence_id)"
        " GROUP BY ALL ORDER BY units, unit, sentences DESC, decree",
        (("units", "unit", "sentences"), ("decree",)),
    ),
    Summary(
        "province_amounts",
        "A sum that stands in the same sentence as a province of a set of units, without copies; one that restates"
        " another in another currency is left out.",
        ("units", "unit", "amount", "doc_id", "sentence_id INTEGER"),
        f"{_NAMED}{_SENTENCES}{_SUMS} SELECT units, unit, amount, doc_id, sentence_id FROM sums"
        " ORDER BY units, unit, sentence_id, amount",
        (("units", "unit", "sentence_id"), ("amount",), ("doc_id",)),
    ),
)
