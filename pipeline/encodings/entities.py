"""HTML entities that were escaped twice, so that parsing a page leaves `&#7879;` in its text."""

import html
import re

_ENTITY = re.compile(r"&(?:amp;){0,8}(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")


def unescape_doubled(text: str) -> str:
    """Text out of a parsed page with the entities it still holds made characters (`Vi&#7879;t`, `&agrave;`).

    Only entities that end in `;` and that HTML defines; anything else that begins with `&` stays (`R&D`).
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    entity = f"&{match.group(1)}"
    # html gives the entity back where it does not know the name, and nothing or U+FFFD where there is no character
    character = html.unescape(entity)
    return match.group() if character in ("", "\ufffd") or character == entity else character
