"""The values of a saved question's parameters as the tables write them: a legal document, an issuer, a province.

Some are read by themselves (`pipeline.questions`); these are looked up in the tables, so that `45/2012`, `nd 45/2012`
and `bộ công thương` mean what the store has, and a name that means nothing is told instead of answered with no rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import orjson

from pipeline.questions import Parameter, Question, WrongValue
from pipeline.web.folding import folded, words
from pipeline.web.symbols import asked_number, asked_words, search_words

#: Asks the tables in SQL with `$name` parameters, in DuckDB or SQLite, and gives the rows.
Ask = Callable[[str, Mapping[str, str]], Sequence[Sequence[Any]]]
_DECREES = "SELECT symbol, doc_type, number, year, cited_title, issuer FROM decrees WHERE symbol IS NOT NULL AND "
_NUMBERED = "(ltrim(number, '0') = $number OR CAST(year AS TEXT) = $number)"
_ORDER = " ORDER BY original_documents DESC, symbol"
#: Documents that a name may mean are told up to this many.
_TOLD = 5


def as_stored(question: Question, values: Mapping[str, str], ask: Ask) -> dict[str, str]:
    """The values with names as the tables have them. Raises WrongValue for one that means several, or nothing there.

    `values` are `question.values(…)`. A full symbol that no article cites stays as it is: it has no rows.
    """
    found = dict(values)
    for parameter in question.parameters:
        given = values[parameter.name]
        if given and parameter.kind == "symbol":
            found[parameter.name] = _symbol(parameter, given, ask)
        if given and parameter.kind == "issuer":
            found[parameter.name] = _issuer(parameter, given, ask)
    return found


def _symbol(parameter: Parameter, given: str, ask: Ask) -> str:
    if ask("SELECT 1 FROM decrees WHERE symbol = $given LIMIT 1", {"given": given}):
        return given
    asked = asked_words(given)
    number = asked_number(asked)
    rows: Sequence[Sequence[Any]] = ()
    if number is not None:
        rows = _that_have(asked, ask(_DECREES + _NUMBERED + _ORDER, {"number": number}))
    if not rows:
        rows = _that_have(asked, ask(_DECREES + "cited_title IS NOT NULL" + _ORDER, {}))
    symbols = list(dict.fromkeys(str(row[0]) for row in rows))
    if len(symbols) == 1:
        return symbols[0]
    if symbols:
        more = ", …" if len(symbols) > _TOLD else ""
        raise WrongValue(parameter.name, "several", given=given, there=", ".join(symbols[:_TOLD]) + more)
    if _is_symbol(given):
        return given
    raise WrongValue(parameter.name, "no_symbol", given=given)


def _that_have(asked: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """The documents that have all of these words in symbol, type, title or issuers."""
    wanted = set(asked)

    def has_all(row: Sequence[Any]) -> bool:
        symbol, doc_type, number, year, title, issuers = row
        said = search_words(symbol, doc_type, number, year, title, _listed(issuers))
        return bool(wanted) and wanted <= set(said.split(" "))

    return [row for row in rows if has_all(row)]


def _is_symbol(given: str) -> bool:
    from extractors import extract

    return [reference.symbol for reference in extract(given).decree_refs] == [given]


def _issuer(parameter: Parameter, given: str, ask: Ask) -> str:
    rows = ask("SELECT DISTINCT issuer FROM decrees WHERE issuer IS NOT NULL", {})
    issuers = {" ".join(words(issuer)): issuer for (listed,) in rows for issuer in sorted(_listed(listed))}
    found = issuers.get(" ".join(words(given)))
    if found is None:
        near = [issuers[name] for name in get_close_matches(folded(given), issuers, n=3, cutoff=0.6)]
        if near:
            raise WrongValue(parameter.name, "near_issuer", given=given, there=", ".join(near))
        raise WrongValue(parameter.name, "no_issuer", given=given)
    return found


def _listed(issuers: Any) -> list[str]:
    """A list as DuckDB gives it, or SQLite."""
    return orjson.loads(issuers) if isinstance(issuers, str) else list(issuers or ())
