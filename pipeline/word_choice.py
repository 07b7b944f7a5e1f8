"""Which sentences a run keeps with their words. In a module of its own: the command line loads nothing else for it."""

from typing import Literal

#: `all`: every sentence of a document; `mentions`: those that a mention touches; `none`: these, without their words.
#: A row depends on it: documents that are read again with another choice are extracted anew.
WordsOf = Literal["all", "mentions", "none"]
