"""Reading one sum at a place: number, scale words and currency, as written from left to right."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractors.amounts.context import spoken_of
from extractors.cells import parts_rows
from extractors.currencies import Currency, currencies, currency_at
from extractors.modifiers import clause_start
from extractors.numerals import SCALES, read_number, words_after, words_to_number
from extractors.text import Text

# a line may break inside a sum, where the text goes on in lower case
_GAP = r"(?: ?\n ?| {0,3})"
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# no more than three in a row: `trăm nghìn tỷ`
_SCALES = re.compile("(?:" + _GAP + r"(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?:(?![^\W\d_])|(?=đồng|usd))){1,3}")
_BLANK = re.compile(_GAP)
_SHORT_SCALE = re.compile(r" ?(tr|k)(\d{1,3})?(?!\w)")
_SHORT_EXPONENT = {"tr": 6, "k": 3}
_HALF = re.compile(r" rư[ỡở]i(?!\w)")
_SPLIT_DECIMAL = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+,) (\d{1,2})(?= ?[^\W\d_])")
_SPACED_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?!\d)")
_SPOKEN_POINT = re.compile(r"(\d+) (?:chấm|phẩy) (\d+)(?!\d)")
_SMALLER = re.compile(r" (\d{1,3}(?:,\d+)?)(?![\d.,]*\d)")
#: The number again in words, before a unit: `05 (năm) tỷ đồng`.
_SPELLED_OUT = re.compile(r" ?\([^()|\d]{1,40}\)(?= (?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|usd)(?!\w))")
_TAIL_END = re.compile(r"\s*(?:$|[.,;:)\n?!](?!\d))")
_CENTS = re.compile(r" (?:và )?(\d{2}) (?:xu|xen|cent|cents)(?!\w)")
#: `hai đô 23`, as people say it.
_BARE_CENTS = re.compile(r" (\d{2})(?=\s*$|[.,;)])")
_CENT_WORDS = re.compile(r" (?:xu|xen|cent|cents)(?!\w)")
_DONG_WORD = re.compile(r"[ ]?([^\W\d_]+)(?: ([^\W\d_]+))?")

#: What `đồng` begins when it is no currency: after a bare number, and after a scale word too.
# fmt: off
_NOT_DONG = frozenset({
    "bào", "chí", "hồ", "minh", "nghiệp", "phạm", "đội", "hành", "loạt", "thời", "bộ", "tình", "ý", "nghĩa", "đều",
    "phục", "tác", "sáng", "chủ", "tổ", "hương", "bằng", "ruộng", "hới", "xoài", "hỷ", "văn", "phú", "xuân", "thau",
    "lòng", "nhất", "dạng", "tính", "điệu", "quy", "tổng", "trưởng", "dao", "mức", "hạng", "trục", "vị", "âm",
    "thuận", "cảm", "nai", "tháp", "đăng", "xu", "cỏ", "lúa", "tiền", "khởi", "bóng", "hao", "diễn", "giám",
    "thuộc", "đẳng", "giải", "cấp",
})
# fmt: on
_NOT_SCALED_DONG = frozenset({"bào", "minh", "nghiệp", "chí", "phạm"})
_NOT_SCALED_FIRST = frozenset(word[0] for word in _NOT_SCALED_DONG)
#: How the second word of a currency begins whose first is `đồng`.
_AFTER_DONG = frozenset(currency.form[5] for currency in currencies() if currency.form.startswith("đồng "))
#: What most sums are: digits, scale words and `đồng` or `USD`, with nothing behind that could be part of the sum.
_USUAL = re.compile(
    r"(\d+(?:[.,]\d+)*)((?: (?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)){1,3}"
    rf" (?:usd|đồng(?! [{''.join(sorted(_NOT_SCALED_FIRST | _AFTER_DONG))}])))(?![\w$])"
)
#: `đồng hồ sơ`, `đồng thời điểm`: the currency, and then a word of two syllables.
_DONG_AFTER_ALL = frozenset({("hồ", "sơ"), ("thời", "điểm"), ("thời", "gian"), ("thời", "kỳ"), ("tổng", "vốn")})


class Sum(NamedTuple):
    """A sum as read at a place: its span, value in units, and the currency if written."""

    start: int
    end: int
    value: Decimal
    alternative: Decimal | None
    currency: Currency | None
    scaled: bool
    in_words: bool
    #: the number before its scale words and what they multiply it by, for a range that shares them (`5-7 tỷ`)
    factor: Decimal
    scale: Decimal


def tidy(value: Decimal) -> Decimal:
    """The same number without zeros after the point: 62584000000.000 → 62584000000."""
    whole = value.to_integral_value()
    return whole if whole == value else value


_ONE = Decimal(1)


@lru_cache(maxsize=512)
def _multiplier(scales: str) -> tuple[Decimal, int]:
    """What a row of scale words multiplies by, and the exponent of the last: `nghìn tỷ` → 10¹² and 9."""
    words = scales.split()
    return Decimal(10 ** _exponent(scales)), SCALES.get(words[-1], 2)


def _exponent(scales: str) -> int:
    """The power of ten of a row of scale words: `nghìn tỷ` → 12."""
    return sum(2 if word == "trăm" else SCALES[word] for word in scales.split())


def read_sum(text: Text, start: int) -> Sum | None:
    """Read a sum whose number begins at `start`, to the end of its currency; None where there is no number."""
    found = _read_digits(text, start) if text.lower[start].isdigit() else _read_words(text, start)
    if found is None or found.currency is None or found.currency.worth == 1:
        return found
    worth = found.currency.worth
    return found._replace(
        value=found.value * worth,
        alternative=None if found.alternative is None else found.alternative * worth,
        scale=found.scale * worth,
    )


@lru_cache(maxsize=512)
def _usual_unit(unit: str) -> tuple[Decimal, Currency]:
    """The scale and the currency of a unit as `_USUAL` finds it: ` nghìn tỷ đồng`."""
    scales, _, name = unit.rpartition(" ")
    return _multiplier(scales)[0], next(currency for currency in currencies() if currency.form == name)


def _usual_sum(text: Text, start: int, usual: re.Match[str]) -> Sum | None:
    surface, unit = usual.groups()
    reading = read_number(surface, text)
    if reading is None:
        return None
    value, alternative = reading.value, reading.alternative
    scale, currency = _usual_unit(unit)
    other = None if alternative is None else tidy(alternative * scale)
    return Sum(start, usual.end(), tidy(value * scale), other, currency, True, False, value, scale)


def _read_digits(text: Text, start: int) -> Sum | None:
    lower = text.lower
    if (usual := _USUAL.match(lower, start)) is not None:
        return _usual_sum(text, start, usual)
    match = _DIGITS.match(lower, start)
    if match is None:
        return None
    surface, end = match.group(), match.end()
    following = lower[end : end + 2]
    if following[:1] == "," and (split := _SPLIT_DECIMAL.match(lower, start)):
        surface, end = split.group(1) + split.group(2), split.end()
    elif following[:1] == " " and following[1:].isdigit() and (spaced := _SPACED_GROUPS.match(lower, start)):
        surface, end = spaced.group().replace(" ", ""), spaced.end()
    elif following in (" c", " p") and (spoken := _SPOKEN_POINT.match(lower, start)):
        surface, end = f"{spoken.group(1)},{spoken.group(2)}", spoken.end()
    elif following in (" (", "(") and (spelled := _SPELLED_OUT.match(lower, end)):
        end = spelled.end()
    scales = _SCALES.match(lower, end)
    if scales is not None and not _broken(text, end, scales.end()):
        return _scaled(text, start, surface, scales)
    if (short := _SHORT_SCALE.match(lower, end)) is not None:
        return _short_scaled(text, start, surface, short)
    currency, stop = _currency(text, end, scaled=len(surface) > 4)
    reading = read_number(surface, text, whole=currency is not None and currency.whole)
    if reading is None:
        return None
    value = reading.value
    if currency is not None and not currency.whole and lower[stop : stop + 1] == " ":
        value, stop = _with_cents(text, value, stop, currency)
    return Sum(start, stop, value, reading.alternative, currency, False, False, value, _ONE)


def _broken(text: Text, start: int, end: int) -> bool:
    """Whether a line ends between `start` and `end` and what follows begins anew (`2023⏎Tỷ đồng`, a table's row)."""
    at = text.lower.find("\n", start, end)
    if at < 0:
        return False
    if parts_rows(text.lower, at):
        return True
    following = text.folded[at + 1 : at + 4].strip()
    # a capital begins anew, a code in capitals does not
    return not (following[:1].islower() or following[:2].isupper())


def _scaled(text: Text, start: int, surface: str, scales: re.Match[str]) -> Sum | None:
    lower, end = text.lower, scales.end()
    reading = read_number(surface, text)
    if reading is None:
        return None
    words = scales.group()
    scale, last = _multiplier(words)
    value = reading.value * scale
    alternative = None if reading.alternative is None else tidy(reading.alternative * scale)
    if lower[end : end + 2] == " r" and (half := _HALF.match(lower, end)):
        value, end = value + Decimal(10) ** last / 2, half.end()
    elif lower[end : end + 1] == " " and lower[end + 1 : end + 2].isdigit():
        whole, end = _smaller_parts(text, value, last, end)
        value, alternative = whole, alternative if whole == value else None
    currency, stop = _currency(text, end, scaled=True)
    return Sum(start, stop, tidy(value), alternative, currency, True, False, reading.value, scale)


def _smaller_parts(text: Text, value: Decimal, last: int, end: int) -> tuple[Decimal, int]:
    """`10 tỷ 500 triệu`, `2 tỷ 3`: add what follows in a smaller scale."""
    lower = text.lower
    while (part := _SMALLER.match(lower, end)) is not None:
        scales = _SCALES.match(lower, part.end())
        number = Decimal(part.group(1).replace(",", "."))
        if scales is not None:
            exponent = _exponent(scales.group())
            if exponent >= last or number * 10**exponent >= 10**last:
                break
            value, last, end = value + number * 10**exponent, exponent, scales.end()
            continue
        stop = part.end()
        currency, _ = _currency(text, stop, scaled=True)
        # `1 triệu 250` are 250 thousand; `2 tỷ 3` is 2,3 tỷ
        if "," not in part.group(1) and (currency is not None or _TAIL_END.match(lower, stop)):
            digits = part.group(1)
            value, end = value + Decimal(int(digits)) * Decimal(10) ** (last - len(digits)), stop
        break
    return value, end


def _short_scaled(text: Text, start: int, surface: str, short: re.Match[str]) -> Sum | None:
    """`1tr5 vnd`, `500k đồng`: a short scale counts only with a currency, or with digits on both sides."""
    reading = read_number(surface, text)
    if reading is None:
        return None
    exponent, tail = _SHORT_EXPONENT[short.group(1)], short.group(2)
    value = reading.value * Decimal(10) ** exponent
    if tail:
        value += Decimal(int(tail)) * Decimal(10) ** (exponent - len(tail))
    currency, stop = _currency(text, short.end(), scaled=True)
    return Sum(start, stop, tidy(value), None, currency, True, False, reading.value, Decimal(10) ** exponent)


def _read_words(text: Text, start: int) -> Sum | None:
    """The number in words that a currency follows, or else the longest one that ends in a scale word."""
    found = words_after(text.lower, start)
    words = [word for word, _ in found]
    while words:
        end = found[len(words) - 1][1]
        scaled = words[-1] in SCALES or words[-1].startswith("rư")
        # where another word of numbers follows, no currency does
        currency, stop = _currency(text, end, scaled=scaled) if len(words) == len(found) else (None, end)
        value = words_to_number(words) if scaled or currency is not None else None
        if value is not None and (currency is None or scaled or len(words) > 1):
            return _sum_in_words(text, start, words, value, currency, stop)
        if value is not None and currency is not None:
            whole = _sum_in_words(text, start, words, value, currency, stop)
            alone = whole.value == value and not _is_one_word_sum(text, start, words[0], currency, stop)
            return None if alone else whole
        words.pop()
    return None


def _sum_in_words(text: Text, start: int, words: list[str], value: Decimal, currency: Currency | None, end: int) -> Sum:
    factor, scale = _factored(words, value)
    if currency is not None and not currency.whole:
        value, end = _with_cents(text, value, end, currency)
    scaled = words[-1] in SCALES or words[-1].startswith("rư")
    return Sum(start, end, tidy(value), None, currency, scaled, True, factor, scale)


def _factored(words: list[str], value: Decimal) -> tuple[Decimal, Decimal]:
    """A number in words as what stands before the scale words at its end, and these: `ba nghìn tỷ` → 3 and 10¹²."""
    count = len(words)
    while count and words[count - 1] in SCALES:
        count -= 1
    factor = words_to_number(words[:count])
    if count == len(words) or factor is None:
        return value, _ONE
    return factor, Decimal(10) ** _exponent(" ".join(words[count:]))


def _is_one_word_sum(text: Text, start: int, word: str, currency: Currency, end: int) -> bool:
    """Whether one syllable and a currency are a sum: `mười đồng`, not `một bảng màu`, `không yên`, `một đồng nào`."""
    if word == "không" and currency.form != "euro":
        return text.lower[max(0, start - 4) : start] in ("giá ", "phí ")
    if currency.form not in ("đồng", "bảng", "yên", "tệ", "đô", "đồng usd", "đồng euro", "đồng yên", "real", "rand"):
        return True
    following = text.lower[end : end + 1]
    if currency.form == "đồng" and following == " ":
        return text.lower[end + 1 : end + 5] in ("cho ", "thì ", "mua ", "chi ")
    return currency.form in ("đồng", "đô") and not following.isalnum() and following != " "


def _with_cents(text: Text, value: Decimal, end: int, currency: Currency) -> tuple[Decimal, int]:
    """Add the hundredths that follow: `năm đô la chín mươi chín xu`, `1 USD và 42 xu`, `hai đô 23`."""
    lower = text.lower
    cents = _CENTS.match(lower, end) or (_BARE_CENTS.match(lower, end) if currency.form.startswith("đô") else None)
    if cents is not None:
        return value + Decimal(cents.group(1)) / 100, cents.end()
    start = end + 4 if lower.startswith(" và ", end) else end + 1
    words = words_after(lower, start)
    if words and (unit := _CENT_WORDS.match(lower, words[-1][1])) is not None:
        hundredths = words_to_number([word for word, _ in words])
        if hundredths is not None and hundredths < 100:
            return value + hundredths / 100, unit.end()
    return value, end


def _currency(text: Text, end: int, *, scaled: bool) -> tuple[Currency | None, int]:
    """The currency after a number that ends at `end`, and where it ends; `end` itself without one."""
    lower = text.lower
    start = end
    following = lower[end : end + 2]
    if following[:1] == " " and following[1:] not in (" ", "\n"):
        start = end + 1
    elif following[:1] in (" ", "\n"):
        match = _BLANK.match(lower, end)
        start = match.end() if match else end
        if "\n" in lower[end:start] and _broken(text, end, start):
            return None, end
    found = currency_at(lower, start, scaled=scaled)
    if found is None:
        return None, end
    currency, stop = found
    if currency.form == "đồng" and not is_dong(text, stop, scaled=scaled):
        return None, end
    if currency.form in ("bảng", "tệ", "đô", "real", "won", "rand", "franc") and not _is_money_word(
        text, currency, stop, scaled=scaled
    ):
        return None, end
    return currency, stop


def is_dong(text: Text, end: int, *, scaled: bool) -> bool:
    """Whether the `đồng` that ends at `end`, after a number, is the currency and not the head of another word."""
    if text.lower[end : end + 1] != " " or (scaled and text.lower[end + 1 : end + 2] not in _NOT_SCALED_FIRST):
        return True
    match = _DONG_WORD.match(text.lower, end)
    if match is None:
        return True
    first, second = match.groups()
    if first not in (_NOT_SCALED_DONG if scaled else _NOT_DONG):
        return True
    if (first, second) in _DONG_AFTER_ALL:
        return True
    # `5.000 đồng Bộ Tài chính …`: a name begins
    return scaled is False and first == "bộ" and text.folded[match.start(1)].isupper()


def _priced(text: Text, end: int) -> bool:
    """Whether the words before a sum that ends at `end` speak of money, or another currency follows in brackets."""
    start = clause_start(text.lower, max(0, end - 16))
    return text.lower.startswith(" (", end) or bool(spoken_of(text.lower[start:end].split()))


def _is_money_word(text: Text, currency: Currency, end: int, *, scaled: bool) -> bool:
    """Whether a short name that is also a common word (`bảng`, `đô`) stands for the currency."""
    following = _DONG_WORD.match(text.lower, end)
    word = following.group(1) if following and text.lower[end : end + 1] == " " else ""
    if currency.form in ("real", "rand"):
        return scaled
    if currency.form == "bảng":
        return (scaled or _priced(text, end)) and word not in (
            "đấu",
            "xếp",
            "tổng",
            "cân",
            "giá",
            "kê",
            "biểu",
            "quảng",
            "hiệu",
            "thống",
            "lương",
            "mã",
        )
    if currency.form == "đô":
        return word not in ("thị", "đốc", "hộ", "thành", "vật", "lớn")
    return True
