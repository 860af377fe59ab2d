"""The gateway's arithmetic against the digests printed in its own documentation (hashing.md, gateway-list.md)."""

import base64

import pytest

from sandbox import autopay_protocol as protocol

PUBLISHED = {
    "start": (["2", "100", "1.50"], "2test2", "2ab52e6918c6ad3b69a8228a2ab815f11ad58533eeed963dd990df8d8c3709d1"),
    "return": (["2", "100"], "2test2", "254eac9980db56f425acf8a9df715cbd6f56de3c410b05f05016630f7d30a4ed"),
    "notification": (
        ["1", "11", "91", "11.11", "PLN", "1", "20010101111111", "SUCCESS", "AUTHORIZED"],
        "1test1",
        "a103bfe581a938e9ad78238cfc674ffafdd6ec70cb6825e7ed5c41787671efe4",
    ),
    "confirmation": (
        ["1", "11", "CONFIRMED"],
        "1test1",
        "c1e9888b7d9fb988a4aae0dfbff6d8092fc9581e22e02f335367dd01058f9618",
    ),
    "channels": (
        ["47498", "1" * 32, "PLN,EUR", "PL"],
        "1test1",
        "306519f632e53a5e662de0125da7ac3f8135c7e4080900f2b145d4b25ff1b55d",
    ),
}


@pytest.mark.parametrize(("values", "key", "digest"), PUBLISHED.values(), ids=PUBLISHED)
def test_the_published_digests_are_reproduced(values: list[str], key: str, digest: str) -> None:
    assert protocol.hash_of(values, key) == digest


def test_an_empty_value_leaves_no_separator_but_a_zero_counts() -> None:
    assert protocol.hash_of(["2", "", "100"], "k") == protocol.hash_of(["2", "100"], "k")
    assert protocol.hash_of(["2", "0", "100"], "k") != protocol.hash_of(["2", "100"], "k")


def test_values_are_hashed_in_the_documented_order_and_not_as_sent() -> None:
    digest = PUBLISHED["start"][2]
    form = {"Amount": "1.50", "Hash": digest.upper(), "OrderID": "100", "ServiceID": "2"}
    assert protocol.is_signed(form, protocol.START_FIELDS, "2test2")
    assert not protocol.is_signed(form, sorted(form), "2test2")


def test_the_start_has_the_documents_62_numbers() -> None:
    numbers = {name: number for number, name in enumerate(protocol.START_FIELDS, 1)}
    assert len(numbers) == 62
    assert [numbers[name] for name in ("Language", "CustomerIP", "ValidityTime", "LinkValidityTime")] == [8, 13, 19, 34]
    assert [numbers[name] for name in ("AuthorizationCode", "ReturnURL", "PaymentToken")] == [40, 45, 47]
    assert [numbers[name] for name in ("WalletType", "AccountHolderName", "UserAgent")] == [54, 61, 62]


def test_a_notification_is_the_documents_own_when_its_values_are() -> None:
    values, key, digest = PUBLISHED["notification"]
    names = ["orderID", "remoteID", "amount", "currency", "gatewayID", "paymentDate", "paymentStatus"]
    transaction: list[protocol.Node] = list(zip([*names, "paymentStatusDetails"], values[1:], strict=True))
    document = protocol.document(
        "transactionList", [("serviceID", "1"), ("transactions", [("transaction", transaction)])], key
    )
    assert f"<hash>{digest}</hash></transactionList>".encode() in document
    assert base64.b64decode(protocol.notification_body(document)) == document


def test_payment_dates_are_on_warsaws_wall_clock() -> None:
    assert protocol.payment_date("2026-07-01T22:30:00.000+00:00") == "20260702003000"
    assert protocol.payment_date("2026-12-01T22:30:00.000+00:00") == "20261201233000"
    assert protocol.validity_time("2026-07-02 00:30:00").isoformat() == "2026-07-01T22:30:00+00:00"


@pytest.mark.parametrize("text", ["14", "14.0", "14,00", "-1.00", "1.000", "", "١.00"])
def test_an_amount_is_digits_a_dot_and_two_digits(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        protocol.grosze(text)
