"""Pages rebuilt in the DOM of each layout, with the article that each holds as it was composed.

No page here was recorded. A page is composed from its parts (`contents`), each of which knows its text and its markup,
and a template of the layout with the furniture around them. What the reader should find comes from the composing side
alone, so a fault of the reader cannot make its own expectation. `python -m tests.pipeline.sites.pages` writes them all.
"""
