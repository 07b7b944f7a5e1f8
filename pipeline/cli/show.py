"""`trichluc show`: one document in the terminal, its mentions coloured and listed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.store_folder import StoreFolder

if TYPE_CHECKING:
    from rich.console import Console

#: One style a kind of mention, told apart without colour too.
_STYLES = {
    "decree_refs": "bold cyan",
    "amounts": "bold green",
    "percentages": "bold yellow",
    "provinces": "magenta",
    "province_lists": "underline",
    "regions": "italic blue",
}
#: Fields that every mention has, or that say how it was found: not repeated in the list.
_AROUND = frozenset(
    ("start", "end", "text", "rule", "mention_id", "extractor", "extractor_version", "sentence_start", "sentence_end")
)


def show(
    folder: StoreFolder,
    document: Annotated[
        str, typer.Argument(metavar="DOC_ID", help="The document's id, the beginning of it, or its file's name.")
    ],
) -> None:
    """Show one document with its mentions coloured by kind, and list them with their values."""
    from rich.console import Console

    from pipeline.damage import naming_damage
    from pipeline.published import document_marks
    from pipeline.reading import reading
    from pipeline.store import Store

    with reading(folder), naming_damage(folder):
        row = Store.existing(folder).find_document(document)
    # what recurs in other documents and what is a copy is known since the tables were drawn
    row |= document_marks(folder, row["doc_id"]) or {"duplicate_of": None}
    console = Console(highlight=False)
    _print_heading(console, row)
    _print_text(console, row)
    _print_mentions(console, row)


def _print_heading(console: "Console", row: dict[str, Any]) -> None:
    from rich.text import Text

    console.print(Text(row["title"] or row["doc_id"], style="bold"))
    for name in ("doc_id", "published_on", "author", "source", "url", "file", "duplicate_of"):
        if row[name] is not None:
            console.print(Text(f"{name}: {row[name]}", style="dim"))
    console.print()


def _print_text(console: "Console", row: dict[str, Any]) -> None:
    from rich.text import Text

    text = Text(row["text"])
    for name, style in _STYLES.items():
        for mention in row[name] or ():
            text.stylize(style, mention["start"], mention["end"])
    for stretch in row["boilerplate"]:
        text.stylize("dim", stretch["start"], stretch["end"])
    console.print(text)
    console.print()


def _print_mentions(console: "Console", row: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for name, style in _STYLES.items():
        mentions = row[name] or ()
        if not mentions:
            continue
        table = Table(box=box.SIMPLE, title=f"{name} ({len(mentions)})", title_justify="left")
        table.add_column("place", justify="right")
        table.add_column("text", style=style)
        table.add_column("values")
        for mention in mentions:
            rule = next((b["rule"] for b in row["boilerplate"] if b["start"] <= mention["start"] < b["end"]), None)
            values = ", ".join(_shown(mention)) + (f" — boilerplate ({rule})" if rule else "")
            table.add_row(f"{mention['start']}-{mention['end']}", Text(mention["text"]), Text(values))
        console.print(table)


def _shown(mention: dict[str, Any]) -> list[str]:
    """The values of a mention that say something."""
    from pipeline.plain_values import plain_value

    shown = []
    for name, value in mention.items():
        if name in _AROUND or value in (None, [], False):
            continue
        if isinstance(value, dict):
            shown += [f"{inner} {at}" for inner, at in value.items() if at is not None]
        else:
            shown.append(f"{name} {', '.join(value) if isinstance(value, list) else plain_value(value)}")
    return shown
