"""Write every page and its expectation into `fixtures/`."""

from tests.pipeline.sites.pages.build import FIXTURES, compressed, expected_of, markup_of, written
from tests.pipeline.sites.pages.contents import PAGES

FIXTURES.mkdir(exist_ok=True)
for spec in PAGES:
    (FIXTURES / f"{spec.name}.html.gz").write_bytes(compressed(markup_of(spec)))
    (FIXTURES / f"{spec.name}.json").write_text(written(expected_of(spec)), encoding="utf-8")
