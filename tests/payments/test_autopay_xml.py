import pytest

from chalicelib.payments.autopay_xml import LIMIT_BYTES, Unreadable, parse


def test_texts_come_stripped_in_document_order_without_the_hash_and_the_empty() -> None:
    document = parse(b"<t>\n<b> 2 </b><deep><a>1\n</a></deep><nothing/><blank>  </blank><hash>\n ab\n</hash></t>")
    assert document.leaves == (("b", "2"), ("a", "1"))
    assert document.hash == "ab"
    assert document.root == "t"
    assert document.first("a") == "1"
    assert document.first("c") == ""


def test_only_listed_transactions_count_as_transactions() -> None:
    document = parse(
        b"<l><transaction><x>0</x></transaction><transactions><transaction><x>1</x></transaction><y>2</y></transactions></l>"
    )
    assert document.transactions == ((("x", "1"),),)


def test_two_hashes_prove_nothing() -> None:
    assert parse(b"<t><hash>ab</hash><hash>cd</hash></t>").hash == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"ERROR",
        b"<html><body>502<br></body></html>",
        b"<t><a>1</t>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="klingon"?><t/>',
        b'<!DOCTYPE t SYSTEM "file:///etc/passwd"><t/>',
        b'<!DOCTYPE t [<!ENTITY a "1">]><t>&a;</t>',
        b"<t>&undeclared;</t>",
        b"<t>" + b" " * LIMIT_BYTES + b"</t>",
    ],
)
def test_what_is_not_small_plain_xml_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw)


def test_the_deepest_nesting_that_fits_is_read_without_recursion() -> None:
    depth = LIMIT_BYTES // 7 - 1
    assert parse(b"<a>" * depth + b"1" + b"</a>" * depth).leaves == (("a", "1"),)
