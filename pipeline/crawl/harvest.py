"""What the published tables hold of a night's articles: which documents they are, and how many mentions they have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.crawl.night import Night
from pipeline.crawl.observed import Extracted
from pipeline.errors import TrichlucError
from pipeline.schemas import KINDS
from pipeline.sites import Site


@dataclass(frozen=True, slots=True)
class Harvest:
    """The documents of one site by their article's key, each with its number of mentions by kind."""

    site: Site
    documents: Mapping[str, str]
    mentions: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, output: Path, site: Site) -> "Harvest":
        """Of the tables in a folder; of none where nothing was published yet. Raises TrichlucError."""
        place = output / "tables" / "documents.parquet"
        if not place.is_file():
            return cls(site, {}, {})
        try:
            rows = pq.read_table(
                place, columns=["doc_id", "url", "canonical_url", *KINDS], filters=[("site", "=", site.name)]
            )
        except (OSError, pa.ArrowException) as error:
            raise TrichlucError(f"{place}: cannot be read ({error}); `trichluc run` draws the tables again") from None
        documents: dict[str, str] = {}
        mentions: dict[str, dict[str, int]] = {}
        for row in rows.to_pylist():
            mentions[row["doc_id"]] = {kind: row[kind] or 0 for kind in KINDS}
            for url in (row["url"], row["canonical_url"]):
                if url:
                    documents.setdefault(site.address_key(url), row["doc_id"])
        return cls(site, documents, mentions)

    def found(self, urls: Iterable[str]) -> dict[str, str]:
        """The documents of articles by their addresses; those that the tables have not are left out."""
        keys = {url: self.site.address_key(url) for url in urls}
        return {url: self.documents[key] for url, key in keys.items() if key in self.documents}

    def extracted(self, night: Night) -> Extracted:
        """What there is of a night's new and changed articles."""
        urls = tuple(dict.fromkeys((*night.new_urls, *night.changed_urls)))
        found = self.found(urls)
        total: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
        documents = dict.fromkeys(found.values())
        for document in documents:
            total.update(self.mentions[document])
        return Extracted(
            articles=len(documents),
            mentions={kind: total[kind] for kind in KINDS},
            missing=tuple(url for url in urls if url not in found),
        )
