"""Datasette's own templates as pages of ours: within the policy, readable aloud, in the chosen language."""

import re
from collections.abc import Mapping, Sequence

from jinja2.ext import Extension


class AsOurs(Extension):
    """Datasette's templates without scripts and styles in the page; what these do is in `static/datasette.*`.

    On narrow screens Datasette's cells are named by a style sheet that it writes for each table: here by an attribute.
    Its fields have names to be read aloud, and its headings no gaps in their ranks.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """A template as we have it; one of our own as it is."""
        if filename is None or "/datasette/templates/" not in filename.replace("\\", "/"):
            return source
        for pattern, put in CHANGED:
            source = pattern.sub(put, source)
        for english, ours in WORDS.get(name or "", ()):
            source = source.replace(english, ours)
        return source


def _said(key: str, values: str = "") -> str:
    return f"{{{{ t('datasette.{key}'{values}) }}}}"


def _counted(key: str, count: str) -> str:
    return f"{{{{ language.counted('datasette.{key}', {count}) }}}}"


def _row(count: str) -> str:
    """What Datasette has for a number of rows."""
    return f'{{{{ "{{:,}}".format({count}) }}}} row{{% if {count} == 1 %}}{{% else %}}s{{% endif %}}'


#: Fields of Datasette's forms and what they are called.
_FIELDS = {"_filter_column": "column", "_filter_op": "op", "_filter_value": "value", "_sort": "sort"}
CHANGED = (
    (re.compile(r"<style\b.*?</style>", re.DOTALL), ""),
    (re.compile(r"<script>.*?</script>", re.DOTALL), ""),
    (re.compile(r'\sstyle="(?:\{\{.*?\}\}|[^"])*"'), ""),
    (
        re.compile(r'<td class="col-\{\{ column\|to_css_class \}\}'),
        '<td data-label="{{ column }}" class="col-{{ column|to_css_class }}',
    ),
    *(
        (re.compile(rf'<(select|input type="text") name="{name}'), rf'<\1 aria-label="{_said(key)}" name="{name}')
        for name, key in _FIELDS.items()
    ),
    (re.compile(r'<textarea id="sql-editor"'), '<textarea id="sql-editor" aria-label="SQL"'),
    (re.compile(r"<(/?)h3\b"), r"<\1h2"),
    (
        re.compile(
            r"\{% for row in display_rows %\}\s*<tr>\s*\{% for cell in row %\}"
            r".*?\{% endfor %\}\s*</tr>\s*\{% endfor %\}",
            re.DOTALL,
        ),
        "{{ display_rows|table_rows }}",
    ),
)


_HIDDEN = '<a href="{{ urls.database(database) }}?_show_hidden=1">'
_HEADING = (
    "{{ metadata.title or database }}",
    "{% if metadata.title %}{{ metadata.title }}{% else %}{{ language.named('crumb', database) }}{% endif %}",
)
_EXPORTS = ("This data as {%", _said("as") + " {%")
_RUN = ('value="Run SQL"', f'value="{_said("run")}"')
_FORMAT = ("hidden>Format SQL<", f"hidden>{_said('format')}<")
#: What each template says in English, and what says it in the chosen language. Only English has the filters of a table
#: in words too: they stand in the form below.
WORDS: Mapping[str, Sequence[tuple[str, str]]] = {
    "table.html": (
        ("{% if human_description_en %}", '{% if human_description_en and lang == "en" %}'),
        (
            "{% if filtered_table_rows_count or human_description_en %}",
            "{% if filtered_table_rows_count is not none %}",
        ),
        (_row("filtered_table_rows_count"), _counted("rows", "filtered_table_rows_count")),
        (" (view){% endif %}", f" ({_said('view')}){{% endif %}}"),
        ('<label for="_search">Search:</label>', f'<label for="_search">{_said("search")}</label>'),
        ("- remove filter -", _said("remove_filter")),
        ("- column -", _said("column_option")),
        (">{{ display }}</option>", '>{{ language.named("lookup", key) }}</option>'),
        ("Sort...</option>", f"{_said('sort')}</option>"),
        ("Sort by {{ column.name }}", _said("sort_by", ", column=column.name")),
        ("> descending</label>", f"> {_said('descending')}</label>"),
        ('value="Apply"', f'value="{_said("apply")}"'),
        ("View and edit SQL", _said("edit_sql")),
        _EXPORTS,
        ('<a href="#export">advanced</a>', f'<a href="#export">{_said("advanced")}</a>'),
        ("These facets timed out:", _said("timed_out")),
        ("Next page", _said("next")),
        ("Advanced export", _said("export")),
        ("JSON shape:", _said("json_shape")),
        (">default</a>", f">{_said('json_default')}</a>"),
        (">array</a>", f">{_said('json_array')}</a>"),
        (">newline-delimited</a>", f">{_said('json_lines')}</a>"),
        (">object</a>", f">{_said('json_object')}</a>"),
        ("CSV options:", _said("csv_options")),
        ("> download file</label>", f"> {_said('download')}</label>"),
        ("> expand labels</label>", f"> {_said('labels')}</label>"),
        ("> stream all rows</label>", f"> {_said('stream')}</label>"),
        ('value="Export CSV"', f'value="{_said("csv")}"'),
        (
            "<script src=\"{{ urls.static('table.js') }}\" defer></script>",
            '<meta name="menu-words" content="{{ language.group("column_menu")|tojson|forceescape }}">'
            "<script src=\"{{ urls.static('table.js') }}\" defer></script>",
        ),
    ),
    "_table.html": (("0 records", _counted("rows", "0")),),
    "query.html": (
        _HEADING,
        (
            "Custom SQL query{% if display_rows %} returning {% if truncated %}more than {% endif %}"
            + _row("display_rows|length"),
            _said("query")
            + "{% if display_rows %}: {% if truncated %}"
            + _said("more_than", ", rows=language.counted('datasette.rows', display_rows|length)")
            + "{% else %}"
            + _counted("rows", "display_rows|length")
            + "{% endif %}",
        ),
        ("{{ show_hide_text }}", '{{ language.named("show_hide", show_hide_text) }}'),
        ("Query parameters", _said("parameters")),
        _FORMAT,
        _RUN,
        _EXPORTS,
        ("0 results", _counted("rows", "0")),
    ),
    "database.html": (
        _HEADING,
        ("Custom SQL query", _said("query")),
        _FORMAT,
        _RUN,
        ('id="tables">Tables<', f'id="tables">{_said("tables")}<'),
        ('id="views">Views<', f'id="views">{_said("views")}<'),
        ('id="queries">Queries<', f'id="queries">{_said("queries")}<'),
        ("<em> (hidden)</em>", f"<em> ({_said('hidden')})</em>"),
        ("Many rows{% else %}" + _row("table.count"), _said("many") + "{% else %}" + _counted("rows", "table.count")),
        (
            f'... and {_HIDDEN}{{{{ "{{:,}}".format(hidden_count) }}}} hidden table'
            "{% if hidden_count == 1 %}{% else %}s{% endif %}</a>",
            _HIDDEN + _counted("hidden_tables", "hidden_count") + "</a>",
        ),
        ("Download SQLite DB:", _said("sqlite")),
    ),
    "row.html": (
        _EXPORTS,
        ("Links from other tables", _said("links")),
        (
            _row("other.count") + "</a>\n                from {{ other.other_column }} in {{ other.other_table }}",
            _counted("rows", "other.count")
            + "</a> "
            + _said("link", ", column=other.other_column, table=other.other_table"),
        ),
    ),
    "_crumbs.html": (("{{ item.label }}", "{{ language.named('crumb', item.label) }}"),),
    "_suggested_facets.html": (("Suggested facets:", _said("facets")),),
}
