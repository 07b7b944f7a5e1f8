"""Who may decide: whoever gave the token that the server was started with. Without one at the start, nobody.

A browser that gave it has a signed cookie for half a day, or until the server ends. Forms bear Datasette's token
against requests that another site makes up.
"""

import hmac
import time
from hashlib import blake2b
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Response
from itsdangerous import BadSignature

COOKIE = "trichluc_review"
_NAMESPACE = "trichluc-review"
_SECONDS = 12 * 3600
_PATH = "/checks"


def may_anyone(datasette: Datasette) -> bool:
    """Whether the server was started with a token."""
    return datasette.desk.review_token is not None


def is_token(datasette: Datasette, given: str) -> bool:
    """Whether a text is the token; takes as long whatever is wrong with it."""
    token = datasette.desk.review_token
    return token is not None and hmac.compare_digest(_digest(given), _digest(token))


def is_reviewer(datasette: Datasette, request: Any) -> bool:
    """Whether a request comes from a browser that gave the token."""
    token = datasette.desk.review_token
    if token is None:
        return False
    try:
        signed = datasette.unsign(request.cookies.get(COOKIE) or "", _NAMESPACE)
    except BadSignature:
        return False
    fresh = isinstance(signed.get("at"), int) and 0 <= time.time() - signed["at"] < _SECONDS
    return fresh and hmac.compare_digest(str(signed.get("token")), _digest(token))


def let_in(datasette: Datasette, response: Response) -> None:
    """Give the browser its cookie."""
    signed = datasette.sign({"at": int(time.time()), "token": _digest(datasette.desk.review_token)}, _NAMESPACE)
    response.set_cookie(COOKIE, signed, max_age=_SECONDS, path=_PATH, httponly=True, samesite="strict")


def let_out(response: Response) -> None:
    """Take the browser's cookie away."""
    response.set_cookie(COOKIE, "", max_age=0, expires=0, path=_PATH, httponly=True, samesite="strict")


def _digest(token: str) -> str:
    # of one length whatever was given, so that comparing does not tell the length either
    return blake2b(token.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
