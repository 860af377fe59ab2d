"""The backend of mKraków.

Starting allocates much and frees nothing: Python's garbage collector, left to its default, takes a sixteenth of
every cold start to find that out (docs/performance.md).
"""

import gc

gc.set_threshold(100_000)
