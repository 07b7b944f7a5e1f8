"""Documents of a partition: all of them, in order, again and again, in memory or on disk."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.documents import Origin, SourceDocument
from pipeline.partition_plan import Spool


@given(st.lists(st.text(max_size=30), max_size=12), st.sampled_from([0, 2_500, 10**9]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_documents_are_kept_in_order(monkeypatch: pytest.MonkeyPatch, texts: list[str], in_memory: int) -> None:
    monkeypatch.setattr(Spool, "_IN_MEMORY", in_memory)
    documents = [
        SourceDocument(doc_id=str(number), text=text, origin=Origin("a", "a", number))
        for number, text in enumerate(texts)
    ]
    with Spool() as spool:
        for document in documents:
            spool.add(document)
        assert len(spool) == len(documents)
        assert list(spool) == documents
        assert [each.content_hash for each in spool] == [each.content_hash for each in documents]
