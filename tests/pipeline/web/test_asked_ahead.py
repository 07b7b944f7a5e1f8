"""Answers that are kept in the file: what asking now gives."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.questions import QUESTIONS, Question
from pipeline.web.asked_ahead import SHOWN_ROWS, asked_ahead
from pipeline.web.database import web_file
from pipeline.web.folding import folded


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_what_is_kept_is_what_asking_gives(question: Question, desk_output: Path) -> None:
    with closing(sqlite3.connect(f"file:{web_file(desk_output)}?mode=ro", uri=True)) as file:
        file.create_function("fold", 1, folded)
        asked = file.execute(question.sqlite, question.values({}))
        rows = [list(row) for row in asked]
        answer = asked_ahead(file, question)
    assert answer.columns == [name for name, *_ in asked.description]
    assert answer.rows == rows[:SHOWN_ROWS]
    assert (answer.count, answer.truncated) == (len(rows), False)
