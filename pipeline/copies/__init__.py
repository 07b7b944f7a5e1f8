"""Copies: which documents repeat another one, word for word or nearly, so that a count can be made once.

A document is a near copy of another when at least `NEAR` of its word sequences (five words) stand in the other one too.
Titles are not looked at. Measured on news: a shortened or re-headed copy has 0.66 and more, two reports of one event
0.4 at most. The measure has a direction: a short notice stands in the long report that grew out of it, not the other
way round, and is the copy of the two. Where each stands in the other, the one published first is the original, by
`doc_id` among those of one day; undated ones come last.

Bulletins that fill one form with other figures (petrol prices each week) are not copies, though most of their words are
the same: where many more sequences agree once the numbers are left out, the two report different facts.
"""

from .finding import NEAR, Copy, Document, find_copies

__all__ = ["NEAR", "Copy", "Document", "find_copies"]
