"""References to legal documents: decrees, circulars, decisions, laws, and what points back to them.

The passes: find (full, named, short, anaphor), read what stands around each, resolve, relate, give out.
"""

from extractors.decree_refs.extractor import EXTRACTOR

__all__ = ["EXTRACTOR"]
