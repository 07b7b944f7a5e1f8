"""The analyst's desk: the published tables in a browser. `trichluc web DIR` serves it.

- `database` builds `DIR/web.sqlite` from the published tables; `schema` says what its tables are, `summaries` what is
  counted ahead for the pages, `symbols` how a legal document is found by any written form of its number.
- `server` is Datasette over that file (facets, filters, SQL, CSV and JSON), with our pages as its plugin (`plugin`).
- `pages` are the pages: a module a page.

A page is added in four steps:

1. `pages/NAME.py` with `async def NAME(request, datasette) -> Response`. It asks the database once
   (`await database(datasette).execute_fn(rows_of)`, so that a page never mixes two versions of the file) and answers
   `await respond(datasette, request, "NAME.html", {...})`.
2. Its address in `pages/__init__.py`, `ROUTES`; how others link to it, in `addresses.py`.
3. `pipeline/templates/web/NAME.html`, which extends `desk.html`. No text in it: `{{ t("NAME.heading") }}`, and the
   words in both `locale/vi.toml` and `locale/en.toml` (a test compares them). No inline script or style: the
   Content-Security-Policy forbids them; both are in `pipeline/static/`.
4. What it needs counted ahead: a `Summary` in `summaries.py`.
"""
