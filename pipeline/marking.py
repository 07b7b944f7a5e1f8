"""A text as HTML with stretches of it marked: how each kind of mention looks, how stretches that overlap are cut.

Every stretch of text between two ends of mentions is one element that bears the classes of all mentions over it, so
mentions may overlap as they like and the visible text stays the text. Kinds are told apart by colour (of Okabe and
Ito's palette, which the colour-blind can read) and by the pattern of the line below.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from extractors.mentions import Amount, DecreeRef, Percentage, Province, ProvinceList, Region


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind looks: its colour, the pattern of its line, and how far from the bottom that is, in pixels.

    Kinds that lie within one another (a province within a list) have lines apart.
    """

    colour: str
    dash: int
    gap: int
    lane: int


# the palette: M. Okabe and K. Ito, Color Universal Design (2008)
LOOKS: Mapping[str, Look] = {
    DecreeRef.list_name: Look("#0072b2", 1, 0, 3),
    Amount.list_name: Look("#009e73", 8, 3, 3),
    Percentage.list_name: Look("#d55e00", 2, 3, 3),
    Province.list_name: Look("#cc79a7", 1, 0, 3),
    ProvinceList.list_name: Look("#e69f00", 5, 2, 0),
    Region.list_name: Look("#56b4e9", 12, 4, 0),
}
NO_IMAGE = "linear-gradient(transparent 0 0)"
_LINE = 2
#: How strongly a mention's ground is coloured, in hexadecimal.
_FILL = "2e"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text to mark: its kind, what is said of it, and in a page with addresses its own and its target.

    A kind without a look (`boilerplate`) is a class of the element and nothing more.
    """

    start: int
    end: int
    kind: str
    tip: str = ""
    key: str = ""
    href: str = ""


def kind_style(kind: str) -> str:
    """The style sheet of a kind: how it looks, and that the box `show-KIND` switches it off."""
    look = LOOKS[kind]
    pattern = f"{look.colour} 0 {look.dash}px, transparent {look.dash}px {look.dash + look.gap}px"
    shown = (
        f"--fill-{kind}: linear-gradient({look.colour}{_FILL} 0 0); "
        f"--line-{kind}: repeating-linear-gradient(90deg, {pattern}) 0 calc(100% - {look.lane}px) / 100% {_LINE}px "
        f"no-repeat; --tip-{kind}: attr(data-{kind});"
    )
    hidden = f'--fill-{kind}: {NO_IMAGE}; --line-{kind}: {NO_IMAGE}; --tip-{kind}: "";'
    return f".{kind} {{ {shown} }}\nbody:has(#show-{kind}:not(:checked)) .text .{kind} {{ {hidden} }}"


def layers() -> dict[str, str]:
    """The values of a style sheet's `background` and `content` that put the kinds over one another."""
    return {
        "fills": ", ".join(f"var(--fill-{kind}, {NO_IMAGE})" for kind in LOOKS),
        "lines": ", ".join(f"var(--line-{kind}, {NO_IMAGE})" for kind in LOOKS),
        "tips": " ".join(f'var(--tip-{kind}, "")' for kind in LOOKS),
    }


def marked_html(text: str, stretches: Iterable[Stretch]) -> str:
    """A text as HTML with its stretches marked. They may overlap; offsets are those of the text."""
    starting: dict[int, list[Stretch]] = {}
    ends: set[int] = set()
    for stretch in stretches:
        starting.setdefault(stretch.start, []).append(stretch)
        ends.add(stretch.end)
    parts: list[str] = []
    active: list[Stretch] = []
    done = 0
    for at in sorted({*starting, *ends, len(text)}):
        if done < at:
            parts.append(_segment(text[done:at], active, starting.get(done, [])))
        active = [stretch for stretch in active if stretch.end > at] + starting.get(at, [])
        done = at
    return "".join(parts)


def _segment(text: str, active: list[Stretch], begun: list[Stretch]) -> str:
    if not active:
        return escaped(text)
    marked = [stretch for stretch in active if stretch.kind in LOOKS]
    if not marked:
        return f'<span class="{" ".join(dict.fromkeys(s.kind for s in active))}">{escaped(text)}</span>'
    tips: dict[str, str] = {}
    for stretch in marked:
        if stretch.tip:
            tips[stretch.kind] = tips.get(stretch.kind, "") + stretch.tip
    classes = " ".join(dict.fromkeys(("m", *(stretch.kind for stretch in active))))
    attributes = "".join(f' data-{kind}="{escaped(tip)}"' for kind, tip in tips.items())
    keys = [stretch.key for stretch in marked if stretch.key]
    own = [stretch.key for stretch in begun if stretch.key]
    attributes += f' data-m="{escaped(" ".join(keys))}"' if keys else ""
    attributes += f' id="m-{escaped(own[0])}"' if own else ""
    # what says nothing more is no place for a keyboard to stop at
    begins = bool(tips) and any(stretch.kind in LOOKS for stretch in begun)
    described = f' aria-description="{escaped("".join(tips.values()).strip())}"' if begins else ""
    href = next((stretch.href for stretch in marked if stretch.href), "")
    if href:
        # of a link that is cut, the first piece is the one that a keyboard stops at
        name, attributes = "a", f'{attributes} href="{escaped(href)}"' + ("" if begins else ' tabindex="-1"')
    else:
        name, attributes = "mark", attributes + (' tabindex="0"' if begins else "")
    anchors = "".join(f'<span id="m-{escaped(key)}" class="anchor"></span>' for key in own[1:])
    return f'{anchors}<{name} class="{classes}"{attributes}{described}>{escaped(text)}</{name}>'


def escaped(text: str) -> str:
    """A text as HTML, to the character: a parser takes bare carriage returns for line feeds; HTML has no NUL."""
    return escape(text).replace("\r", "&#13;").replace("\x00", "\ufffd")
