import hashlib
import hmac
import re
import time
from dataclasses import replace

import pytest

from sandbox.cards.app import create_app
from sandbox.city.clock import ClockUnreachable
from sandbox.city.settings import Settings
from tests.sandbox.city.running import KEY, Clock, Neighbour, Receiver, answering

REPEAT = 181


def revoke(cards: Neighbour, number: str = "01") -> None:
    assert cards.form(f"/residents/acc_{number}/revoke").status == 303


def is_signed(header: str, body: bytes, now: float, key: str = KEY) -> bool:
    """Check as the protocol says, by arithmetic of these tests."""
    at, given = re.fullmatch(r"t=([0-9]+),v1=([0-9a-f]{64})", header).groups()  # type: ignore[union-attr]
    expected = hmac.new(key.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return given == expected and abs(int(at) - now) <= 300


def test_a_change_is_told_once_and_signed(cards: Neighbour, told: Receiver, clock: Clock) -> None:
    clock.advance(7 * 24 * 3600)
    revoke(cards)
    cards.deliver()
    ((header, body),) = told.received
    assert is_signed(header, body, clock.now())
    assert not is_signed(header, body + b" ", clock.now())
    (notice,) = told.bodies
    assert notice.pop("event_id").startswith("evt_")
    assert notice.pop("happened_at").endswith("+00:00")
    assert notice == {"source": "cards", "kind": "entitlement_changed", "id": "kk_01", "version": 2}
    clock.advance(REPEAT)
    cards.deliver()
    assert len(told.received) == 1
    assert cards.notices("kk_01")[0]["state"] == "delivered"


def test_it_is_told_again_every_three_virtual_minutes_until_2xx(cards: Neighbour, told: Receiver, clock: Clock) -> None:
    told.answers.extend([500, 302, 200])
    revoke(cards)
    for _ in range(4):
        cards.deliver()
        cards.deliver()
        clock.advance(REPEAT)
    assert len(told.received) == 3
    assert len({body["event_id"] for body in told.bodies}) == 1
    assert len({header for header, _ in told.received}) == 3
    (notice,) = cards.notices("kk_01")
    assert [one["outcome"] for one in notice["deliveries"]] == ["HTTP 500", "HTTP 302", "HTTP 200"]
    assert "HTTP 302" in cards.page("/notices")


def test_a_clock_that_is_turned_back_holds_nothing_up(cards: Neighbour, told: Receiver, clock: Clock) -> None:
    clock.advance(30 * 24 * 3600)
    told.answers.append(500)
    revoke(cards)
    cards.deliver()
    clock.reset()
    cards.deliver()
    assert len(told.received) == 2


def test_families_sign_as_themselves(families: Neighbour, told: Receiver, clock: Clock) -> None:
    families.form("/families/rod_01/revoke")
    families.deliver()
    ((header, body),) = told.received
    assert is_signed(header, body, clock.now())
    assert told.bodies[0] | {"source": "families", "kind": "family_changed", "id": "rod_01"} == told.bodies[0]


@pytest.mark.parametrize(("ending", "deliveries"), [("931", 2), ("932", 2), ("933", 2), ("934", 1), ("001", 1)])
def test_magic_numbers_spoil_the_first_delivery(
    cards: Neighbour, told: Receiver, clock: Clock, ending: str, deliveries: int
) -> None:
    cards.form("/residents/acc_01", phone=f"999000{ending}")
    told.answers.extend([401] if ending in {"932", "933"} else [])
    revoke(cards)
    cards.deliver()
    before_repeat = len(told.received)
    clock.advance(REPEAT)
    cards.deliver()
    assert len(told.received) == deliveries
    assert before_repeat == {"931": 2, "934": 0}.get(ending, 1)
    assert is_signed(*told.received[-1], clock.now() - (REPEAT if before_repeat == deliveries else 0))
    assert len({body["event_id"] for body in told.bodies}) == 1
    if ending in {"932", "933"}:
        header, body = told.received[0]
        assert not is_signed(header, body, clock.now() - REPEAT)
        assert is_signed(header, body, clock.now() - 600, key=KEY if ending == "933" else "not the key") == (
            ending == "933"
        )


def test_the_thread_outlives_a_silent_clock_and_tells_what_lapsed_meanwhile(
    city_settings: Settings, told: Receiver, clock: Clock
) -> None:
    app = create_app(city_settings)
    parts = app.extensions["cards"]
    parts.clock._url = "http://127.0.0.1:9"
    parts.notices.run(first=parts.cards.lapse)
    time.sleep(0.05)
    parts.clock._url = clock.url
    clock.advance(2 * 24 * 3600)
    deadline = time.monotonic() + 5
    while not told.received and time.monotonic() < deadline:
        time.sleep(0.02)
    parts.notices.stop()
    parts.store.close()
    assert [body["id"] for body in told.bodies] == ["kk_12"]


def test_what_waits_survives_a_restart(city_settings: Settings, told: Receiver) -> None:
    before = create_app(city_settings).extensions["cards"]
    before.cards.revoke("acc_01")
    before.store.close()
    after = create_app(city_settings).extensions["cards"]
    after.notices.deliver_due()
    after.store.close()
    assert [body["id"] for body in told.bodies] == ["kk_01"]


def test_a_receiver_that_is_down_is_no_answer(city_settings: Settings) -> None:
    app = create_app(replace(city_settings, notify_url="http://127.0.0.1:9/"))
    parts = app.extensions["cards"]
    parts.cards.revoke("acc_01")
    parts.notices.deliver_due()
    (notice,) = parts.notices.told("kk_01")
    parts.store.close()
    assert notice["state"] == "waiting"
    assert notice["deliveries"][0]["outcome"].startswith("no answer")


def test_without_an_address_real_time_goes_on(city_settings: Settings, clock: Clock) -> None:
    clock.advance(400 * 24 * 3600)
    app = create_app(replace(city_settings, clock_url=""))
    assert abs(app.extensions["cards"].clock.now().timestamp() - time.time()) < 5
    app.extensions["cards"].store.close()


def test_without_its_clock_nothing_is_decided(city_settings: Settings) -> None:
    with pytest.raises(ClockUnreachable):
        create_app(replace(city_settings, clock_url="http://127.0.0.1:9"))
    app = create_app(city_settings)
    app.extensions["cards"].clock._url = "http://127.0.0.1:9"
    with answering(app) as url:
        neighbour = Neighbour(url, lambda: None)
        assert neighbour.call("GET", "/api/v1/entitlements/kk_01").status == 503
        assert neighbour.send("GET", "/").status == 503
        assert neighbour.send("GET", "/health").status == 200
