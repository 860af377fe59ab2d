"""The desk finds a stay by what is written on the car."""


def test_the_stay_that_runs_is_found_by_its_plate_as_written(desk):
    stay = desk.city.running()
    status, said = desk("stays", "find", "--plate", "kr 1AB-23")
    assert status == 0
    assert said == (
        f"KR1AB23  23.11.2026 09:00 – 23.11.2026 22:00, podstrefa B, {stay.stay_id}  trwa\n"
        f"  {stay.order_ids[0]}  zablokowana  zablokowano 107,00\u00a0zł\n"
    )


def test_the_last_stay_is_found_with_what_became_of_its_money(desk):
    stay = desk.captured()
    status, said = desk("stays", "find", "--plate", "KR1AB23", "--language", "en")
    assert status == 0
    assert "23.11.2026 09:00 – 23.11.2026 10:00, subzone B" in said
    assert "stopped  PLN 8.00" in said
    assert f"{stay.order_ids[0]}  captured  held PLN 107.00, captured PLN 8.00, released PLN 99.00" in said


def test_a_program_learns_the_same_without_the_drivers_address(desk):
    stay = desk.captured()
    told = desk.json("stays", "find", "--plate", "KR1AB23")
    assert (told["stay_id"], told["state"], told["fee_grosze"]) == (stay.stay_id, "stopped", 800)
    assert told["started_at"] == "2026-11-23T08:00:00Z"
    [payment] = told["payments"]
    assert (payment["state"], payment["captured_grosze"], payment["released_grosze"]) == ("captured", 800, 9900)
    assert "driver@example.com" not in str(told)


def test_a_plate_that_never_parked_or_is_none_is_refused(desk):
    assert desk("stays", "find", "--plate", "KR9ZZ99") == (1, "odmowa: stay_unknown: Nie ma takiego postoju.\n")
    assert desk("stays", "find", "--plate", "?")[0] == 1
