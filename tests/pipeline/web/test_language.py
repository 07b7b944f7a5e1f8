"""Every word of the pages is in both languages, and no template has words of its own."""

import re
import string
from pathlib import Path

import pytest

import pipeline.web
from pipeline import labels
from pipeline.web.as_ours import CHANGED, WORDS
from pipeline.web.language import LANGUAGES, language

_TEMPLATES = sorted((Path(pipeline.web.__file__).parents[1] / "templates" / "web").glob("*.html"))
_MODULES = sorted(file for file in Path(pipeline.web.__file__).parent.rglob("*.py") if file.name != "__init__.py")
_SAID = re.compile(r"""(?<![\w.])(?:language\.)?(?:t|counted)\(\s*"([^"]+)"(\s*~)?""")


def fields(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    vi, en = (language(code).words for code in LANGUAGES)
    assert sorted(vi) == sorted(en)
    for key in vi:
        assert vi[key].strip(), key
        assert en[key].strip(), key
        assert fields(vi[key]) == fields(en[key]), key


@pytest.mark.parametrize("file", [*_TEMPLATES, *_MODULES], ids=lambda file: file.name)
def test_every_key_that_is_used_is_there(file: Path) -> None:
    words = language("vi").words
    for key, open_end in _SAID.findall(file.read_text("utf-8")):
        if open_end:
            assert any(known.startswith(key) for known in words), key
        else:
            assert key in words, key


def test_no_word_is_idle() -> None:
    texts = "".join(file.read_text("utf-8") for file in [*_TEMPLATES, *_MODULES])
    texts += "".join(ours for words in WORDS.values() for _, ours in words).replace("'", '"')
    texts += "".join(str(put) for _, put in CHANGED).replace("'", '"')
    for key in (key.removesuffix("_one") for key in language("vi").words):
        group = key.rpartition(".")[0]
        used = (f'"{key}"', f'"{group}." ~', f'f"{group}.{{', f'named("{group}"', f'group("{group}")', 'f"value.{')
        assert any(each in texts for each in used) or group in ("acting", "acted"), key


@pytest.mark.parametrize("file", _TEMPLATES, ids=lambda file: file.name)
def test_no_template_has_words_of_its_own(file: Path) -> None:
    text = re.sub(r"\{% block main_class %\}\w+\{% endblock %\}", " ", file.read_text("utf-8"))
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<!?[a-zA-Z/][^>]*>|&[a-z]+;page=", " ", text)
    assert set(re.findall(r"[^\W\d_]{2,}", text)) <= {"Trích", "Lục", "CSV", "JSON", "SQL", "UTC"}
    said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', file.read_text("utf-8"))
    assert all(re.fullmatch(r"(\{\{.*\}\})?", each) for each in said if "{{ t(" not in each), said


def test_kinds_fields_and_values_have_names_in_both() -> None:
    for code in LANGUAGES:
        words = language(code).words
        assert {f"kind.{kind}" for kind in labels.KIND_LABELS} <= set(words)
        assert {f"field.{field}" for field in labels.FIELD_LABELS} <= set(words)


@pytest.mark.parametrize(
    ("code", "number", "day", "month"),
    [("vi", "62.584,5", "21/5/2012", "5/2012"), ("en", "62,584.5", "21 May 2012", "May 2012")],
)
def test_numbers_and_dates(code: str, number: str, day: str, month: str) -> None:
    said = language(code)
    assert said.number(62584.5) == number
    assert said.day("2012-05-21") == day
    assert said.day("2012-05-21T08:00:00+07:00") == day
    assert said.month("2012-05") == month
    assert said.counted("common.count_articles", 1) == {"vi": "1 bài", "en": "1 article"}[code]
    assert said.counted("common.count_articles", 0) == {"vi": "0 bài", "en": "0 articles"}[code]
    assert said.day(None) == said.t("common.no_date")
