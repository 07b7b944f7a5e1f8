"""What in a text is no part of the document: teasers of other articles, lists of links, share buttons, tags, captions
that stand there twice.

Such stretches are marked with the rule that found them, never cut: `documents.text` keeps them, and mentions in them
are left out of the published tables unless they are asked for. The rules are conservative: what is not plainly
boilerplate is body.
"""

from .finding import VERSION, body_end, find_boilerplate
from .lines import Boilerplate, BoilerplateRule, without

__all__ = ["VERSION", "Boilerplate", "BoilerplateRule", "body_end", "find_boilerplate", "without"]
