"""Start MiniStack for the local stage. Runs in MiniStack's own environment, never in the product's.

Its state is saved at intervals too, because by itself MiniStack saves only when stopped politely, and a laptop is
not always polite. What is changed here reaches into MiniStack, so it holds for one exact version.
"""

import logging
import os
import sys
import threading
import time
from importlib.metadata import version
from typing import Any

KNOWN = "1.5.33"


def main() -> None:
    if version("ministack") != KNOWN:
        sys.exit(f"this launcher knows MiniStack {KNOWN}, found {version('ministack')}; run `make clean` and try again")

    from ministack import app
    from ministack.core import iam_evaluator, lambda_runtime
    from ministack.services import lambda_svc, sts

    # After each call MiniStack waits up to 50 ms for a first line on stderr; our handlers log before they answer.
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.001, 0.002, 0.25)
    _forget_stream_positions(lambda_svc)
    # Only the functions, who have sessions of their roles, are held to their policies; whoever else calls is at home.
    iam_evaluator.is_root_access_key = lambda key: key not in sts._sessions
    logging.getLogger("persistence").setLevel(logging.WARNING)  # it says eighty lines each time it saves
    threading.Thread(target=_autosave, args=(app, float(os.environ["SAVE_EVERY"])), daemon=True).start()
    sys.argv = ["ministack"]
    app.main()


def _forget_stream_positions(lambda_svc: Any) -> None:
    """Streams start empty after a restart, but MiniStack keeps how far each was read, and would skip as many."""
    restore = lambda_svc._restore_esm_positions

    def without_streams(store: Any, positions: Any) -> None:
        if store is not lambda_svc._dynamodb_stream_positions:
            restore(store, positions)

    lambda_svc._restore_esm_positions = without_streams


def _autosave(app: Any, seconds: float) -> None:
    from ministack.core import persistence

    def save() -> None:
        persistence.save_all(app._build_persistence_save_dict())

    while True:
        time.sleep(seconds)
        loop = getattr(app, "_MAIN_LOOP", None)
        if loop is not None:
            loop.call_soon_threadsafe(save)


if __name__ == "__main__":
    main()
