"""The lexicon of currencies, and the form found at a place."""

import re

import pytest

from extractors.currencies import currencies, currency_at
from extractors.folding import fold


def test_the_lexicon_is_sound() -> None:
    forms = [currency.form for currency in currencies()]
    assert len(forms) == len(set(forms))
    for currency in currencies():
        assert currency.form == fold(currency.form).lower
        assert re.fullmatch("[A-Z]{3}", currency.code)
        assert 0 < currency.worth <= 1


@pytest.mark.parametrize("form", [currency.form for currency in currencies() if currency.form != "cent/"])
def test_every_form_is_found(form: str) -> None:
    found = currency_at(f"x {form}, y", 2)
    assert found is not None
    assert (found[0].form, found[1]) == (form, 2 + len(form))


AT = [
    ("đồng việt nam", "đồng việt nam"),
    ("đồng việt", "đồng"),
    ("đô la mỹ", "đô la mỹ"),
    ("đô la mỹa", "đô la"),
    ("usd/năm", "usd"),
    ("usdcủa", "usd"),
    ("us$5", "us$"),
    ("$5", "$"),
    ("€", "€"),
    ("đ/kg", "đ"),
    ("rp vào", "rp"),
]


@pytest.mark.parametrize(("lower", "form"), AT)
def test_longest_form(lower: str, form: str) -> None:
    found = currency_at(lower, 0)
    assert found is not None
    assert found[0].form == form
    assert found[1] == len(form)


@pytest.mark.parametrize("lower", ["usdt", "usdc tăng", "đồngtiền", "wonder", "", " đồng", "1 usd", "euroland"])
def test_no_form(lower: str) -> None:
    assert currency_at(lower, 0) is None


def test_forgotten_space_after_a_scale_word() -> None:
    found = currency_at("đồngtiền", 0, scaled=True)
    assert found is not None
    assert found[1] == len("đồng")


def test_a_cent_needs_its_slash() -> None:
    found = currency_at("cent/lb", 0)
    assert found is not None
    assert (found[0].code, found[1]) == ("USD", len("cent"))
    assert currency_at("cent lb", 0) is None
