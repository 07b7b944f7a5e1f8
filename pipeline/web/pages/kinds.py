"""`/-/kinds.css`: how the kinds of mentions look, the same as in every other page of the program."""

from typing import Any

from datasette.utils.asgi import Response

from pipeline.marking import LOOKS, kind_style, layers

_LAYERS = layers()
_STYLE = "\n".join(
    (
        f".m {{ background: var(--fills), var(--lines); --fills: {_LAYERS['fills']}; --lines: {_LAYERS['lines']}; }}",
        f".m:hover::after, .m:focus::after {{ content: {_LAYERS['tips']}; }}",
        *map(kind_style, LOOKS),
    )
)


async def kinds_style(request: Any) -> Response:
    """The style sheet."""
    return Response(_STYLE, content_type="text/css; charset=utf-8", headers={"cache-control": "max-age=3600"})
