"""Provinces: names of province-level units of Vietnam, with the unit that the text means by each.

`spellings` knows how a name is written, `context`, `persons` and `below` what the words around it say, `choice` and
`units` which unit it means.
"""

from extractors.provinces.finding import ANCHORS, find
from extractors.registry import Extractor

EXTRACTOR = Extractor(name="provinces", version="1", find=find, anchors=ANCHORS)
