"""What the product costs: cold starts, round trips, capacity, dollars, and the evening peak. `make bench`.

Every clock figure stands beside a floor that was measured in the same run, because ratios hold from machine to
machine and milliseconds do not. What needs no clock is also a test (`tests/bench/`).
"""
