"""The figures that a page shows, as lines of text without its markup.

A restyle leaves the lines as they are; a changed figure does not. Kept are the cells of tables,
the values of definition lists, and every other text with a digit in it. Of a drawing, its text
alternative is kept. Left out is what is not read at first sight or no figure: navigation, fields of
forms, scripts, and what opens on demand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""Elements that have no end tag."""
_LEFT_OUT = {"button", "label", "nav", "noscript", "script", "select", "style", "textarea"}
_BLOCKS = {
    "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "header", "legend", "li", "main",
    "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Elements that begin a line of their own."""
_HEADINGS = {"h1", "h2", "h3", "h4"}


@dataclass
class Element:
    """An element of a page with what stands in it."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Whether it is read at first sight."""
        hidden = {"hidden", "popover"} & self.attributes.keys()
        return self.tag not in _LEFT_OUT and not hidden

    def elements(self) -> Iterator["Element"]:
        """The elements directly in it that are shown."""
        for child in self.children:
            if isinstance(child, Element) and child.shown:
                yield child

    def all_of(self, *tags: str) -> Iterator["Element"]:
        """All elements of those tags in it, in the order of the page."""
        for child in self.elements():
            if child.tag in tags:
                yield child
            else:
                yield from child.all_of(*tags)

    @property
    def text(self) -> str:
        """Its visible text on a single line."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        if self.attributes.get("role") == "img":
            yield self.attributes.get("aria-label") or ""
            return
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.shown:
                # A space at every border: how a figure's parts are set is a matter of style.
                yield from (" ", *child._texts(), " ")


class _Builder(HTMLParser):
    """Builds the tree of elements."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button" and any(element.tag == "th" for element in self._open):
            # The head of a row is its name, also where a click on it does something.
            tag = "span"
        element = Element(tag, dict(attrs))
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        open_tags = [element.tag for element in self._open]
        if tag == "button" and "button" not in open_tags:
            tag = "span"
        if tag in open_tags[1:]:
            del self._open[len(open_tags) - 1 - open_tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def figures_of(page: str) -> list[str]:
    """The lines of a page's main part, in its order.

    Examples
    --------
    >>> figures_of("<main><dl><dt>Height</dt><dd>32.0 <b>cm</b></dd></dl><p>No digit</p></main>")
    ['Height: 32.0 cm']
    """
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return [line for main in builder.root.all_of("main") for line in _Lines().of(main)]


@dataclass
class _Lines:
    """Goes through a page and knows under which heading it is."""

    heading: str = ""

    def of(self, element: Element, *, on_demand: bool = False) -> Iterator[str]:
        if element.tag == "table":
            yield from _table(element)
        elif element.tag == "dl":
            # Those that open on demand define what the numbers mean, in prose.
            yield from () if on_demand else _definitions(element)
        elif any(child.tag in _BLOCKS for child in element.elements()):
            for child in element.elements():
                yield from self.of(child, on_demand=on_demand or element.tag == "details")
        else:
            yield from self._text(element)

    def _text(self, element: Element) -> Iterator[str]:
        text = element.text
        if element.tag in _HEADINGS:
            self.heading = text
        elif re.search(r"\d", text):
            yield f"{self.heading} | {text}" if self.heading else text


def _table(table: Element) -> Iterator[str]:
    """Each cell with the head of its row and of its column."""
    rows = [list(row.all_of("th", "td")) for row in table.all_of("tr")]
    columns: list[str] = []
    for cells in rows:
        texts = [cell.text for cell in cells]
        if all(cell.tag == "th" for cell in cells):
            columns = texts
            continue
        heads = columns if len(columns) == len(texts) else [""] * len(texts)
        for head, text in zip(heads[1:], texts[1:], strict=True):
            if text:
                yield f"{texts[0]} | {head}: {text}"


def _definitions(element: Element) -> Iterator[str]:
    """Each value of a definition list with its name."""
    name = ""
    for child in element.all_of("dt", "dd"):
        if child.tag == "dt":
            name = child.text
        elif child.text:
            yield f"{name}: {child.text}"
