"""Placeholder until the extractor lands."""

from extractors.registry import Extractor

EXTRACTOR = Extractor(name="amounts", version="0", find=lambda text, hits, found: [])
