"""The customer's list of people: all of it is right, or each wrong line is named."""

import pytest

from chalicelib.orders.errors import PeopleListInvalid, PeopleListTooLong
from chalicelib.orders.person import MOST_PEOPLE, Person, people_of

HEADER = "given_name,surname,born_in"


def read(*lines):
    return people_of("\r\n".join(lines).encode(), 2026)


def test_people_are_read_in_the_order_of_the_file():
    found = read(HEADER, "Jan,Przykładowy,1990", " Anna ,Wzór-Próbna,2001", "")
    assert found == (Person("Jan", "Przykładowy", 1990), Person("Anna", "Wzór-Próbna", 2001))


def test_a_polish_spreadsheets_file_is_read_as_it_is_saved():
    content = "\ufeffgiven_name;surname;born_in\nŻaneta;Próbna;1975\n".encode()
    assert people_of(content, 2026) == (Person("Żaneta", "Próbna", 1975),)


def test_every_wrong_line_is_named_with_its_column():
    with pytest.raises(PeopleListInvalid) as refusal:
        read(
            HEADER,
            "Jan,Przykładowy,1990",
            ",Próbna,1990",
            "Jan,1,90",
            "Jan,Próbny",
            "Jan,Próbny,2027",
            "",
            "Ja,Pró,1899",
        )
    assert refusal.value.details["lines"] == (
        "3: given_name, 4: surname, 4: born_in, 5: columns, 6: born_in, 7: columns, 8: born_in"
    )


def test_many_wrong_lines_are_counted_after_the_first_twenty():
    with pytest.raises(PeopleListInvalid) as refusal:
        read(HEADER, *["Jan"] * 30)
    assert str(refusal.value.details["lines"]).endswith("21: columns, … (+10)")


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", "1: given_name,surname,born_in"),
        (b"Jan,Przykladowy,1990", "1: given_name,surname,born_in"),
        (b"given_name,surname,born_in\nJan,Przyk\xb3adowy,1990", "2: utf-8"),
        (b'given_name,surname,born_in\n"Jan,Wzorowy,1990\nAnna,Wzorowa,1991\n', "3: quotes"),
        (b'given_name,surname,born_in\n"Jan,' + b"W" * 200_000, "2: quotes"),
    ],
)
def test_a_file_of_another_shape_is_refused(content, lines):
    with pytest.raises(PeopleListInvalid) as refusal:
        people_of(content, 2026)
    assert refusal.value.details == {"lines": lines}


def test_one_order_takes_so_many_people_and_no_more():
    assert len(read(HEADER, *["Jan,Próbny,1990"] * MOST_PEOPLE)) == MOST_PEOPLE
    with pytest.raises(PeopleListTooLong):
        read(HEADER, *["Jan,Próbny,1990"] * (MOST_PEOPLE + 1))


def test_a_person_is_not_named_by_accident():
    assert "Próbny" not in repr(Person("Jan", "Próbny", 1990))
