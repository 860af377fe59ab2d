"""The long run: it stops, goes on, and belongs to one code."""

import msgspec
import pytest

from simulation.outcome import Figures
from simulation.seeds import Broken, Recipe, outcomes
from simulation.soak import fingerprint, soak

RECIPE = Recipe(drivers=8)
NO_LIMIT = float("inf")


def test_a_second_sitting_goes_on_where_the_first_ended(tmp_path):
    first = soak(RECIPE, 1, stays=5, minutes=NO_LIMIT, folder=tmp_path)
    second = soak(RECIPE, 1, stays=first.stays + 1, minutes=NO_LIMIT, folder=tmp_path)
    at_once = Figures()
    for outcome in outcomes(range(second.seeds), RECIPE, 1):
        at_once.add(outcome)
    assert second.seeds > first.seeds
    assert (second.stays, second.ran, second.captured_grosze, second.faults) == (
        at_once.stays,
        at_once.ran,
        at_once.captured_grosze,
        at_once.faults,
    )
    assert (second.tickets, second.charged_grosze) == (at_once.tickets, at_once.charged_grosze)
    assert second.sittings == 2
    assert second.seconds > first.seconds


def test_figures_of_sittings_without_tickets_are_still_read():
    kept = b'{"seeds": 2, "stays": 70, "ran": 50, "captured_grosze": 900, "faults": {}, "seconds": 1, "sittings": 1}'
    done = msgspec.json.decode(kept, type=Figures)
    assert (done.stays, done.tickets, done.charged_grosze) == (70, 0, 0)


def test_a_sitting_without_time_does_nothing(tmp_path):
    assert soak(RECIPE, 1, stays=5, minutes=0, folder=tmp_path).seeds == 0


def test_a_broken_promise_ends_the_run_and_is_met_again_by_the_next(tmp_path):
    hopeless = Recipe(drivers=0)  # a city that must come to rest before anybody has moved
    for _ in range(2):
        with pytest.raises(Broken, match=r"seed 0: .*\nreplay: make simulate SEED=0 SEEDS=1 DRIVERS=0"):
            soak(hopeless, 1, stays=5, minutes=NO_LIMIT, folder=tmp_path)


@pytest.mark.parametrize("path", ["chalicelib/parking/fee.py", "chalicelib/texts/errors.json", "simulation/faults.py"])
def test_other_code_has_another_name(tmp_path, path):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("one")
    before = fingerprint(tmp_path)
    file.write_text("two")
    assert fingerprint(tmp_path) != before


def test_what_python_makes_of_the_code_has_no_part_in_its_name(tmp_path):
    before = fingerprint(tmp_path)
    cached = tmp_path / "chalicelib" / "__pycache__" / "fee.cpython-311.pyc"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"")
    assert fingerprint(tmp_path) == before
