import contextlib
import hashlib
import pickle
import random
import shutil
import subprocess
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.legacy_charts import CHARTS, SMALL_LETTERS, encode, encode_1258, plain
from bench.other_languages import TEXTS
from pipeline.encodings import Converted, Undecodable, convert_legacy, decode, unescape_doubled
from pipeline.encodings.capitals import convert_line
from pipeline.encodings.charts import charts, surface
from pipeline.encodings.labels import canonical
from pipeline.encodings.syllables import is_syllable

ARTICLES = [
    path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parents[2].glob("corpus/articles/*.txt"))
]
MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
ENCODERS = {name: (lambda text, name=name: encode(text, name)) for name in CHARTS} | {
    "windows-1258, typed": lambda text: encode_1258(text, typed=True),
    "windows-1258, converted": lambda text: encode_1258(text, typed=False),
}


def shown(text: str, encoding: str) -> str:
    """A text in a font's encoding as HTML, PDF and DOCX hand it over."""
    return surface(encode(text, encoding))


def test_the_articles_are_there():
    assert len(ARTICLES) == 5


@pytest.mark.parametrize("name", CHARTS)
def test_every_letter_of_the_published_chart_is_converted(name):
    # TCVN3 has small letters only, in a font of capitals for capitals
    wanted = {
        letter: letter.lower() if name == "tcvn3" and letter not in "ĂÂÊÔƠƯĐ" else letter for letter in CHARTS[name]
    }
    assert {letter: charts()[name].convert(surface(raw)) for letter, raw in CHARTS[name].items()} == wanted


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv, the other witness for the charts, is not here")
@pytest.mark.parametrize(("name", "known_as"), [("viscii", "VISCII"), ("tcvn3", "TCVN5712-1")])
def test_the_published_charts_are_those_of_glibc(name, known_as):
    letters = SMALL_LETTERS + ("ĂÂÊÔƠƯĐ" if name == "tcvn3" else SMALL_LETTERS.upper())
    done = subprocess.run(["iconv", "-f", known_as, "-t", "UTF-8"], input=encode(letters, name), capture_output=True)
    if done.returncode:
        pytest.skip(f"this iconv does not know {known_as}")
    assert done.stdout.decode() == letters


def test_vni_marks_are_read_in_either_case():
    assert charts()["vni"].convert("Aùo AÙO aÙ Ñaø Naüng ÑAØ NAÜNG caûNH") == "Áo ÁO á Đà Nẵng ĐÀ NẴNG cảNH"


@pytest.mark.parametrize("article", range(len(ARTICLES)))
@pytest.mark.parametrize("name", ENCODERS)
def test_articles_come_back_from_every_encoding(name, article):
    text = plain(ARTICLES[article])
    read = decode(ENCODERS[name](text))
    assert read.encoding == name.split(",")[0]
    assert read.confidence > 0.95
    assert read.replaced == 0
    if name == "tcvn3":
        assert read.text.lower() == text.lower()
    else:
        assert read.text == text


@pytest.mark.parametrize("article", range(len(ARTICLES)))
@pytest.mark.parametrize("name", CHARTS)
def test_articles_come_back_as_code_points_of_a_font(name, article):
    text = plain(ARTICLES[article])
    converted = convert_legacy(shown(text, name))
    assert converted.encoding == name
    assert converted.text.lower() == text.lower()


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_unicode_comes_through_to_the_character(codec, encoding):
    for text in [*ARTICLES, *(unicodedata.normalize("NFD", text) for text in ARTICLES)]:
        raw = text.encode(codec)
        read = decode(raw)
        assert (read.text, read.encoding, read.replaced) == (text, encoding, 0)
        assert read.confidence >= 0.95
        assert read.sha256 == hashlib.sha256(raw).hexdigest()


def test_utf_16_with_its_other_mark():
    assert decode(b"\xfe\xff" + MOTTO.encode("utf-16-be")).encoding == "utf-16-be"


def test_line_ends_and_white_space_stay():
    text = "\r\n  Bộ Công Thương\t\u00a0\r\n\n\n\u00ad Hà Nội \n"
    assert decode(text.encode()).text == text


DECLARED = [
    # (text, as bytes, declared, encoding)
    (MOTTO, "utf-8", "utf-8", "utf-8"),
    (MOTTO, "utf-8", "iso-8859-1", "utf-8"),
    (MOTTO, "utf-8", "windows-1258", "utf-8"),
    (MOTTO, "utf-16-le", "utf-8", "utf-16-le"),
    (MOTTO, "tcvn3", "utf-8", "tcvn3"),
    (MOTTO, "tcvn3", "iso-8859-1", "tcvn3"),
    (MOTTO, "tcvn3", "ISO-8859-1", "tcvn3"),
    (MOTTO, "tcvn3", "x-viet-tcvn5712", "tcvn3"),
    (MOTTO, "tcvn3", "x-user-defined", "tcvn3"),
    (MOTTO, "tcvn3", "windows-1258", "tcvn3"),
    (MOTTO, "vni", "windows-1252", "vni"),
    (MOTTO, "vni", "gb2312", "vni"),
    (MOTTO, "viscii", "viscii", "viscii"),
    (MOTTO, "viscii", "x-viet-vps", "viscii"),
    (MOTTO, "vps", "x-viet-vps", "vps"),
    (MOTTO, "vps", "no-such-charset", "vps"),
    ("Bộ Tài chính", "viscii", "viscii", "viscii"),
    ("Bộ Tài chính", "windows-1258, typed", "cp1258", "windows-1258"),
    (MOTTO, "windows-1258, typed", "iso-8859-1", "windows-1258"),
    (MOTTO, "windows-1258, converted", "utf-8", "windows-1258"),
    ("Příliš žluťoučký kůň", "cp1250", "windows-1250", "windows-1250"),
    ("Příliš žluťoučký kůň", "iso8859-2", "iso-8859-2", "iso-8859-2"),
    ("L'été à la forêt", "latin-1", "iso-8859-1", "windows-1252"),
    ("L'été à la forêt", "latin-1", "utf-8", "windows-1252"),
    ("人人生而自由，在尊严和权利上一律平等。", "gb18030", "gb18030", "gb18030"),
    ("Только русский", "koi8-r", "koi8-r", "koi8-r"),
    ("plain words", "ascii", "windows-1252", "utf-8"),
    ("plain words", "ascii", "utf-16", "utf-8"),
    ("plain words", "ascii", "rot13", "utf-8"),
]


@pytest.mark.parametrize(("text", "codec", "declared", "encoding"), DECLARED)
def test_a_declaration_is_believed_where_the_bytes_agree(text, codec, declared, encoding):
    raw = ENCODERS[codec](text) if codec in ENCODERS else text.encode(codec)
    read = decode(raw, declared=declared)
    assert (read.encoding, read.text) == (encoding, text)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        (None, None),
        ("", None),
        (' "UTF-8" ', "utf-8"),
        ("utf8", "utf-8"),
        ("Windows-1258", "windows-1258"),
        ("CP1250", "windows-1250"),
        ("iso_8859-2", "iso-8859-2"),
        ("unicode_escape", None),
        ("base64", None),
        ("\x00", None),
    ],
)
def test_declared_names(label, name):
    assert canonical(label) == name


@pytest.mark.parametrize(("language", "codecs", "text"), TEXTS, ids=[language for language, _, _ in TEXTS])
def test_other_languages_are_not_touched(language, codecs, text):
    pieces = [text, *(text[at : at + 60] for at in range(0, len(text) - 30, 30))]
    for piece in pieces:
        assert convert_legacy(piece) == Converted(piece)
        assert decode(piece.encode()).text == piece
        for codec in codecs:
            assert decode(piece.encode(codec)).encoding not in charts()
    for codec in codecs:
        assert decode(text.encode(codec), declared=codec).text == text


@pytest.mark.parametrize("language", ["French", "German", "Spanish", "Portuguese", "Italian", "Swedish", "Finnish"])
def test_western_text_needs_no_declaration(language):
    text = next(text for name, _, text in TEXTS if name == language)
    read = decode(text.encode("cp1252"))
    assert (read.text, read.encoding) == (text, "windows-1252")


CONVERTED = [
    # (text as it came, text as it is meant, encoding)
    ("Céng hßa x· héi", "Cộng hòa xã hội", "tcvn3"),
    ("Coäng hoøa xaõ hoäi", "Cộng hòa xã hội", "vni"),
    # ư is the soft hyphen; PDF readers give a minus, Word's old text a control code
    ("Thñ t\u00adíng ChÝnh phñ", "Thủ tướng Chính phủ", "tcvn3"),
    ("Thñ t\u2212íng ChÝnh phñ", "Thủ tướng Chính phủ", "tcvn3"),
    ("Thñ t\x1fíng ChÝnh phñ", "Thủ tướng Chính phủ", "tcvn3"),
    ("x\u2219 héi, \u03bc, ph\u03bc, Thñ ®«", "xã hội, μ, phà, Thủ đô", "tcvn3"),
    # a minus between numbers is one
    ("T\u00ad¬ng ®\u00ad¬ng \u22125 ®é, 3\u22122, c«ng bè", "Tương đương \u22125 độ, 3\u22122, công bố", "tcvn3"),
    # a font of signs has its codes in the private range
    ("\uf043\uf0e9\uf06e\uf067 \uf068\uf0df\uf061 \uf078\uf0b7 \uf068\uf0e9\uf069", "Cộng hòa xã hội", "tcvn3"),
    ("\uf0b7 Céng hßa x· héi", "\uf0b7 Cộng hòa xã hội", "tcvn3"),
    # symbols, dates and English stay
    ("QuyÕt ®Þnh sè 12/2005/Q§-BTC ngµy 17/01/2005", "Quyết định số 12/2005/QĐ-BTC ngày 17/01/2005", "tcvn3"),
    ("Ñeà aùn ISO 9001:2000 cuûa WTO", "Đề án ISO 9001:2000 của WTO", "vni"),
    ("“C«ng nghiÖp” – Th­¬ng m¹i…", "“Công nghiệp” – Thương mại…", "tcvn3"),
    # bullets of Word's fonts and the copyright sign
    ("·\tCéng hßa x· héi\n§ Céng hßa\n© 2005 Céng hßa", "·\tCộng hòa xã hội\n§ Cộng hòa\n© 2005 Cộng hòa", "tcvn3"),
    # capitals that the plain letters tell of
    ("CéNG HOµ X· HéI CHñ NGHÜA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "tcvn3"),
    (
        "NGHÞ §ÞNH\nChÝnh phñ\nHµ NéI, Hµ Néi, UBND ë Hµ Néi",
        "NGHỊ ĐỊNH\nChính phủ\nHÀ NỘI, Hà Nội, UBND ở Hà Nội",
        "tcvn3",
    ),
    # each part in its own encoding
    ("Trang chủ\nĐăng nhập\nCéng hßa x· héi chñ nghÜa", "Trang chủ\nĐăng nhập\nCộng hòa xã hội chủ nghĩa", "tcvn3"),
    (
        "Céng hßa x· héi chñ nghÜa ViÖt Nam\nCoäng hoøa xaõ hoäi chuû nghóa\nLes libertés d'été, la forêt brûlée",
        "Cộng hòa xã hội chủ nghĩa Việt Nam\nCộng hòa xã hội chủ nghĩa\nLes libertés d'été, la forêt brûlée",
        "tcvn3, vni",
    ),
    # a foreign name does not speak against its line
    ("Céng hßa x· héi chñ nghÜa ViÖt Nam\nH'Yim K®oh", "Cộng hòa xã hội chủ nghĩa Việt Nam\nH'Yim Kđoh", "tcvn3"),
    # a line too short to tell goes with the rest
    ("Céng hßa x· héi chñ nghÜa ViÖt Nam\nHµ Néi\n®", "Cộng hòa xã hội chủ nghĩa Việt Nam\nHà Nội\nđ", "tcvn3"),
]


@pytest.mark.parametrize(("given_text", "meant", "encoding"), CONVERTED)
def test_letters_of_old_fonts_become_vietnamese(given_text, meant, encoding):
    converted = convert_legacy(given_text)
    assert (converted.text, converted.encoding) == (meant, encoding)
    assert 0 < converted.confidence <= 1
    assert converted.lines == sum(a != b for a, b in zip(given_text.split("\n"), meant.split("\n"), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No Vietnamese at all",
        MOTTO,
        unicodedata.normalize("NFD", MOTTO),
        # Vietnamese without a letter that only Unicode has, and readable as TCVN3 too
        "SIM kèm gói, SIM kèm gói, SIM kèm gói",
        "Là và có, bà già, cá kho, chó, nhà lá, thú no",
        # too little to know by
        "Céng",
        "10 µm × 3 m², 5 °C ± 1, © ® ™, ½ · §",
        "où là té, và là é",
    ],
)
def test_unicode_text_stays(text):
    assert convert_legacy(text) == Converted(text)


@pytest.mark.parametrize("article", range(len(ARTICLES)))
def test_articles_stay(article):
    assert convert_legacy(ARTICLES[article]) == Converted(ARTICLES[article])
    for line in ARTICLES[article].split("\n"):
        assert convert_legacy(line) == Converted(line)


def test_utf_8_that_holds_an_old_font_says_both():
    read = decode("Đăng nhập\nCéng hßa x· héi chñ nghÜa ViÖt Nam".encode())
    assert (read.text, read.encoding) == ("Đăng nhập\nCộng hòa xã hội chủ nghĩa Việt Nam", "utf-8+tcvn3")


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_markup_keeps_its_letters_for_the_text_taken_out_of_it(name):
    page = f"<p>{shown(MOTTO, name)}</p>"
    raw = page.encode("cp1252")
    read = decode(raw, declared="iso-8859-1", markup=True)
    assert (read.text, read.encoding) == (page, "windows-1252")
    assert decode(page.encode(), markup=True).text == page


def test_markup_in_a_charset_is_decoded():
    assert decode(encode(f"<p>{MOTTO}</p>", "viscii"), markup=True).text == f"<p>{MOTTO}</p>"


def test_a_capital_that_begins_a_word_is_not_guessed():
    # the limit that the docs name: a lone capital in a capital font is a small letter in the bytes
    line = encode("Ấn Độ và Ủy ban", "tcvn3")
    assert convert_line(surface(line), charts()["tcvn3"]) == "ấn Độ và ủy ban"


def test_utf_8_with_spoilt_places_keeps_the_rest():
    raw = ARTICLES[0].encode()
    cut = decode(raw[:-1] if raw[-1] > 0x7F else raw + "ế".encode()[:2])
    assert (cut.encoding, cut.replaced) == ("utf-8", 1)
    middle = raw.index("ế".encode()) + 1
    spoilt = decode(raw[:middle] + raw[middle + 1 :])
    assert spoilt.encoding == "utf-8"
    assert spoilt.replaced == 1
    assert spoilt.confidence < 1
    assert spoilt.text.count("\ufffd") == 1
    assert decode("Có \ufffd trong bài".encode()).replaced == 0


UNREADABLE = [
    (b"", "empty"),
    (b" \r\n\t\n", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"\xff\xfe", "empty"),
    (b"%PDF-1.4 \xe2\xe3\xcf\xd3", "binary"),
    (b"PK\x03\x04\x14\x00", "binary"),
    (b"\x89PNG\r\n\x1a\n", "binary"),
    (b"\x1f\x8b\x08\x00", "binary"),
    (b"text with \x00 in it", "binary"),
    (bytes(range(1, 32)) * 3, "binary"),
    (random.Random(1).randbytes(2000), "binary"),
    (b"\x01\x02\x7f" + b"a" * 146, "binary"),
    (("\x81\x83\x9f" + "a" * 146).encode(), "binary"),
    (bytes(random.Random(1).choices(range(160, 256), k=2000)), "undecodable"),
    (b"\xff\xfe" + b"\x00\xd8" * 50, "undecodable"),
]


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE)
def test_what_holds_no_text_is_refused_with_its_reason(raw, reason):
    with pytest.raises(Undecodable) as refused:
        decode(raw)
    error = pickle.loads(pickle.dumps(refused.value))
    assert error.reason == reason
    assert error.sha256 == hashlib.sha256(raw).hexdigest()
    assert error.detail
    assert str(error) == f"{reason}: {error.detail}"


@pytest.mark.parametrize(
    "text",
    [
        "\x01\x02\x7f" + "a" * 147,
        "\x81\x83\x9f" + "a" * 147,
        "\x01\x02",
        "\xa0\xab\xb7" * 100,
        "Một\tdòng\r\n\f\x85" * 3,
    ],
)
def test_few_control_codes_are_no_binary(text):
    assert decode(text.encode()).text == text


@given(st.text(st.sampled_from("aế\x01\x7f\x80\x85\x9f\xa0\n"), min_size=1, max_size=200))
def test_control_codes_are_counted_the_same_in_every_encoding(text):
    def refused(raw):
        try:
            decode(raw)
        except Undecodable as error:
            return error.reason
        return None

    assert refused(text.encode()) == refused(b"\xef\xbb\xbf" + text.encode())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Vi&#7879;t Nam", "Việt Nam"),
        ("Vi&#x1EC7;t Nam", "Việt Nam"),
        ("H&agrave; N&#7897;i", "Hà Nội"),
        ("H&amp;agrave; N&amp;amp;#7897;i", "Hà Nội"),
        ("&ldquo;x&rdquo;&nbsp;&#150;", "“x”\u00a0–"),
        ("Ch&#173;¬ng tr×nh", "Ch\u00ad¬ng tr×nh"),
        ("R&D, AT&T, a && b, &c.", "R&D, AT&T, a && b, &c."),
        (
            "&khong; &copy2005 &#; &#x; &#0; &#xD800; &#99999999;",
            "&khong; &copy2005 &#; &#x; &#0; &#xD800; &#99999999;",
        ),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("", ""),
    ],
)
def test_entities_escaped_twice(text, meant):
    assert unescape_doubled(text) == meant


@pytest.mark.parametrize(
    "word", ["việt", "nghiêng", "hoà", "hòa", "thuý", "thúy", "quỳnh", "giết", "gì", "được", "ở", "đắk", "khuỷu", "ý"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["été", "viêt", "các̣", "tùc", "ngừ́", "đ", "señor", "więc", "hßa", "họat", "tỏt"])
def test_no_syllables(word):
    assert not is_syllable(word)


SYLLABLES = sorted({word for text in ARTICLES for word in plain(text).split() if word.isalpha() and not word.isascii()})


@given(st.lists(st.sampled_from(SYLLABLES), min_size=40, max_size=80), st.sampled_from(sorted(ENCODERS)))
def test_any_vietnamese_words_come_back(words, name):
    text = " ".join(words).lower()
    assert decode(ENCODERS[name](text)).text == text


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "iso-8859-1", "windows-1258", "viscii", "gb18030"]))
def test_any_bytes_are_read_or_refused_and_always_alike(raw, declared):
    def outcome():
        try:
            return decode(raw, declared=declared)
        except Undecodable as refused:
            return refused.args

    first = outcome()
    assert outcome() == first
    if not isinstance(first, tuple):
        assert 0 <= first.confidence <= 1
        first.text.encode()


@given(st.text(max_size=300))
def test_any_text_keeps_its_lines(text):
    converted = convert_legacy(text)
    assert converted.text.count("\n") == text.count("\n")
    assert (converted.encoding is None) == (converted.text == text)
    read = unescape_doubled(text)
    assert len(read) <= len(text)


HOSTILE = {
    "lines of one sign": b"\xb5\n" * 250_000,
    "one long word": b"a" * 500_000 + b"\xe9",
    "marks": b"a\xf9" * 250_000,
    "many words": bytes(random.Random(2).choices([32, *range(97, 123), *range(161, 256)], k=500_000)),
    "many lines": bytes(random.Random(3).choices([10, 32, *range(97, 123), *range(161, 256)], k=500_000)),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_take_bounded_time(raw):
    started = time.process_time()
    with contextlib.suppress(Undecodable):
        decode(raw)
    assert time.process_time() - started < 3
