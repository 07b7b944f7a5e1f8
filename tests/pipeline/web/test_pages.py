"""Each page through Datasette's in-process client: what it says, what it escapes, what it answers to odd addresses."""

import codecs
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest

from pipeline.marking import LOOKS
from pipeline.web.addresses import article_at, decree_at, province_at, query_at, question_at, search_at, table_at
from pipeline.web.database import web_file
from pipeline.web.language import LANGUAGES
from pipeline.web.pages.search import excerpt
from pipeline.web.plugin import POLICY
from tests.pipeline.web.asking import ask
from tests.pipeline.web.desk import ARTICLES, HOSTILE

DECREE = "45/2012/NĐ-CP"
#: The article whose address is a script: its id comes from that.
SCRIPTED = "alert(1)"
OURS = [
    *("/", "/search", search_at("khuyến công"), search_at("nd 45"), decree_at(DECREE), decree_at("99/1999/NĐ-CP")),
    *(article_at("bai/001"), article_at("bai/002"), article_at(ARTICLES[3]["id"]), article_at("bai/999"), "/nowhere"),
]
DATASETTES = [
    *("/tables", table_at("decree_refs"), table_at("documents", _search="khuyến công"), query_at("select 1 as một")),
    *(table_at("amounts", _facet="currency"), "/tables/decrees/45~2F2012~2FN~C4~90-CP", query_at("select nothing")),
]


class _Seen(HTMLParser):
    """The tags of a page with their attributes, and its visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@contextmanager
def opened(output: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{web_file(output)}?mode=ro", uri=True)) as connection:
        yield connection


def page(output: Path, address: str, *, lang: str = "vi", status: int = 200) -> str:
    answer = ask(output, address, cookies={"trichluc_lang": lang})
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def plain(html: str) -> str:
    return " ".join(_Seen(html).text.split())


@pytest.mark.parametrize("address", [*OURS, *DATASETTES])
def test_nothing_comes_from_elsewhere_and_nothing_runs_in_a_page(desk_output: Path, address: str) -> None:
    answer = ask(desk_output, address)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    seen = _Seen(answer.text)
    assert seen.tags, "a page"
    for tag, attributes in seen.tags:
        assert tag != "style", address
        assert "style" not in attributes, (tag, attributes)
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        if tag == "script":
            assert attributes.get("src", "").startswith("/"), attributes
        for name in ("src", "action") + (("href",) if tag != "a" and attributes.get("rel") != "alternate" else ()):
            assert not re.match(r"(?i)[a-z]+:|//", attributes.get(name) or ""), (tag, attributes)


@pytest.mark.parametrize("address", [*OURS, *DATASETTES, table_at("sentences"), table_at("documents", _facet="source")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_article_is_text_everywhere(desk_output: Path, address: str, lang: str) -> None:
    answer = ask(desk_output, address, cookies={"trichluc_lang": lang})
    assert "<script>document" not in answer.text
    assert not any(tag == "img" for tag, _ in _Seen(answer.text).tags)


def test_the_hostile_article_shows_its_text_to_the_letter(desk_output: Path) -> None:
    html = page(desk_output, article_at(ARTICLES[3]["id"]))
    assert ARTICLES[3]["text"] in _Seen(html).text
    assert HOSTILE in plain(html)
    assert not any((attributes.get("href") or "").startswith("javascript") for _, attributes in _Seen(html).tags)


@pytest.mark.parametrize("address", OURS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_can_be_read_aloud(desk_output: Path, address: str, lang: str) -> None:
    """A language, one heading of the first rank, a title, labels on fields, headings on tables, a skip link first."""
    html = ask(desk_output, address, cookies={"trichluc_lang": lang}).text
    tags = _Seen(html).tags
    assert next(attributes for tag, attributes in tags if tag == "html")["lang"] == lang
    assert [tag for tag, _ in tags].count("h1") == 1
    assert next(attributes for tag, attributes in tags if tag == "a")["href"] == "#content"
    assert re.search(r"<title>\S.*</title>", html)
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    for tag, attributes in tags:
        if tag == "input" and attributes.get("type") != "checkbox":
            assert "aria-label" in attributes or attributes.get("id") in labelled, attributes
        if tag == "svg" and attributes.get("role") == "img":
            assert attributes.get("aria-label")
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids)), "each id once"


def test_home_says_what_is_in_the_store(desk_output: Path) -> None:
    said = plain(page(desk_output, "/"))
    assert "5 bài, 1 bài chép lại để riêng" in said
    assert "Từ 15/1/2024 đến 15/5/2024" in said
    assert "1 bài không rõ ngày" in said
    assert "Báo Thử Nghiệm" in said
    assert "6 bản ghi: 6 mới" in said
    assert "Mọi thứ đều đọc được" in said
    html = page(desk_output, "/")
    assert html.count('class="bar"') == 5, "a bar a month, the empty one too"
    with opened(desk_output) as connection:
        for kind, mentions in connection.execute("SELECT kind, original_mentions FROM kind_counts"):
            assert re.search(rf'm sample {kind}">.*?<td class="number">{mentions}</td>', html, re.DOTALL), kind


@pytest.mark.parametrize(
    "query",
    [
        *("45/2012/NĐ-CP", "45/2012", "45/2012/nđ-cp", "nd 45", "ND45", "nghi dinh 45/2012", "Nghị định số 45"),
        *("nghị định 45 năm 2012", "45-2012", "  45 / 2012 "),
    ],
)
def test_a_number_in_any_form_leads_to_the_document_first(desk_output: Path, query: str) -> None:
    first = next(
        attributes
        for tag, attributes in _Seen(page(desk_output, search_at(query))).tags
        if attributes.get("class") == "symbol"
    )
    assert first["href"] == decree_at(DECREE)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("khuyến công", ["bai/003", "bai/001"]),
        ("khuyen cong", ["bai/003", "bai/001"]),
        ("KHUYEN CONG", ["bai/003", "bai/001"]),
        ("dong nai", [ARTICLES[3]["id"]]),
        ("duong sat da nang", [SCRIPTED]),
        ("Đường sắt", [SCRIPTED]),
        ("sửa đổi nghị định", ["bai/003"]),
        ("sắt km", [SCRIPTED]),
        ("không có chữ này", []),
        ("không có gì", ["bai/006"]),
        ('"AND OR NOT* (', []),
    ],
)
def test_articles_are_found_newest_first_copies_left_out(desk_output: Path, query: str, found: list[str]) -> None:
    hits = re.findall(r'<h3><a href="([^"]+)">', page(desk_output, search_at(query)))
    assert hits == [article_at(doc_id) for doc_id in found]


def test_words_are_sought_one_after_another_or_apart(desk_output: Path) -> None:
    assert "bai/001" not in page(desk_output, search_at("khuyến Bắc")) or "loose" not in page(
        desk_output, search_at("khuyến Bắc")
    )
    together = page(desk_output, search_at("khuyến công"))
    assert "loose=1" in together
    assert "<mark>khuyến công</mark>" in together
    apart = page(desk_output, search_at("khuyến công", loose=1))
    assert "<mark>khuyến</mark> <mark>công</mark>" in apart


def test_provinces_are_found_by_their_names(desk_output: Path) -> None:
    assert "/province/B%E1%BA%AFc%20Ninh" in page(desk_output, search_at("bac ninh"))
    assert "/province/" not in page(desk_output, search_at("45/2012"))


@pytest.mark.parametrize(
    "query", ["", " ", "%", "…", "\x00", "\ud7ff", "a" * 5000, "<script>", "' OR 1=1 --", "0" * 50]
)
def test_no_query_is_an_error(desk_output: Path, query: str) -> None:
    page(desk_output, search_at(query))


@pytest.mark.parametrize("given", ["0", "-1", "x", "99999999999999999999", "²", "1.5", "", "5000"])
def test_no_page_number_is_an_error(desk_output: Path, given: str) -> None:
    page(desk_output, f"{search_at('khuyến công')}&{urlencode({'page': given})}")
    page(desk_output, f"{decree_at(DECREE)}?{urlencode({'page': given})}")


def test_one_is_told_as_one(desk_output: Path) -> None:
    said = {
        "/": ("5 articles, 1 copy kept apart", "1 more article has no date", "6 records: 6 new"),
        decree_at(DECREE): ("3 times in 3 articles", "Show 1 copy too", "Bắc Ninh 1 sentence"),
        decree_at("235/2025/NĐ-CP"): ("1 time in 1 article", "Amends 45/2012/NĐ-CP 1 article"),
        province_at("Đà Nẵng"): ("1 time in 1 article",),
        province_at("Bắc Ninh"): ("1 time in 1 article (with copies: 2 times in 2 articles)", f"{DECREE} 1 sentence"),
        question_at("percentages_by_direction"): ("1 row.",),
    }
    for address, words in said.items():
        shown = plain(page(desk_output, address, lang="en"))
        assert [each for each in words if each not in shown] == [], shown
        assert re.findall(r"(?<![\w.,/])1 (?:more )?[a-z]+s\b", shown) == []


def test_a_legal_document(desk_output: Path) -> None:
    html = page(desk_output, decree_at(DECREE))
    said = plain(html)
    for words in (
        *("Nghị định", "Chính phủ", "21/5/2012", "3 lần trong 3 bài", "4 lần trong 4 bài"),
        *("Được sửa đổi, bổ sung bởi 235/2025/NĐ-CP 1 bài", "Hiện cả 1 bài chép lại"),
        *("17/2013/TT-BCT", "Bắc Ninh 1 câu", "62,584 tỷ đồng", "62.584.000.000 VND"),
    ):
        assert words in said, words
    assert html.count('class="bar"') == 4
    assert decree_at("235/2025/NĐ-CP") in html
    hits = re.findall(r'<h3><a href="([^"#]+)#m-', html)
    assert hits == [article_at(doc_id) for doc_id in (ARTICLES[3]["id"], "bai/003", "bai/001")]
    with_copies = page(desk_output, decree_at(DECREE) + "?copies=1")
    assert article_at("bai/002") in with_copies
    assert plain(with_copies).count("bài chép lại") >= 2
    acting = plain(page(desk_output, decree_at("235/2025/NĐ-CP")))
    assert "Sửa đổi, bổ sung 45/2012/NĐ-CP 1 bài" in acting


def test_its_references_are_marked_in_its_sentences(desk_output: Path) -> None:
    html = page(desk_output, decree_at(DECREE))
    assert '<mark class="m decree_refs" data-decree_refs="" tabindex="0"' not in html, "nothing to stop at in a list"
    assert re.search(r'<p class="excerpt"><mark class="m decree_refs"[^>]*>Nghị định số 45/2012/NĐ-CP</mark>', html)


@pytest.mark.parametrize(
    "address",
    [
        *("/decree/45/2012/NĐ-CP", "/decree/45/2012/nd-cp", "/decree/45%2F2012%2FN%C4%90-CP"),
        *("/decree/" + quote("45/2012/NĐ-CP"), "/decree/13/CT-BCT", "/decree/13%2FCT-BCT"),
        "/decree/" + quote("45/2012/NĐ-CP", safe=""),
        "/decree/" + quote("Luật Tương lai (2019)"),
    ],
)
def test_addresses_of_legal_documents(desk_output: Path, address: str) -> None:
    page(desk_output, address)


def test_an_unknown_document_is_404_with_those_near_it(desk_output: Path) -> None:
    html = page(desk_output, decree_at("45/2013/NĐ-CP"), status=404)
    assert "không có văn bản nào là 45/2013/NĐ-CP" in plain(html)
    assert decree_at(DECREE) in html
    page(desk_output, decree_at("x" * 3000), status=404)
    page(desk_output, "/decree/%FF%00", status=404)


def test_the_very_query_can_be_taken_along(desk_output: Path) -> None:
    html = page(desk_output, decree_at(DECREE))
    links = {
        text: address.replace("&amp;", "&")
        for address, text in re.findall(r'<a href="(/tables[^"]+)">(CSV|JSON|SQL)</a>', html)
    }
    csv = ask(desk_output, links["CSV"])
    assert csv.headers["content-type"].startswith("text/")
    assert csv.text.splitlines()[0].startswith("\ufeffpublished_on,title,source,sentence")
    assert len(ask(desk_output, links["JSON"]).json()) == 4
    assert "textarea" in page(desk_output, links["SQL"])


def test_an_article(desk_output: Path) -> None:
    html = page(desk_output, article_at("bai/001"))
    assert ARTICLES[0]["text"] in _Seen(html).text
    said = plain(html)
    for words in ("62.584.000.000 VND", "27,97 phần trăm", "dòng 1", "Được chép lại ở Bài chép lại"):
        assert words in said, words
    assert decree_at(DECREE) in html
    with opened(desk_output) as connection:
        for kind in LOOKS:
            ids = [row[0] for row in connection.execute(f"SELECT mention_id FROM {kind} WHERE doc_id = 'bai/001'")]
            for mention in ids:
                assert f'id="m-{mention}"' in html, kind
                assert f'href="#m-{mention}"' in html, kind
            if ids:
                assert f'id="show-{kind}"' in html


def test_only_web_addresses_are_followed(desk_output: Path) -> None:
    html = page(desk_output, article_at(SCRIPTED))
    assert "javascript:alert(1)" in plain(html)
    assert 'href="javascript' not in html


def test_a_copy_names_its_original(desk_output: Path) -> None:
    said = plain(page(desk_output, article_at("bai/002")))
    assert "Chép từ Bài số 1 (15/1/2024, Báo Thử Nghiệm)" in said


def test_an_unknown_article_is_404(desk_output: Path) -> None:
    assert "không có bài nào là bai/999" in plain(page(desk_output, article_at("bai/999"), status=404))


def test_the_language_is_chosen_remembered_and_goes_back(desk_output: Path) -> None:
    assert "What is in the store" in page(desk_output, "/", lang="en")
    assert "Có gì trong kho" in page(desk_output, "/", lang="xx")
    assert "What is in the store" in ask(desk_output, "/", lang="en").text, "the server's own choice"
    at = decree_at(DECREE) + "?copies=1"
    link = next(
        attributes["href"]
        for _, attributes in _Seen(page(desk_output, at)).tags
        if attributes.get("class") == "desk-language"
    )
    answer = ask(desk_output, link)
    assert (answer.status_code, answer.headers["location"]) == (303, at)
    assert re.match(r"trichluc_lang=en; .*Max-Age=31536000", answer.headers["set-cookie"])


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nb: c", ""]
)
def test_going_back_leads_nowhere_else(desk_output: Path, back: str) -> None:
    answer = ask(desk_output, f"/-/language/en?{urlencode({'back': back})}")
    assert answer.headers["location"] == "/"
    assert "b" not in answer.headers


def test_datasettes_search_folds_as_the_index_does(desk_output: Path) -> None:
    for query in ("đường sắt", "duong sat", "ĐƯỜNG"):
        answer = ask(desk_output, table_at("documents", "json", _search=query, _shape="array"))
        assert [row["doc_id"] for row in answer.json()] == [SCRIPTED]


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("select 1 as one", "one\r\n1\r\n"),
        ("select 1 as one where 0", "one\r\n"),
        ("select 1 as ' '", " \r\n1\r\n"),
        ("select nothing", None),
        ("select load_extension('x')", None),
    ],
)
def test_csv_of_wrong_sql_leads_to_the_page_that_says_what_is_wrong(
    desk_output: Path, sql: str, text: str | None
) -> None:
    answer = ask(desk_output, query_at(sql, form="csv"))
    if text is not None:
        assert (answer.status_code, answer.text) == (200, text)
        return
    assert (answer.status_code, answer.headers["location"]) == (303, query_at(sql))
    said = ask(desk_output, answer.headers["location"])
    assert said.status_code == 400
    assert "message-error" in said.text


@pytest.mark.parametrize("address", [query_at("select 'Đắk' as x", form="csv"), table_at("decrees", "csv")])
def test_csv_to_keep_has_a_byte_order_mark_and_csv_to_read_has_none(desk_output: Path, address: str) -> None:
    read, kept = (ask(desk_output, address + more).content for more in ("", "&_dl=on" if "?" in address else "?_dl=on"))
    assert not read.startswith(codecs.BOM_UTF8)
    assert kept == codecs.BOM_UTF8 + read


def test_csv_of_no_sql_leads_to_the_page_where_it_is_written(desk_output: Path) -> None:
    answer = ask(desk_output, "/tables.csv")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tables?")


def test_sql_can_fold_and_cannot_write(desk_output: Path) -> None:
    answer = ask(desk_output, query_at("select fold('Nghị Định') as said", form="json") + "&_shape=array")
    assert answer.json() == [{"said": "nghi dinh"}]
    for sql in ("delete from documents", "attach 'x' as y", "pragma query_only = 0"):
        assert ask(desk_output, query_at(sql, form="json")).status_code == 400


def test_what_went_wrong_is_a_page_of_ours_or_json(desk_output: Path) -> None:
    assert "Không có trang này" in page(desk_output, "/nowhere", status=404)
    assert ask(desk_output, "/nowhere.json").status_code == 404
    answer = ask(desk_output, query_at("select nothing from nowhere", form="json"))
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_cells_lead_to_pages(desk_output: Path) -> None:
    html = page(desk_output, table_at("decree_refs"))
    assert f'<a href="{decree_at(DECREE)}">' in html
    assert f'<a href="{article_at("bai/001")}">' in html


def test_static_files_are_there(desk_output: Path) -> None:
    for address in re.findall(r'(?:href|src)="(/(?:static|-)/[^"?]+)', page(desk_output, "/")):
        answer: httpx.Response = ask(desk_output, address)
        assert answer.status_code in (200, 303), address
    css = ask(desk_output, "/static/fonts.css").text
    for font in re.findall(r'url\("([^"]+)"\)', css):
        assert ask(desk_output, f"/static/{font}").content[:4] == b"wOF2"
    kinds = ask(desk_output, "/-/kinds.css").text
    assert all(f".{kind} {{" in kinds for kind in LOOKS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Câu một. Câu có chữ này. Câu ba.", "Câu có chữ này."),
        ("Dòng một\nDòng có chữ này\nDòng ba", "Dòng có chữ này"),
        ("a" * 300 + " xa xôi chữ này " + "b " * 300, "… xa xôi chữ này b b"),
        ("chữ này", "chữ này"),
        ("chữ" + " - " * 100 + "này.", "chữ"),
    ],
)
def test_an_excerpt_is_the_sentence_and_cuts_no_word(text: str, shown: str) -> None:
    found = plain(str(excerpt(text, ["chu", "nay"], phrase=True)))
    assert found.startswith(shown)
    assert len(found) < 400
    assert not re.search(r"a{3}|\bb…", found)


def test_every_table_says_how_many_rows_it_has(desk_output: Path) -> None:
    tables = ask(desk_output, "/tables.json").json()["tables"]
    with opened(desk_output) as connection:
        for table in tables:
            if not table["hidden"]:
                assert connection.execute(f'SELECT count(*) FROM "{table["name"]}"').fetchone() == (table["count"],)
    assert {"built_from", "table_rows", "decrees"} <= {table["name"] for table in tables}
