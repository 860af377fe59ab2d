"""An inspector at the kerb, and everybody who is none."""

from tests.system.driver import Driver, assert_problem, raw


def test_a_plate_is_judged_through_a_whole_stay(paid_hours, driver: Driver, inspector):
    def verdict(query=""):
        return inspector.get(f"/inspection/plates/{driver.plate}{query}").json

    assert (verdict()["verdict"], verdict()["reason"]) == ("not_valid", "never_paid")
    stay = driver.parked()
    seen = verdict("?subzone=B")
    assert (seen["verdict"], seen["reason"], seen["subzone"]) == ("valid", "paid", "B")
    assert (seen["paid_from"], seen["paid_until"]) == (stay["started_at"], stay["ends_at"])
    assert verdict("?subzone=A")["reason"] == "other_subzone"

    paid_hours.advance(minutes=20)
    driver.stop(stay)
    paid_hours.advance(minutes=5)
    assert (verdict()["verdict"], verdict()["reason"]) == ("within_grace", "just_ended")
    paid_hours.advance(minutes=3)
    assert (verdict()["verdict"], verdict()["reason"]) == ("not_valid", "ended")


def test_the_plate_in_the_address_may_be_written_as_it_is_read(paid_hours, driver: Driver, inspector):
    plate = f"ŽŠ{driver.plate[2:]}"
    driver.parked(plate=plate)
    for written in (plate, f"žš%20{driver.plate[2:]}", f"%C5%BD%C5%A0-{driver.plate[2:]}"):
        assert inspector.get(f"/inspection/plates/{written}").json["plate"] == plate, written


def test_what_is_no_plate_is_said_so(inspector):
    assert_problem(inspector.get("/inspection/plates/KR1!2"), 422, "invalid_plate")
    assert_problem(inspector.get("/inspection/plates/%D0%9A%D0%A012345"), 422, "plate_letter_unknown")


def test_a_drivers_phone_inspects_nothing(driver: Driver):
    assert_problem(driver.phone.get(f"/inspection/plates/{driver.plate}"), 403, "forbidden")


def test_an_inspectors_phone_parks_nothing(inspector):
    assert_problem(inspector.get("/parking/stays"), 403, "forbidden")


def test_without_a_believable_token_every_protected_route_is_closed(api, driver: Driver):
    token = driver.phone.access_token()
    header, payload, signature = token.split(".")
    forged = [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": token},
        {"Authorization": f"Basic {token}"},
        {"Authorization": f"Bearer {header}.{payload}.{signature[:-4]}AAAA"},
        {"Authorization": f"Bearer {header}.{payload}."},
        {"Authorization": "Bearer żółw".encode().decode("latin-1")},
    ]
    for path in ("/devices/me", "/parking/stays", f"/inspection/plates/{driver.plate}"):
        for headers in forged:
            answer = raw("GET", api + path, **headers)
            assert_problem(answer, 401, "unauthenticated")
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_ends_after_a_quarter_of_an_hour(paid_hours, api, driver: Driver):
    token = driver.phone.access_token()
    paid_hours.advance(minutes=15, seconds=1)
    old = raw("GET", f"{api}/devices/me", Authorization=f"Bearer {token}")
    assert_problem(old, 401, "unauthenticated")
    assert driver.phone.get("/devices/me").status == 200


def test_a_stay_of_another_phone_is_unknown_however_it_is_asked_for(paid_hours, driver: Driver, new_driver):
    stay = driver.parked()
    stranger = new_driver().phone
    path = f"/parking/stays/{stay['stay_id']}"
    for answer in (
        stranger.get(path),
        stranger.get(f"{path}/receipt"),
        stranger.post(f"{path}/stop"),
        stranger.post(f"{path}/extend", {"until": stay["ends_at"]}),
        driver.phone.get("/parking/stays/stay_that_never_was"),
    ):
        assert_problem(answer, 404, "stay_unknown")
    assert stranger.get("/parking/stays").json["items"] == []
