"""Tables of a web page: what many portals call XLS."""

from html.parser import HTMLParser

from geo.errors import InputError
from geo.reading.table import MOST_CELLS, Table, tabulate

_MOST_SPAN = 1000


class _Tables(HTMLParser):
    """Collects the cells of all tables; a table within a cell counts as its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.text: list[str] | None = None
        self.spans = (1, 1)
        self.hanging: dict[int, tuple[int, str]] = {}
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self.open.append([])
            self.tables.append(self.open[-1])
            self.hanging = {}
        elif tag == "tr" and self.open:
            self._close()
            self.open[-1].append([])
            self._fill()
        elif tag in ("td", "th") and self.open:
            self._close()
            if not self.open[-1]:
                self.open[-1].append([])
            told = {key: value or "" for key, value in attrs}
            self.spans = tuple(  # type: ignore[assignment]
                min(_MOST_SPAN, int(told[key])) if told.get(key, "").isascii() and told.get(key, "").isdigit() else 1
                for key in ("colspan", "rowspan")
            )
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell, a row or a table."""
        if tag in ("td", "th", "tr", "table"):
            self._close()
        if tag == "table" and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Take what a cell says."""
        if self.text is not None:
            self.text.append(data)

    def _close(self) -> None:
        if self.text is None or not self.open or not self.open[-1]:
            self.text = None
            return
        text = " ".join("".join(self.text).split())
        across, down = self.spans
        row = self.open[-1][-1]
        for at in range(max(1, across)):
            if down > 1:
                self.hanging[len(row)] = (down - 1, text if not at else "")
            row.append(text if not at else "")
        self.cells += across
        if self.cells > MOST_CELLS:
            raise InputError("the page has too many cells; keep only the table to draw")
        self.text = None
        self._fill()

    def _fill(self) -> None:
        """Repeat what reaches down from a row above."""
        row = self.open[-1][-1]
        while len(row) in self.hanging:
            left, text = self.hanging.pop(len(row))
            if left > 1:
                self.hanging[len(row)] = (left - 1, text)
                row.append(text)
                if len(row) in self.hanging:
                    continue
                break
            row.append(text)


def read_page(name: str, text: str) -> Table:
    """Read the largest table of a web page.

    Raises
    ------
    InputError
        The page holds no table.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    filled = [[(number, row) for number, row in enumerate(rows, start=1) if any(row)] for rows in parser.tables]
    best = max(filled, key=lambda rows: sum(len(row) for _, row in rows), default=[])
    if not best:
        raise InputError(f"{name}: is a web page without a table; save the table as CSV or XLSX")
    more = f", the largest of {len(filled)}" if len(filled) > 1 else ""
    return tabulate(name, best, [f"read as a web page's table{more}"])
