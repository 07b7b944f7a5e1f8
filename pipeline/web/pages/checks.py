"""`/checks`: what a person should look at, and what was decided; with the token, deciding.

`/checks/gold.jsonl` is what was decided as a gold standard, `/checks/login` the form for the token.
"""

import asyncio
from typing import Any
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Response

from pipeline.reviews import DECISIONS, LONGEST_NOTE, Reviews
from pipeline.web.answers import chosen_language, database, page_number, respond
from pipeline.web.checks import BY_NAME
from pipeline.web.decided import SHOWS, check_counts, check_rows, decide, gold
from pipeline.web.reviewers import is_reviewer, is_token, let_in, let_out, may_anyone

_ROWS = 20
#: Code points of a mention in the message that says what was decided about it.
_SHOWN = 80


async def checks(request: Any, datasette: Datasette) -> Response:
    """The page: the checks with their counts, and the mentions of the one that is asked for, else of the first."""
    language = chosen_language(datasette, request)
    latest = await asyncio.to_thread(Reviews(datasette.desk.output).latest)
    show = request.args.get("show")
    show = show if show in SHOWS else SHOWS[0]
    page = page_number(request)
    asked = request.args.get("reason")

    def found(connection: Any) -> dict[str, Any]:
        counts = check_counts(connection, latest)
        reason = asked if asked in BY_NAME else next((count.name for count in counts if count.open), counts[0].name)
        count = next(count for count in counts if count.name == reason)
        shown = {"open": count.open, "decided": count.decided, "all": count.open + count.decided}
        last = max(1, -(-shown[show] // _ROWS))
        at = min(page, last)
        return {
            "counts": counts,
            "reason": reason,
            "shown": shown,
            "page": at,
            "pages": last,
            "rows": check_rows(
                connection, latest, language, reason=reason, show=show, most=_ROWS, skip=(at - 1) * _ROWS
            ),
            "outdated": gold(connection, latest).outdated,
        }

    values = await database(datasette).execute_fn(found)
    return await respond(
        datasette,
        request,
        "checks.html",
        {
            **values,
            "show": show,
            "shows": SHOWS,
            "decided": len(latest),
            "longest_note": LONGEST_NOTE,
            "may_anyone": may_anyone(datasette),
            "reviewer": is_reviewer(datasette, request),
        },
    )


async def keep_decision(request: Any, datasette: Datasette) -> Response:
    """`POST /checks/decide`: keep a decision, and go back to the list."""
    if request.method != "POST":
        return await _wrong(request, datasette, 405)
    if not is_reviewer(datasette, request):
        return await _wrong(request, datasette, 403)
    form = await _form(request)
    if form.get("decision") not in DECISIONS:
        return await _wrong(request, datasette, 400)
    reason = form.get("reason") if form.get("reason") in BY_NAME else None
    decision = await database(datasette).execute_fn(
        lambda connection: decide(
            connection,
            form.get("kind", ""),
            form.get("mention", ""),
            form["decision"],
            form.get("note", ""),
            reason,
        )
    )
    if decision is None:
        return await _wrong(request, datasette, 409)
    await asyncio.to_thread(Reviews(datasette.desk.output).keep, decision)
    language = chosen_language(datasette, request)
    datasette.add_message(request, f"{language.t(f'decided.{decision.decision}')}: {decision.text[:_SHOWN]}")
    back = {name: form[name] for name in ("reason", "show", "page") if form.get(name)}
    return _go(f"/checks?{urlencode(back)}#c-{quote(form.get('next') or decision.mention_id)}")


async def login(request: Any, datasette: Datasette) -> Response:
    """`/checks/login`: the form for the token, and what becomes of it."""
    if not may_anyone(datasette):
        return await _wrong(request, datasette, 404)
    if request.method != "POST":
        return await respond(datasette, request, "login.html", {"wrong": None})
    given = (await _form(request)).get("token", "")
    language, address = chosen_language(datasette, request), (request.scope.get("client") or ("",))[0]
    # nothing is awaited from here to where a wrong token is noted: of many at once, no more than a few are looked at
    wait = datasette.guesses.wait(address)
    if wait:
        wrong = language.counted("review.wait", wait)
        answer = await respond(datasette, request, "login.html", {"wrong": wrong}, status=429)
        answer.headers["retry-after"] = str(wait)
        return answer
    if not is_token(datasette, given):
        datasette.guesses.wrong(address)
        return await respond(datasette, request, "login.html", {"wrong": language.t("review.wrong_token")}, status=403)
    datasette.guesses.right(address)
    response = _go("/checks")
    let_in(datasette, response)
    return response


async def logout(request: Any, datasette: Datasette) -> Response:
    """`POST /checks/logout`: this browser decides no more."""
    if request.method != "POST":
        return await _wrong(request, datasette, 405)
    response = _go("/checks")
    let_out(response)
    return response


async def reviewed_gold(request: Any, datasette: Datasette) -> Response:
    """`/checks/gold.jsonl`."""
    latest = await asyncio.to_thread(Reviews(datasette.desk.output).latest)
    export = await database(datasette).execute_fn(lambda connection: gold(connection, latest))
    headers = {"content-disposition": 'attachment; filename="gold.jsonl"'}
    return Response(export.content, content_type="application/x-ndjson; charset=utf-8", headers=headers)


async def _form(request: Any) -> dict[str, str]:
    try:
        fields: dict[str, str] = await request.post_vars()
    except UnicodeDecodeError:
        return {}
    return fields


async def _wrong(request: Any, datasette: Datasette, status: int) -> Response:
    message = chosen_language(datasette, request).t(f"review.{_WRONG[status]}")
    return await respond(datasette, request, "wrong.html", {"status": status, "message": message}, status)


_WRONG = {400: "no_decision", 403: "forbidden", 404: "nobody", 405: "not_so", 409: "gone"}


def _go(address: str) -> Response:
    """A redirection to be followed with GET."""
    return Response("", status=303, headers={"location": address}, content_type="text/plain")
