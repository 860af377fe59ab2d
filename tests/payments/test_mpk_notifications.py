"""Which notifications are believed to be the operator's gateway's. The signatures here are joserfc's."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.payments.errors import GatewayUnknown, NotAuthentic
from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import LIMIT_BYTES, MpkSettings
from chalicelib.payments.mpk_signature import Verifier
from tests.payments.mpk_neighbour import CLIENT, SECRET, TOLD, Neighbour, jwks, listening, rsa_key, signature_of

BODY = json.dumps(TOLD, indent=1).encode()
OLD, NEW = rsa_key("key-1"), rsa_key("key-2")


@pytest.fixture
def operator() -> Iterator[Neighbour]:
    with listening() as neighbour:
        neighbour.says(jwks(OLD))
        yield neighbour


def gateway_of(operator: Neighbour, rest_seconds: float = 0.0) -> MpkGateway:
    settings = MpkSettings(
        operator.url, CLIENT, lambda: SECRET, "https://api.test", 0.2, 0.2, keys_rest_seconds=rest_seconds
    )
    return MpkGateway(settings)


@pytest.fixture
def gateway(operator: Neighbour) -> MpkGateway:
    return gateway_of(operator)


def refuses(gateway: MpkGateway, body: bytes, signature: str) -> bool:
    with pytest.raises(NotAuthentic):
        gateway.read_notification(body, signature)
    return True


def test_what_the_gateway_signed_is_believed_and_needs_no_token(operator: Neighbour, gateway: MpkGateway) -> None:
    report = gateway.read_notification(BODY, signature_of(BODY, OLD))
    assert (report.order_id, report.outcome, report.amount_grosze) == ("tick_abc-1", "paid", 14850)
    assert operator.paths == ["/jwks.json"]
    assert operator.asked_for_tokens == []


def test_the_keys_are_read_once(operator: Neighbour, gateway: MpkGateway) -> None:
    for _ in range(3):
        gateway.read_notification(BODY, signature_of(BODY, OLD))
    assert len(operator.requests) == 1


def test_the_signature_is_over_the_bytes_as_they_came(gateway: MpkGateway) -> None:
    signature = signature_of(BODY, OLD)
    assert refuses(gateway, json.dumps(json.loads(BODY)).encode(), signature)
    assert refuses(gateway, BODY + b"\n", signature)


def test_a_key_under_another_ones_name_is_not_believed(gateway: MpkGateway) -> None:
    assert refuses(gateway, BODY, signature_of(BODY, NEW, kid="key-1"))


def test_a_new_key_is_looked_up(operator: Neighbour, gateway: MpkGateway) -> None:
    gateway.read_notification(BODY, signature_of(BODY, OLD))
    operator.says(jwks(NEW, OLD))
    gateway.read_notification(BODY, signature_of(BODY, NEW))
    gateway.read_notification(BODY, signature_of(BODY, OLD))
    assert len(operator.requests) == 2


def test_strangers_cannot_make_us_read_the_keys_all_the_time(operator: Neighbour) -> None:
    gateway = gateway_of(operator, rest_seconds=60.0)
    for number in range(5):
        assert refuses(gateway, BODY, signature_of(BODY, NEW, kid=f"stranger-{number}"))
    assert len(operator.requests) == 1
    gateway.read_notification(BODY, signature_of(BODY, OLD))


def test_a_withdrawn_key_is_believed_for_an_hour_at_most(
    operator: Neighbour, gateway: MpkGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("chalicelib.payments.mpk_signature.time.monotonic", lambda: now[0])
    gateway.read_notification(BODY, signature_of(BODY, OLD))
    operator.says(jwks(NEW))
    now[0] += 3600
    gateway.read_notification(BODY, signature_of(BODY, OLD))
    now[0] += 1
    assert refuses(gateway, BODY, signature_of(BODY, OLD))


@pytest.mark.parametrize(("status", "document"), [(503, b""), (200, b"<html>"), (200, b'{"keys": 1}')])
def test_without_the_keys_nobody_knows_and_the_notification_has_to_come_again(
    operator: Neighbour, gateway: MpkGateway, status: int, document: bytes
) -> None:
    operator.says(document, status)
    with pytest.raises(GatewayUnknown):
        gateway.read_notification(BODY, signature_of(BODY, OLD))
    operator.says(jwks(OLD))
    gateway.read_notification(BODY, signature_of(BODY, OLD))


class Published:
    """A counting fetcher of the keys, which may be down; `now` is the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.document, self.up, self.asked, self.now = jwks(OLD), True, 0, 1000.0
        monkeypatch.setattr("chalicelib.payments.mpk_signature.time.monotonic", lambda: self.now)
        self.verifier = Verifier(self, 10.0)

    def __call__(self) -> bytes:
        self.asked += 1
        if not self.up:
            raise GatewayUnknown()
        return self.document

    def verify(self, key: Any = OLD) -> None:
        self.verifier.verify(BODY, signature_of(BODY, key))


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Published:
    return Published(monkeypatch)


def test_while_the_keys_cannot_be_had_they_are_asked_for_once_in_a_while(published: Published) -> None:
    published.up = False
    for _ in range(5):
        with pytest.raises(GatewayUnknown):
            published.verify()
    assert published.asked == 1
    published.up = True
    published.now += 10
    published.verify()
    assert published.asked == 2


def test_known_keys_stay_good_while_they_cannot_be_read_anew(published: Published) -> None:
    published.verify()
    published.up = False
    published.now += 3601
    for _ in range(5):
        published.verify()
    assert published.asked == 2
    with pytest.raises(GatewayUnknown):
        published.verify(NEW)
    published.up, published.document = True, jwks(NEW)
    published.now += 10
    published.verify(NEW)
    with pytest.raises(NotAuthentic):
        published.verify(OLD)


def test_keys_that_were_not_read_for_a_day_are_good_for_nothing(published: Published) -> None:
    published.verify()
    published.up = False
    published.now += 86_400
    published.verify()
    published.now += 1
    with pytest.raises(GatewayUnknown):
        published.verify()


def test_a_key_that_is_not_fit_leaves_the_others_usable(operator: Neighbour, gateway: MpkGateway) -> None:
    unfit: list[dict[str, Any]] = [
        {"kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "kid": "empty", "n": "", "e": "AQAB"},
        {"kty": "RSA", "kid": "broken", "n": "A", "e": "A"},
        {"kty": "RSA", "kid": "even", "n": OLD.as_dict()["n"], "e": "AA"},
        OLD.as_dict(private=False) | {"kid": "for-encryption", "use": "enc"},
        OLD.as_dict(private=False) | {"kid": "of-another-algorithm", "alg": "PS256"},
        OLD.as_dict(private=False),
    ]
    operator.says({"keys": unfit})
    gateway.read_notification(BODY, signature_of(BODY, OLD))
    for key in unfit[:-1]:
        assert refuses(gateway, BODY, signature_of(BODY, OLD, kid=key["kid"]))


@pytest.mark.filterwarnings("ignore:Key size")
def test_a_small_key_is_not_believed(operator: Neighbour, gateway: MpkGateway) -> None:
    small = rsa_key("small", bits=1024)
    operator.says(jwks(small))
    assert refuses(gateway, BODY, signature_of(BODY, small))


def header(**members: Any) -> str:
    return urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "head",
    [
        header(alg="none", kid="key-1"),
        header(alg="HS256", kid="key-1"),
        header(alg="PS256", kid="key-1"),
        header(alg="rs256", kid="key-1"),
        header(alg="RS256"),
        header(alg="RS256", kid=1),
        header(alg="RS256", kid="key-1", crit=["b64"], b64=False),
        header(alg="RS256", kid="key-1", crit=[]),
        urlsafe_b64encode(b"[]").decode().rstrip("="),
        urlsafe_b64encode(b"{").decode().rstrip("="),
        "A",
        "A" * 600,
    ],
)
def test_another_algorithm_or_an_unknown_extension_is_not_believed(
    operator: Neighbour, gateway: MpkGateway, head: str
) -> None:
    genuine = signature_of(BODY, OLD).partition("..")[2]
    assert refuses(gateway, BODY, f"{head}..{genuine}")
    assert operator.requests == []


@pytest.mark.parametrize("signature", ["", "..", "a.b.c", "é..é", "a..b..c", " ", "\n", "eyJhbGciOiJSUzI1NiJ9.."])
def test_what_is_no_detached_signature_is_not_believed(gateway: MpkGateway, signature: str) -> None:
    assert refuses(gateway, BODY, signature)


def test_an_attached_signature_is_not_believed(gateway: MpkGateway) -> None:
    head, _, tail = signature_of(BODY, OLD).partition("..")
    assert refuses(gateway, BODY, f"{head}.{urlsafe_b64encode(BODY).decode().rstrip('=')}.{tail}")


@pytest.mark.parametrize(
    "changed",
    [
        {"clientId": "another-merchant"},
        {"clientId": None},
        {"status": "settled"},
        {"amount": "1e3"},
        {"date": "yesterday"},
        {"date": "9999-12-31T23:59:59-12:00"},
        {"orderId": "a b"},
    ],
)
def test_a_genuine_notification_that_is_not_about_us_or_senseless_is_refused(
    gateway: MpkGateway, changed: dict[str, Any]
) -> None:
    body = json.dumps(TOLD | changed).encode()
    assert refuses(gateway, body, signature_of(body, OLD))


def test_an_item_of_an_answer_is_no_notification(gateway: MpkGateway) -> None:
    body = json.dumps({name: value for name, value in TOLD.items() if name != "clientId"}).encode()
    assert refuses(gateway, body, signature_of(body, OLD))


def test_a_huge_body_is_not_even_looked_at(operator: Neighbour, gateway: MpkGateway) -> None:
    assert refuses(gateway, b" " * (LIMIT_BYTES + 1), signature_of(BODY, OLD))
    assert operator.requests == []


def test_the_gateway_wants_to_hear_true(gateway: MpkGateway) -> None:
    assert gateway.acknowledgement == b"TRUE"
