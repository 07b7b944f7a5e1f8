"""`python -m bench.copies`: how many copies are found, what else is taken for one, and what it costs.

Copies are made from articles of `../shared/corpus/vneconomy-5000.jsonl.gz`: paragraphs left out, header changed, words
replaced, paragraphs of another article put around. Where datasketch or rensa is installed, its MinHash LSH and its
LSH Ensemble look for the same candidates. `--scale` adds a run of 40,000 documents in a process of its own.
"""

import gzip
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path

import numpy as np
import orjson

from pipeline.copies import NEAR, find_copies
from pipeline.copies.candidates import candidates as sketched_candidates
from pipeline.copies.candidates import sketch
from pipeline.copies.finding import FEWEST, stand_in_each_other
from pipeline.copies.sequences import Hashes, exact_sequences, sequences, share

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "../shared/corpus/vneconomy-5000.jsonl.gz"
SEED = 20260801
PER_KIND = 100
SCALE = 40_000


@dataclass(frozen=True)
class Article:
    doc_id: str
    text: str
    published_on: date | None


def main() -> int:
    """Print every measurement."""
    if not CORPUS.exists():
        print(f"bench: {CORPUS} is not there, and nothing was measured", file=sys.stderr)
        return 1
    articles = list(_articles())
    if "--scale" in sys.argv:
        return scale(articles)
    made = list(_made(articles))
    for section in (found, candidates, taken_for_copies):
        print(f"\n## {(section.__doc__ or '').splitlines()[0]}\n")
        for line in section(articles, made):
            print(line)
    return 0


Made = tuple[str, Article, Article]  # how, the original, the copy


def found(articles: Sequence[Article], made: Sequence[Made]) -> Iterator[str]:
    """Copies that hold enough of their original, by how they were made: found, and given the right original."""
    copies = {copy.doc_id: copy for copy in find_copies([*articles, *(copy for _, _, copy in made)])}
    rows: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    for how, original, copy in made:
        held = share(exact_sequences(copy.text), exact_sequences(original.text))
        if held >= NEAR:
            seen = copies.get(copy.doc_id)
            rows[how].append((held, seen is not None, seen is not None and seen.duplicate_of == original.doc_id))
    yield f"{'':34}{'copies':>8}{'containment':>14}{'found':>8}{'right':>8}"
    for how, outcomes in rows.items():
        count = len(outcomes)
        shares = sorted(held for held, _, _ in outcomes)
        yield (
            f"{how:34}{count:>8}{shares[0]:>8.2f}-{shares[-1]:.2f}"
            f"{sum(one for _, one, _ in outcomes) / count:>9.1%}{sum(right for _, _, right in outcomes) / count:>8.1%}"
        )


def candidates(articles: Sequence[Article], made: Sequence[Made]) -> Iterator[str]:
    """Candidates: the share of the made copies whose original is one, pairs to compare, processor seconds."""
    texts = [*articles, *(copy for _, _, copy in made)]
    hashes = {text.doc_id: exact_sequences(text.text) for text in texts}
    wanted = [
        (original.doc_id, copy.doc_id)
        for _, original, copy in made
        if share(hashes[copy.doc_id], hashes[original.doc_id]) >= NEAR and len(hashes[copy.doc_id]) >= FEWEST
    ]
    yield f"{'':40}{'recall':>8}{'pairs':>10}{'seconds':>9}"
    for name, find in _finders().items():
        started = time.process_time()
        pairs = find(hashes)
        taken = time.process_time() - started
        recall = sum(frozenset(pair) in pairs for pair in wanted) / len(wanted)
        yield f"{name:40}{recall:>8.2%}{len(pairs):>10,}{taken:>9.1f}"


def taken_for_copies(articles: Sequence[Article], made: Sequence[Made]) -> Iterator[str]:
    """Real articles of one newspaper that are taken for copies; and pairs with other figures that are not."""
    copies = find_copies(articles)
    yield f"{len(copies)} of {len(articles):,} articles"
    for copy in copies:
        yield f"  {copy.containment:.2f}  {copy.doc_id}\n        {copy.duplicate_of}"
    refused = 0
    for first, second in sketched_candidates([sketch(exact_sequences(article.text)) for article in articles]):
        one, other = sequences(articles[first].text), sequences(articles[second].text)
        alike = min(len(one.exact), len(other.exact)) >= FEWEST and (
            max(share(one.exact, other.exact), share(other.exact, one.exact)) >= NEAR
        )
        refused += alike and not any(stand_in_each_other(one, other))
    yield f"{refused} pairs have {NEAR} of their words in common, and other figures"


def scale(articles: Sequence[Article]) -> int:
    """40,000 documents: the articles with their words exchanged for others, and copies among them."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, clock = time.process_time(), time.perf_counter()
    copies = find_copies(_Many(articles))
    print(
        f"{SCALE:,} documents: {len(copies):,} copies, {time.process_time() - started:.0f} s of processor time, "
        f"{time.perf_counter() - clock:.0f} s by the clock, "
        f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB more at the most"
    )
    return 0


@dataclass(frozen=True)
class _Many:
    """As many documents as wanted, made while they are read; one in ten a copy of one before it."""

    articles: Sequence[Article]

    def __iter__(self) -> Iterator[Article]:
        return islice(self._all(), SCALE)

    def _all(self) -> Iterator[Article]:
        for turn in range(SCALE):
            for at, article in enumerate(self.articles):
                # another ending for every word: no sequence is common to two turns
                text = article.text.replace(" ", f"{turn} ") if turn else article.text
                yield Article(f"{turn:03}-{at:05}", text, article.published_on)
                if at % 10 == 0:
                    half = "\n".join([line for line in text.split("\n") if line.strip()][1::2])
                    yield Article(f"{turn:03}-{at:05}-copy", half, date(2026, 8, 1))


def _articles() -> Iterator[Article]:
    with gzip.open(CORPUS) as opened:
        for line in opened:
            row = orjson.loads(line)
            yield Article(row["id"], row["text"], date.fromisoformat(row["published_on"]))


def _made(articles: Sequence[Article]) -> Iterator[Made]:
    rng = random.Random(SEED)
    long = [article for article in articles if len(article.text) > 2500]
    ways: dict[str, Callable[[str, str], str]] = {
        "header and source changed": lambda text, other: _reheaded(text, other),
        **{
            f"{share}% of the paragraphs": (lambda text, other, share=share: _shortened(rng, text, share / 100))
            for share in (80, 50, 30, 20, 10)
        },
        **{
            f"{share}% of the paragraphs, a third new": (
                lambda text, other, share=share: _mixed(_shortened(rng, text, share / 100), other, 0.66)
            )
            for share in (70, 50, 30, 20)
        },
        **{
            f"{share} in 100 words replaced": (lambda text, other, share=share: _edited(rng, text, other, share / 100))
            for share in (3, 5, 8)
        },
    }
    for how, way in ways.items():
        for number, original in enumerate(rng.sample(long, PER_KIND)):
            text = way(original.text, rng.choice(long).text)
            yield how, original, Article(f"made/{how}/{number}", text, date(2026, 8, 1))


def _reheaded(text: str, other: str) -> str:
    return "\n".join([other[:150], "(Theo báo)", *text.split("\n")[1:], "Nguồn: tổng hợp"])


def _shortened(rng: random.Random, text: str, share: float) -> str:
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    order = list(range(len(paragraphs)))
    rng.shuffle(order)
    kept, length = [], 0
    for at in order:
        if length >= share * len(text):
            break
        kept.append(at)
        length += len(paragraphs[at])
    return "\n".join(paragraphs[at] for at in sorted(kept))


def _mixed(text: str, other: str, share: float) -> str:
    length = int(len(text) * (1 - share) / share)
    foreign = (other * (length // len(other) + 1))[:length]
    return f"{foreign[: length // 2]}\n{text}\n{foreign[length // 2 :]}"


def _edited(rng: random.Random, text: str, other: str, share: float) -> str:
    words = other.split()
    return " ".join(rng.choice(words) if rng.random() < share else word for word in text.split(" "))


Pairs = set[frozenset[str]]


def _finders() -> dict[str, Callable[[Mapping[str, Hashes]], Pairs]]:
    def ours(hashes: Mapping[str, Hashes]) -> Pairs:
        names = list(hashes)
        found = sketched_candidates([sketch(own) for own in hashes.values()])
        return {frozenset((names[first], names[second])) for first, second in found}

    finders: dict[str, Callable[[Mapping[str, Hashes]], Pairs]] = {"ours": ours}
    try:
        import_module("datasketch")
        finders["datasketch LSH, 128 signs, 64 bands"] = lambda hashes: _datasketch(hashes, 128)
        finders["datasketch LSH, 256 signs, 128 bands"] = lambda hashes: _datasketch(hashes, 256)
        finders["datasketch LSH Ensemble, 0.3"] = _ensemble
    except ImportError:
        print("datasketch is not installed: left out")
    try:
        import_module("rensa")
        finders["rensa LSH, 256 signs, 128 bands"] = _rensa
    except ImportError:
        print("rensa is not installed: left out")
    return finders


def _datasketch(hashes: Mapping[str, Hashes], signs: int) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=signs, params=(signs // 2, 2))
    empty = MinHash(signs, scheme="affine32", hashfunc=lambda hashed: hashed)
    pairs: Pairs = set()
    for name, own in hashes.items():
        signature = empty.copy()
        signature.update_batch(own)
        pairs.update(frozenset((name, other)) for other in index.query(signature))
        index.insert(name, signature)
    return pairs


def _ensemble(hashes: Mapping[str, Hashes]) -> Pairs:
    from datasketch import MinHash, MinHashLSHEnsemble

    empty = MinHash(128, scheme="affine32", hashfunc=lambda hashed: hashed)
    signatures = {}
    for name, own in hashes.items():
        if len(own):
            signatures[name] = empty.copy()
            signatures[name].update_batch(own)
    index = MinHashLSHEnsemble(threshold=0.3, num_perm=128, num_part=32)
    index.index((name, signature, len(hashes[name])) for name, signature in signatures.items())
    return {
        frozenset((name, other))
        for name, signature in signatures.items()
        for other in index.query(signature, len(hashes[name]))
        if other != name
    }


def _rensa(hashes: Mapping[str, Hashes]) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    names = list(hashes)
    index = RMinHashLSH(threshold=0.1, num_perm=256, num_bands=128)
    pairs: Pairs = set()
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        signatures = RMinHash.from_token_sets(
            [[hashed.tobytes() for hashed in np.asarray(hashes[name])] for name in some], num_perm=256, seed=1
        )
        index.insert_many(signatures, start)
        for name, others in zip(some, index.query_all(signatures), strict=True):
            pairs.update(frozenset((name, names[other])) for other in others if names[other] != name)
    return pairs


if __name__ == "__main__":
    sys.exit(main())
