"""A speller for tests: whole numbers in Vietnamese words, in the northern or the southern manner."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _below_hundred(number: int, *, after: bool) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [DIGITS[unit]]
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if unit == 5:
        words.append("lăm")
    elif unit == 1 and tens > 1:
        words.append("mốt")
    elif unit == 4 and tens > 1 and after:
        words.append("tư")
    elif unit:
        words.append(DIGITS[unit])
    return words


def _below_thousand(number: int, *, full: bool, southern: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words: list[str] = []
    if hundreds or full:
        words += [DIGITS[hundreds], "trăm"]
        if 0 < rest < 10:
            words.append("lẻ" if southern else "linh")
    if rest or not words:
        words += _below_hundred(rest, after=bool(words) or not southern)
    return words


def spell(number: int, *, southern: bool = False) -> str:
    """The words of a whole number from 0 to 999999999999999 (`một nghìn không trăm linh năm`)."""
    if number >= 10**9:
        high, rest = divmod(number, 10**9)
        words = [spell(high, southern=southern), "tỉ" if southern else "tỷ"]
        return " ".join(words + ([_rest(rest, southern=southern)] if rest else []))
    return _rest(number, southern=southern, full=False)


def _rest(number: int, *, southern: bool, full: bool = True) -> str:
    words: list[str] = []
    for scale, name in ((10**6, "triệu"), (10**3, "ngàn" if southern else "nghìn")):
        count, number = divmod(number, scale)
        if count:
            words += [*_below_thousand(count, full=full, southern=southern), name]
            full = True
    if number or not words:
        words += _below_thousand(number, full=full and bool(words or full), southern=southern)
    return " ".join(words)
