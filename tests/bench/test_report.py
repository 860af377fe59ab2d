from pathlib import Path

import pytest

from bench.report import Row, Section, write

TABLE = Section(
    "warm", ("request", "µs"), [Row(("answered", "27"), True), Row(("refused", "90"), False), Row(("x", "1"))]
)


def test_a_missed_budget_is_said_and_counted():
    assert TABLE.missed == 1
    assert TABLE.markdown().splitlines()[2:] == [
        "| answered | 27 | kept |",
        "| refused | 90 | **missed** |",
        "| x | 1 |  |",
    ]


def test_writing_replaces_what_stands_between_the_marks_and_nothing_else(tmp_path: Path):
    document = tmp_path / "performance.md"
    document.write_text(document_of("", "old\n"))
    write([TABLE], "Today.", document)
    assert document.read_text() == document_of("Today.\n", f"{TABLE.markdown()}\n")


def document_of(about: str, warm: str) -> str:
    return (
        f"# Title\n<!-- about: begin -->\n{about}<!-- about: end -->\n"
        f"prose\n<!-- warm: begin -->\n{warm}<!-- warm: end -->\nend\n"
    )


def test_a_document_without_a_place_for_it_is_refused(tmp_path: Path):
    document = tmp_path / "performance.md"
    document.write_text("<!-- about: begin -->\n<!-- about: end -->")
    with pytest.raises(ValueError, match="no place for warm"):
        write([TABLE], "Today.", document)
