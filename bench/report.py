"""Figures beside their budgets, as tables for a terminal and for docs/performance.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"


@dataclass(frozen=True)
class Row:
    """One figure. `kept` is the verdict on its budget; None where nothing was promised."""

    cells: Sequence[str]
    kept: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "kept", False: "**missed**", None: ""}[self.kept]


@dataclass(frozen=True)
class Section:
    """One command's tables, in a marked part of the document that only `--write` changes."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    notes: Sequence[str] = ()

    @property
    def missed(self) -> int:
        return sum(row.kept is False for row in self.rows)

    def markdown(self) -> str:
        """Return the table and its notes; the last column is the verdict."""
        lines = [_line([*self.columns, "budget is"]), _line(["---"] + ["---:"] * (len(self.columns) - 1) + ["---"])]
        lines += [_line([*row.cells, row.verdict]) for row in self.rows]
        return "\n".join([*lines, *(f"\n{note}" for note in self.notes)])


def write(sections: Sequence[Section], about: str, document: Path = DOCUMENT) -> None:
    """Put `about` and each section between its marks; the prose stays. Raises ValueError without its marks."""
    parts = {"about": about} | {section.name: section.markdown() for section in sections}
    text = document.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, found_begin, rest = text.partition(begin)
        _, found_end, after = rest.partition(end)
        if not (found_begin and found_end):
            raise ValueError(f"{document.name} has no place for {name}")
        text = f"{before}{begin}{part}\n{end}{after}"
    document.write_text(text, encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
