"""Questions that are asked again and again of the published tables, each with its SQL, for a terminal and for pages.

The SQL reads tables named as they are published, in DuckDB (lists are lists) or in SQLite (lists are JSON, booleans 0
and 1, dates ISO text). Parameters stand in it as `:name`; each has a default, so that every question has an answer
without any. Copies of articles count once; an article without a date of publication stands under a month of null.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import Misuse
from pipeline.near_names import near

#: What can be wrong with a parameter's value, in English; the pages have their own words (`questions.wrong_…`).
_WRONG = {
    "number": "{given!r} is no whole number from 1 to 999999999",
    "choice": "{given!r} is none of {there}",
    "province": "{given!r} is no province; write a name such as Bắc Ninh",
    "several": "{given!r} may mean {there}; give one of them",
    "no_symbol": "no article cites {given!r} with a symbol; write one such as 45/2012/NĐ-CP",
    "near_issuer": "no document is issued by {given!r}; did you mean {there}?",
    "no_issuer": "no document is issued by {given!r}; write a name such as Bộ Công Thương",
}


class WrongValue(Misuse):
    """A value that a parameter cannot have: which parameter, why (a name in `_WRONG`), and what stands in the words."""

    def __init__(self, parameter: str, why: str, **about: str) -> None:
        super().__init__(f"{parameter}: {_WRONG[why].format(**about)}")
        self.parameter, self.why, self.about = parameter, why, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a question can be narrowed by; an empty text stands for all.

    `kind` says what is given: `number` (a whole number from 1), `choice` (one of `choices`), `province` (a name in any
    written form); `symbol` (a legal document in any written form) and `issuer`, which `pipeline.question_values` looks
    up in the tables.
    """

    name: str
    kind: str
    default: str
    meaning_vi: str
    meaning_en: str
    choices: tuple[str, ...] = ()

    def read(self, given: str) -> str:
        """A value as the SQL wants it. Raises WrongValue where it is none."""
        import unicodedata

        value = unicodedata.normalize("NFC", given.strip())
        if self.kind == "number" and not re.fullmatch(r"0*[1-9]\d{0,8}", value, re.ASCII):
            raise WrongValue(self.name, "number", given=given)
        if self.kind == "choice" and value not in self.choices:
            raise WrongValue(self.name, "choice", given=given, there=", ".join(self.choices))
        if self.kind == "province" and value:
            return _province(self.name, value)
        return _symbol(value) if self.kind == "symbol" and value else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A saved question: what it is called and asks in Vietnamese and English, its SQL, and its parameters."""

    name: str
    title_vi: str
    title_en: str
    about_vi: str
    about_en: str
    sql: str
    parameters: tuple[Parameter, ...]

    @property
    def duckdb(self) -> str:
        """The SQL for DuckDB; parameters are written `$name`."""
        return re.sub(r":(?=[a-z])", "$", _in_dialect(self.sql, _DUCKDB))

    @property
    def sqlite(self) -> str:
        """The SQL for SQLite; parameters are written `:name`."""
        return _in_dialect(self.sql, _SQLITE)

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """Every parameter's value: what is given, else its default. Raises Misuse for one that is unknown or wrong."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise Misuse(f"{self.name} has no parameter {name!r}{near(name, known)}")
        return {name: known[name].read(given.get(name, known[name].default)) for name in known}


def question_named(name: str) -> Question:
    """A question by its name. Raises Misuse where there is none."""
    known = {question.name: question for question in QUESTIONS}
    if name not in known:
        raise Misuse(f"no saved question is called {name!r}{near(name, known)}")
    return known[name]


def _symbol(given: str) -> str:
    """The canonical symbol of a legal document that is written in some way; what is none stays as it is."""
    from extractors import extract

    references = extract(given).decree_refs
    if len(references) == 1 and references[0].symbol is not None:
        return references[0].symbol
    return given


def _province(parameter: str, given: str) -> str:
    from extractors.provinces.lookup import unit_named

    unit = unit_named(given)
    if unit is None:
        raise WrongValue(parameter, "province", given=given)
    return unit.name


def _in_dialect(sql: str, words: Mapping[str, str]) -> str:
    """The SQL with what the two databases write differently."""
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], sql).strip()


_AFTER_NUMBER = "substr(symbol, instr(symbol, '/') + 1, 4)"
_DUCKDB = {
    "issuers_of_r": "unnest(r.issuer) AS issuers(value)",
    "joined": "string_agg(one, '; ' ORDER BY one)",
    "year_in_symbol": f"TRY_CAST({_AFTER_NUMBER} AS INTEGER)",
}
_SQLITE = {
    "issuers_of_r": "json_each(r.issuer) AS issuers",
    "joined": "group_concat(one, '; ')",
    "year_in_symbol": f"nullif(CAST({_AFTER_NUMBER} AS INTEGER), 0)",
}

_TOP = Parameter(
    name="top",
    kind="number",
    default="10",
    meaning_vi="Bao nhiêu văn bản đứng đầu mỗi nhóm",
    meaning_en="How many documents of each group, from the first",
)
_ROWS = Parameter(
    name="rows", kind="number", default="100", meaning_vi="Nhiều nhất bao nhiêu dòng", meaning_en="At most so many rows"
)
_SYMBOL = Parameter(
    name="symbol",
    kind="symbol",
    default="",
    meaning_vi="Số hiệu văn bản, viết cách nào cũng được; để trống: mọi văn bản",
    meaning_en="The document's symbol, in any written form; empty: every document",
)
_DECREE = Parameter(
    name="symbol",
    kind="symbol",
    default="45/2012/NĐ-CP",
    meaning_vi="Số hiệu văn bản, viết cách nào cũng được",
    meaning_en="The document's symbol, in any written form",
)

#: References that count: to a document that is known by its symbol, in an article that is no copy, in its body.
_REFS = "decree_refs WHERE symbol IS NOT NULL AND NOT is_duplicate AND boilerplate IS NULL"
#: What tells documents of one symbol apart: a symbol with its year in it is one document, whatever is around it.
_HAS_YEAR = "symbol LIKE '%/19__/%' OR symbol LIKE '%/20__/%'"
_YEAR = f"CASE WHEN {_HAS_YEAR} THEN 0 ELSE coalesce(year, 0) END"
#: The year of a document, of its references: that in the symbol, also where they name a law by its title alone.
_ITS_YEAR = f"coalesce(max(year), max(CASE WHEN {_HAS_YEAR} THEN {{year_in_symbol}} END))"
_MONTH = "substr(CAST(published_on AS TEXT), 1, 7)"


def _most_cited(group: str, source: str, where: str = "") -> str:
    """The most cited documents of each group; `source` gives `grouped`, references and the group of each."""
    return f"""
WITH grouped AS ({source}),
counted AS (
  SELECT {group}, symbol, {_ITS_YEAR} AS year, min(doc_type) AS doc_type,
    count(DISTINCT doc_id) AS articles, count(DISTINCT mention_id) AS mentions
  FROM grouped {where}
  GROUP BY {group}, symbol, {_YEAR}
),
ranked AS (
  SELECT *, row_number() OVER (
    PARTITION BY {group} ORDER BY articles DESC, mentions DESC, symbol, coalesce(year, 0)
  ) AS place
  FROM counted
)
SELECT {group}, place, symbol, year, doc_type, articles, mentions
FROM ranked
WHERE place <= CAST(:top AS INTEGER)
ORDER BY {group} IS NULL, {group}, place
"""


QUESTIONS: tuple[Question, ...] = (
    Question(
        name="decrees_by_month",
        title_vi="Văn bản được dẫn nhiều nhất theo tháng",
        title_en="The most cited documents by month",
        about_vi="Mỗi tháng đăng bài: các văn bản được nhiều bài dẫn nhất. Bài đăng lại chỉ tính một lần.",
        about_en="For each month of publication the documents that most articles cite. Copies count once.",
        sql=_most_cited("month", f"SELECT *, {_MONTH} AS month FROM {_REFS}"),
        parameters=(_TOP,),
    ),
    Question(
        name="decrees_by_ministry",
        title_vi="Văn bản được dẫn nhiều nhất theo cơ quan ban hành",
        title_en="The most cited documents by issuer",
        about_vi="Mỗi bộ hoặc cơ quan ban hành: các văn bản được nhiều bài dẫn nhất. Văn bản liên tịch tính cho từng"
        " cơ quan.",
        about_en="For each ministry or other issuer the documents that most articles cite. A joint document counts for"
        " each of its issuers.",
        sql=_most_cited(
            "issuer",
            f"SELECT r.doc_id, r.mention_id, r.symbol, r.year, r.doc_type, issuers.value AS issuer"
            f" FROM (SELECT * FROM {_REFS}) AS r, {{issuers_of_r}}",
            "WHERE :issuer = '' OR issuer = :issuer",
        ),
        parameters=(
            _TOP,
            Parameter(
                name="issuer",
                kind="issuer",
                default="",
                meaning_vi="Cơ quan ban hành, ví dụ Bộ Công Thương; để trống: mọi cơ quan",
                meaning_en="The issuer, such as Bộ Công Thương; empty: every one",
            ),
        ),
    ),
    Question(
        name="decrees_by_province",
        title_vi="Văn bản được dẫn cùng câu với tỉnh, thành phố",
        title_en="The most cited documents by province",
        about_vi="Mỗi tỉnh, thành phố: các văn bản được dẫn trong cùng một câu, theo số bài.",
        about_en="For each province the documents that are cited in the same sentence, by the number of articles.",
        sql=_most_cited(
            "province",
            "SELECT r.doc_id, r.mention_id, r.symbol, r.year, r.doc_type,"
            " CASE WHEN :units = '2025' THEN p.name_2025 ELSE p.name END AS province"
            f" FROM (SELECT * FROM {_REFS}) AS r JOIN provinces AS p ON p.doc_id = r.doc_id AND p.sentence = r.sentence"
            " WHERE p.boilerplate IS NULL",
            "WHERE :province = '' OR province = :province",
        ),
        parameters=(
            _TOP,
            Parameter(
                name="province",
                kind="province",
                default="",
                meaning_vi="Tên tỉnh, thành phố, ví dụ Bắc Ninh; để trống: mọi tỉnh",
                meaning_en="The province's name, such as Bắc Ninh; empty: every one",
            ),
            Parameter(
                name="units",
                kind="choice",
                default="named",
                choices=("named", "2025"),
                meaning_vi="named: đơn vị như bài viết nêu; 2025: đơn vị từ 1/7/2025",
                meaning_en="named: the unit that the text names; 2025: the unit since 1 July 2025",
            ),
        ),
    ),
    Question(
        name="first_and_last_citation",
        title_vi="Lần dẫn đầu tiên và gần nhất",
        title_en="First and last citation",
        about_vi="Mỗi văn bản: ngày của bài đầu tiên và bài gần nhất dẫn nó, trong các bài có ngày.",
        about_en="For each document the dates of the first and the last article that cites it, of those with a date.",
        sql=f"""
SELECT symbol, {_ITS_YEAR} AS year, min(doc_type) AS doc_type,
  min(published_on) AS first_cited, max(published_on) AS last_cited,
  count(DISTINCT doc_id) AS articles, count(*) AS mentions,
  count(DISTINCT CASE WHEN published_on IS NULL THEN doc_id END) AS undated_articles
FROM {_REFS} AND (:symbol = '' OR symbol = :symbol)
GROUP BY symbol, {_YEAR}
ORDER BY articles DESC, mentions DESC, symbol, coalesce(max(year), 0)
LIMIT CAST(:rows AS INTEGER)
""",
        parameters=(_SYMBOL, _ROWS),
    ),
    Question(
        name="decree_sentences",
        title_vi="Các câu nói về một văn bản",
        title_en="What is said of a document",
        about_vi="Mỗi câu dẫn văn bản: bài, ngày, quan hệ, các tỉnh và số tiền trong cùng câu.",
        about_en="Each sentence that cites the document: article, date, relation, the provinces and sums beside it.",
        sql=f"""
SELECT published_on, title, sentence, min(relation) AS relation,
  (SELECT {{joined}} FROM (
    SELECT DISTINCT p.name AS one FROM provinces AS p
    WHERE p.doc_id = r.doc_id AND p.sentence = r.sentence ORDER BY one) AS named) AS provinces,
  (SELECT {{joined}} FROM (
    SELECT DISTINCT a.text AS one FROM amounts AS a
    WHERE a.doc_id = r.doc_id AND a.sentence = r.sentence ORDER BY one) AS sums) AS amounts,
  doc_id, min(start) AS start
FROM (SELECT * FROM {_REFS}) AS r
WHERE symbol = :symbol
GROUP BY published_on, title, sentence, doc_id
ORDER BY published_on IS NULL, published_on DESC, doc_id, start
LIMIT CAST(:rows AS INTEGER)
""",
        parameters=(_DECREE, _ROWS),
    ),
    Question(
        name="amounts_by_year",
        title_vi="Số tiền theo năm bên cạnh một văn bản",
        title_en="Sums of money by year beside a document",
        about_vi="Các số tiền trong những bài (hoặc những câu) dẫn văn bản, theo năm đăng bài và đơn vị tiền. Số tiền"
        " chỉ nhắc lại số khác bằng đơn vị khác không tính; của khoảng lấy cận dưới. Không cộng lại: một khoản được"
        " nhiều bài nêu, và tổng của cả nước đứng cạnh từng phần của nó; median là số ở giữa.",
        about_en="The sums in the articles (or sentences) that cite the document, by year of publication and currency."
        " Sums that restate another one in another currency are left out; of a range the lower end counts. They are not"
        " added up: many articles tell of one sum, and a total stands beside its parts; the median is the middle one.",
        sql=f"""
SELECT year, currency, count(DISTINCT doc_id) AS articles, count(*) AS amounts,
  count(DISTINCT value) AS different_values, min(value) AS smallest,
  max(CASE WHEN 2 * place <= beside + 1 THEN value END) AS median, max(value) AS largest
FROM (
  SELECT *, row_number() OVER (PARTITION BY year, currency ORDER BY value) AS place,
    count(*) OVER (PARTITION BY year, currency) AS beside
  FROM (
    SELECT substr(CAST(a.published_on AS TEXT), 1, 4) AS year, a.currency, a.doc_id, a.value
    FROM amounts AS a
    WHERE NOT a.is_duplicate AND a.boilerplate IS NULL AND a.equivalent_to IS NULL
      AND EXISTS (
        SELECT 1 FROM (SELECT * FROM {_REFS}) AS r
        WHERE r.symbol = :symbol AND r.doc_id = a.doc_id AND (:within = 'article' OR r.sentence = a.sentence)
      )
  ) AS counted
) AS placed
GROUP BY year, currency
ORDER BY year IS NULL, year, currency
""",
        parameters=(
            _DECREE,
            Parameter(
                name="within",
                kind="choice",
                default="article",
                choices=("article", "sentence"),
                meaning_vi="article: trong cùng bài; sentence: trong cùng câu",
                meaning_en="article: in the same article; sentence: in the same sentence",
            ),
        ),
    ),
    Question(
        name="cocited_pairs",
        title_vi="Các cặp văn bản được dẫn cùng nhau",
        title_en="Documents cited together",
        about_vi="Hai văn bản được dẫn trong cùng một bài, và trong bao nhiêu bài; bao nhiêu trong cùng một câu.",
        about_en="Two documents that the same article cites, and in how many articles; in how many in one sentence.",
        sql=f"""
WITH cited AS (SELECT DISTINCT doc_id, symbol, sentence FROM {_REFS})
SELECT a.symbol AS symbol_a, b.symbol AS symbol_b, count(DISTINCT a.doc_id) AS articles,
  count(DISTINCT CASE WHEN a.sentence = b.sentence THEN a.doc_id END) AS articles_in_one_sentence
FROM cited AS a JOIN cited AS b ON a.doc_id = b.doc_id AND a.symbol < b.symbol
WHERE :symbol = '' OR a.symbol = :symbol OR b.symbol = :symbol
GROUP BY a.symbol, b.symbol
ORDER BY articles DESC, articles_in_one_sentence DESC, symbol_a, symbol_b
LIMIT CAST(:rows AS INTEGER)
""",
        parameters=(_SYMBOL, _ROWS),
    ),
    Question(
        name="percentages_by_direction",
        title_vi="Tỷ lệ phần trăm theo chiều",
        title_en="Percentages by direction",
        about_vi="Tăng (increase), giảm (decrease), chiếm (share), ở mức (level): bao nhiêu lần, trong bao nhiêu bài,"
        " nhỏ nhất, lớn nhất, trung bình.",
        about_en="Increase, decrease, share and level: how often, in how many articles, smallest, largest, mean.",
        sql="""
SELECT direction, unit, count(*) AS mentions, count(DISTINCT doc_id) AS articles,
  min(value) AS smallest, max(value) AS largest, round(avg(value), 2) AS mean
FROM percentages
WHERE NOT is_duplicate AND boilerplate IS NULL
GROUP BY direction, unit
ORDER BY mentions DESC, direction IS NULL, direction, unit
""",
        parameters=(),
    ),
)
