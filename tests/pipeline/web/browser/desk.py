"""What the browser's store holds beside the user's articles, and the addresses of its pages."""

from pipeline.web.addresses import (
    article_at,
    checks_at,
    decree_at,
    province_at,
    provinces_at,
    query_at,
    question_at,
    search_at,
    table_at,
)
from tests.pipeline.web.desk import ARTICLES, article
from tests.pipeline.web.doubts import DOUBTS

#: Marks that turn the direction of writing, join and hide: in the text they are text, on the page they change no more
#: than the words between them.
TURNED = "‮đảo ngược‬ và ‏phải sang trái‎, ẩn​, nối‍"
TURNED_TEXT = f"Bài có dấu {TURNED}. Tỉnh Cà Mau chi 9 tỷ đồng theo Nghị định số 45/2012/NĐ-CP. Xong."
DESK_ARTICLES = [*ARTICLES, *DOUBTS, article(41, TURNED_TEXT, title=f"Dấu {TURNED}")]
HOSTILE_ID = ARTICLES[3]["id"]
#: Every page of ours.
PAGES = {
    "home": "/",
    "search": search_at("khuyến công"),
    "search nothing": search_at("xyzxyz"),
    "decree": decree_at("45/2012/NĐ-CP"),
    "no decree": decree_at("45/1999/NĐ-CP"),
    "article": article_at("bai/001"),
    "copy": article_at("bai/002"),
    "edited": article_at("bai/003"),
    "hostile": article_at(HOSTILE_ID),
    "turned": article_at("bai/041"),
    "provinces": provinces_at(),
    "provinces since 2025": provinces_at("34", "amounts"),
    "province": province_at("Bắc Ninh"),
    "province since 2025": province_at("Bắc Ninh", "34"),
    "questions": "/questions",
    "question": question_at("decrees_by_province"),
    "sentences": question_at("decree_sentences"),
    "checks": checks_at("ambiguous_amounts"),
    "login": "/checks/login",
    "nowhere": "/nowhere",
}
#: Pages of Datasette's among ours.
DATASETTES = {
    "tables": "/tables",
    "table": table_at("decree_refs"),
    "query": query_at("select symbol, mentions from decrees limit 5"),
}
