"""spaCy: a tokenizer of underthesea's words with exact offsets, and a pipeline component for each extractor.

    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vi_underthesea"}}})
    nlp.add_pipe("trichluc_decree_refs")
    doc = nlp("theo Nghị định số 45/2012/NĐ-CP")
    [(span.text, span._.trichluc.symbol) for span in doc.spans["decree_refs"]]

The names are entry points, so installing is enough: nothing has to be imported. A component `trichluc_KIND` fills
`doc.spans[KIND]`, and `span._.trichluc` is the mention itself, a dataclass of `extractors.mentions` with its values.
A span is made of whole tokens: where a mention cuts one, the span holds all of the token and the mention the exact
offsets. `doc._.trichluc_published_on` may hold the document's date (ISO, a string) before the components run.
`trichluc_sentences` sets sentence boundaries.

The mentions lie as plain values in `doc.user_data`, so they outlive worker processes, `to_bytes`, and `DocBin` where
it is made with `store_user_data=True`; without that, `span._.trichluc` is None.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast, get_args, get_type_hints

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from extractors.extraction import Extraction, extract
from extractors.mentions import KINDS, Mention, Pinpoint
from extractors.sentences import sentences
from extractors.words import words_of

_KINDS = {kind.list_name: kind for kind in KINDS}
#: Where the mentions lie in `doc.user_data`, by kind, in the order of the spans.
_USER_DATA = "trichluc"


class UndertheseaTokenizer(DummyTokenizer):
    """Underthesea's words as tokens; a token may hold several syllables and the space between them."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __reduce__(self) -> tuple[Any, ...]:
        return UndertheseaTokenizer, (self.vocab,)

    def __call__(self, text: str) -> Doc:
        """Tokenize a text; `doc.text` is the text, whatever it holds."""
        tokens: list[str] = []
        spaces: list[bool] = []

        def add_gap(gap: str) -> None:
            """White space: one blank belongs to the token before it, the rest is a token, as in all of spaCy."""
            if tokens and gap.startswith(" "):
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                tokens.append(gap)
                spaces.append(False)

        done = 0
        for spans in words_of(text, sentences(text)):
            for begin, stop in spans:
                add_gap(text[done:begin])
                tokens.append(text[begin:stop])
                spaces.append(False)
                done = stop
        add_gap(text[done:])
        return Doc(self.vocab, words=tokens, spaces=spaces)


def create_tokenizer() -> Callable[[Language], UndertheseaTokenizer]:
    """The tokenizer registered as `vi_underthesea`."""
    return lambda nlp: UndertheseaTokenizer(nlp.vocab)


@lru_cache(maxsize=8)
def _extracted(text: str, published_on: str | None) -> Extraction:
    """One extraction for all components that a document goes through, one after another."""
    return extract(text, published_on=date.fromisoformat(published_on) if published_on else None)


class MentionFinder:
    """The component of one kind: fills `doc.spans` with the spans of its mentions."""

    def __init__(self, list_name: str) -> None:
        self.list_name = list_name

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one document. Raises ValueError where its date is no ISO date."""
        found = _extracted(doc.text, doc._.trichluc_published_on).lists[self.list_name]
        label = _KINDS[self.list_name].__name__
        spans = (
            doc.char_span(mention.start, mention.end, label=label, span_id=str(at), alignment_mode="expand")
            for at, mention in enumerate(found)
        )
        # offsets within the text always expand to a span; `char_span` is typed for those without
        doc.spans[self.list_name] = cast(list[Span], list(spans))
        doc.user_data.setdefault(_USER_DATA, {})[self.list_name] = [_plain(mention) for mention in found]
        return doc


class SentenceFinder:
    """The component `trichluc_sentences`: a token in which a sentence begins starts one."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the sentence boundaries of one document."""
        starts = iter([start for start, _ in sentences(doc.text)][1:])
        next_start = next(starts, None)
        for token in doc:
            token.is_sent_start = token.i == 0
            while next_start is not None and next_start < token.idx + len(token):
                token.is_sent_start = True
                next_start = next(starts, None)
        return doc


def _plain(mention: Mention) -> dict[str, Any]:
    """A mention as what MessagePack holds: a decimal as a string, so that it stays exact."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(mention).items()}


def _typed(kind: type[Mention], plain: dict[str, Any]) -> Mention:
    """The mention that `_plain` made plain."""
    makers: dict[type, Callable[[Any], Any]] = {Decimal: Decimal, Pinpoint: lambda value: Pinpoint(**value)}
    values = dict(plain)
    for name, hint in get_type_hints(kind).items():
        if isinstance(values.get(name), list):
            values[name] = tuple(values[name])
        for type_, make in makers.items():
            if values.get(name) is not None and (hint is type_ or type_ in get_args(hint)):
                values[name] = make(values[name])
    return kind(**{field.name: values[field.name] for field in fields(kind)})


def _mention_of(span: Span) -> Mention | None:
    """The mention behind a span of one of our groups; None for any other, and where the values were not kept."""
    for list_name, kind in _KINDS.items():
        if span.label_ == kind.__name__ and span.id_.isdecimal():
            kept = span.doc.user_data.get(_USER_DATA, {}).get(list_name, ())
            if int(span.id_) < len(kept):
                return _typed(kind, kept[int(span.id_)])
    return None


def _factory_of(list_name: str) -> Callable[[Language, str], MentionFinder]:
    def create(nlp: Language, name: str) -> MentionFinder:
        return MentionFinder(list_name)

    return create


def _create_sentences(nlp: Language, name: str) -> SentenceFinder:
    return SentenceFinder()


def _register() -> None:
    if not Span.has_extension(_USER_DATA):
        Span.set_extension(_USER_DATA, getter=_mention_of)
    if not Doc.has_extension("trichluc_published_on"):
        Doc.set_extension("trichluc_published_on", default=None)
    for list_name in _KINDS:
        Language.factory(f"trichluc_{list_name}", assigns=["doc.spans", "span._.trichluc"], func=_factory_of(list_name))
    Language.factory("trichluc_sentences", assigns=["token.is_sent_start"], func=_create_sentences)


_register()
