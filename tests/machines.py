"""How long the state machines look: a little in every run and the same each time, long and at random every night.

The night asks for it by HYPOTHESIS_PROFILE=nightly.
"""

import os

from hypothesis import settings

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
LENGTH = settings(
    max_examples=5000 if NIGHTLY else 500,
    stateful_step_count=50 if NIGHTLY else 30,
    derandomize=not NIGHTLY,
    deadline=None,
)
