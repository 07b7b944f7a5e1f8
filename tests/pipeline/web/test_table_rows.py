"""Rows of Datasette's tables: what its own template would write."""

import re

import pytest
from jinja2 import Environment
from markupsafe import Markup

from pipeline.web.table_rows import table_rows

ROWS = [
    [
        {"column": "Link", "value_type": "pk", "value": Markup('<a href="/tables/decrees/1">1</a>'), "raw": 1},
        {"column": "số tiền", "value_type": "float", "value": 1.5, "raw": 1.5},
        {"column": 'a"><script>', "value_type": "str", "value": "<script>alert(1)</script> & “đ”", "raw": ""},
        {"column": "rỗng", "value_type": "none", "value": Markup("\xa0"), "raw": None},
    ],
    [{"column": "rỗng", "value_type": "none", "value": None, "raw": None}],
]
CELLS = """
{% for row in display_rows %}
    <tr>
        {% for cell in row %}
            <td class="col-{{ cell.column|to_css_class }} type-{{ cell.value_type }}">{{ cell.value }}</td>
        {% endfor %}
    </tr>
{% endfor %}
"""


@pytest.mark.parametrize("rows", [ROWS, ROWS[1:], [[]], []])
def test_they_are_what_the_template_would_write(rows: list[list[dict[str, object]]]) -> None:
    from datasette.utils import to_css_class

    environment = Environment(autoescape=True)
    environment.filters["to_css_class"] = to_css_class
    named = CELLS.replace("<td class", '<td data-label="{{ cell.column }}" class')
    expected = environment.from_string(named).render(display_rows=rows)
    assert re.sub(r"\s*\n\s*", "", table_rows(rows)) == re.sub(r"\s*\n\s*", "", expected)
    assert isinstance(table_rows(rows), Markup)
