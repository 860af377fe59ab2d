"""What is believed of a notification, and what never is."""

import base64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.payments.autopay import Autopay, AutopaySettings
from chalicelib.payments.autopay_report import moment_of
from chalicelib.payments.errors import NotAuthentic
from chalicelib.payments.port import Report
from tests.payments.autopay_neighbour import HELD, KEY, SERVICE, hash_of, notification, transaction_list

AUTOPAY = Autopay(AutopaySettings("http://127.0.0.1:1", SERVICE, lambda: KEY))
REPORT = Report("stay_abc-1", "96VSD39Z6E", "held", 1400, "PLN", datetime(2026, 7, 3, 10, tzinfo=UTC), "AUTHORIZED")
PERSONAL = {"addressIP": "10.0.0.1", "fName": "Jan", "lName": "Kowal|ski", "startAmount": "14.00", "novelty": "1"}
DOCUMENT = transaction_list(HELD | PERSONAL)
VALUES = [SERVICE, *HELD.values()]


def test_a_true_notification_is_our_report() -> None:
    assert AUTOPAY.read_notification(notification(transaction_list(HELD))) == REPORT


def test_personal_data_proves_the_message_and_is_forgotten() -> None:
    assert AUTOPAY.read_notification(notification(DOCUMENT)) == REPORT


def test_the_numbered_order_proves_a_message_too() -> None:
    shuffled = dict(reversed((HELD | {"addressIP": "10.0.0.1", "title": "Postój"}).items()))
    digest = hash_of(*VALUES, "10.0.0.1", "Postój")
    assert AUTOPAY.read_notification(notification(transaction_list(shuffled, digest=digest))) == REPORT


def test_a_plus_left_unescaped_is_repaired() -> None:
    document = transaction_list(HELD | {"title": "~~>>??~~>>??~~>>"})
    body = b"transactions=" + base64.b64encode(document)
    assert b"+" in body
    assert AUTOPAY.read_notification(body) == REPORT


def test_a_stronger_hash_is_spoken_by_configuration() -> None:
    autopay = Autopay(AutopaySettings("http://127.0.0.1:1", SERVICE, lambda: KEY, algorithm="sha512"))
    document = transaction_list(HELD, digest=hash_of(*VALUES, algorithm="sha512"))
    assert autopay.read_notification(notification(document)) == REPORT
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(notification(document))


def test_the_acknowledgement_is_hashed_plain_xml() -> None:
    digest = hash_of(SERVICE, "stay_abc-1", "CONFIRMED")
    assert AUTOPAY.acknowledgement(REPORT, confirmed=True).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<confirmationList><serviceID>{SERVICE}</serviceID><transactionsConfirmations><transactionConfirmed>"
        "<orderID>stay_abc-1</orderID><confirmation>CONFIRMED</confirmation></transactionConfirmed>"
        f"</transactionsConfirmations><hash>{digest}</hash></confirmationList>"
    )
    assert b">NOTCONFIRMED<" in AUTOPAY.acknowledgement(REPORT, confirmed=False)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(transaction_list(HELD, digest="0" * 64), id="wrong hash"),
        pytest.param(transaction_list(HELD, digest=""), id="no hash"),
        pytest.param(transaction_list(HELD, service="654321"), id="another service"),
        pytest.param(transaction_list(HELD, HELD), id="two transactions"),
        pytest.param(transaction_list(), id="no transaction"),
        pytest.param(transaction_list(HELD | {"paymentStatus": "REFUNDED"}), id="a status of the future"),
        pytest.param(transaction_list(HELD | {"paymentDate": "20261301120000"}), id="month 13"),
        pytest.param(transaction_list(HELD | {"paymentDate": "00010101000000"}), id="before time began"),
        pytest.param(transaction_list(HELD | {"paymentDate": "2026-W27-51200"}), id="a week"),
        pytest.param(transaction_list(HELD | {"amount": "14.0"}), id="an odd amount"),
        pytest.param(transaction_list({k: v for k, v in HELD.items() if k != "amount"}), id="no amount"),
        pytest.param(b"<recurringActivation/>", id="another kind of notification"),
    ],
)
def test_what_is_not_exactly_a_true_notification_is_refused(document: bytes) -> None:
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(notification(document))


TRUE_BASE64 = base64.b64encode(DOCUMENT).decode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="bytes"),
        pytest.param(b"transactions=", id="an empty field"),
        pytest.param(urlencode({"transaction": TRUE_BASE64}).encode(), id="another field"),
        pytest.param(urlencode([("transactions", TRUE_BASE64)] * 2).encode(), id="twice in one body"),
        pytest.param(urlencode({"transactions": TRUE_BASE64[:-1]}).encode(), id="cut short"),
        pytest.param(b"transactions=" + quote(DOCUMENT).encode(), id="bare XML"),
        pytest.param(b"transactions=" + b"A" * 140_000, id="too large"),
        pytest.param(b"&".join([b"a=1"] * 100), id="too many fields"),
    ],
)
def test_a_body_that_is_no_such_form_is_refused(body: bytes) -> None:
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(body)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"orderID": "stay_abc-1|96VSD39Z6E", "remoteID": ""}, id="two values in the first"),
        pytest.param({"currency": "PLN|1500", "gatewayID": ""}, id="a swallowed neighbour"),
        pytest.param({"paymentStatus": "ON_HOLD|AUTHORIZED", "paymentStatusDetails": ""}, id="a swallowed detail"),
        pytest.param({"amount": "14.00|PLN", "currency": "1500", "gatewayID": ""}, id="shifted by one"),
    ],
)
def test_a_true_hash_over_values_split_elsewhere_is_refused(forged: dict[str, str]) -> None:
    fields = HELD | forged
    assert hash_of(SERVICE, *fields.values()) == hash_of(*VALUES), "the same joined string"
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(notification(transaction_list(fields)))


def test_a_true_hash_over_renamed_elements_is_refused() -> None:
    declined = HELD | {"paymentStatus": "FAILURE", "paymentStatusDetails": "SUCCESS", "title": "ON_HOLD"}
    names = dict(zip(declined, [*list(HELD)[:6], "title", "paymentStatusDetails", "paymentStatus"], strict=True))
    renamed = {names[name]: value for name, value in declined.items()}
    assert renamed["paymentStatus"] == "ON_HOLD"
    assert AUTOPAY.read_notification(notification(transaction_list(declined))).outcome == "failed"
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(notification(transaction_list(renamed)))


def test_a_true_hash_over_a_field_given_twice_is_refused() -> None:
    declined = transaction_list(HELD | {"paymentStatus": "FAILURE", "paymentStatusDetails": "SUCCESS"})
    with pytest.raises(NotAuthentic):
        AUTOPAY.read_notification(notification(declined.replace(b"paymentStatusDetails", b"paymentStatus")))


def never_believed_otherwise(document: bytes) -> None:
    """The details aside: they are informative, and the last believed value has no boundary in the hash."""
    with suppress(NotAuthentic):
        assert replace(AUTOPAY.read_notification(notification(document)), details=REPORT.details) == REPORT


positions = st.integers(0, len(DOCUMENT) - 1)


@settings(max_examples=3000, deadline=None)
@given(position=positions, length=st.integers(0, 12), replacement=st.binary(max_size=12))
def test_no_changed_bytes_are_believed_to_say_something_else(position: int, length: int, replacement: bytes) -> None:
    never_believed_otherwise(DOCUMENT[:position] + replacement + DOCUMENT[position + length :])


LEAVES = list((HELD | PERSONAL).items())
TRUE_HASH = hash_of(*VALUES, *PERSONAL.values())


def swapped_texts(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves[i], leaves[j] = (leaves[i][0], leaves[j][1]), (leaves[j][0], leaves[i][1])


def swapped_names(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves[i], leaves[j] = (leaves[j][0], leaves[i][1]), (leaves[i][0], leaves[j][1])


def joined(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves[i] = (leaves[i][0], "|".join(filter(None, (leaves[i][1], leaves[(i + 1) % len(leaves)][1]))))
    leaves[(i + 1) % len(leaves)] = (leaves[(i + 1) % len(leaves)][0], "")


def renamed(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves[i] = (leaves[j][0], leaves[i][1])


def moved(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves.insert(j, leaves.pop(i))


def doubled(leaves: list[tuple[str, str]], i: int, j: int) -> None:
    leaves.insert(j, leaves[i])


changes = st.sampled_from([swapped_texts, swapped_names, joined, renamed, moved, doubled])
places = st.integers(0, len(LEAVES) - 1)


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.tuples(changes, places, places), min_size=1, max_size=4))
def test_no_rearranged_elements_are_believed_to_say_something_else(
    steps: list[tuple[Callable[[list[tuple[str, str]], int, int], None], int, int]],
) -> None:
    leaves = list(LEAVES)
    for change, i, j in steps:
        change(leaves, i, j)
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in leaves)
    never_believed_otherwise(
        f"<transactionList><serviceID>{SERVICE}</serviceID><transactions><transaction>{inside}</transaction>"
        f"</transactions><hash>{TRUE_HASH}</hash></transactionList>".encode()
    )


@pytest.mark.parametrize(
    ("civil", "utc"),
    [
        pytest.param("20260115120000", datetime(2026, 1, 15, 11, tzinfo=UTC), id="winter"),
        pytest.param("20260715120000", datetime(2026, 7, 15, 10, tzinfo=UTC), id="summer"),
        pytest.param("20261025015959", datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC), id="before the doubled hour"),
        pytest.param("20261025023000", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="doubled hour: the first"),
        pytest.param("20261025030000", datetime(2026, 10, 25, 2, tzinfo=UTC), id="after the doubled hour"),
        pytest.param("20260329023000", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="an hour that never was"),
    ],
)
def test_a_payment_date_is_krakows_wall_clock(civil: str, utc: datetime) -> None:
    assert moment_of(civil) == utc
