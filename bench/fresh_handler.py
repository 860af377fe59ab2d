"""One Lambda in a fresh process, from the unpacked package alone: python -I -S -B fresh_handler.py FOLDER HANDLER EVENT

Prints when it answered, what it had loaded and how much memory that took. Imports nothing else, so that what is
counted is the package's own.
"""

import importlib
import json
import sys
import time


class Context:
    aws_request_id = "00000000-0000-4000-8000-000000000000"
    function_name = "bench"
    memory_limit_in_mb = "1024"
    invoked_function_arn = "arn:aws:lambda:eu-central-1:000000000000:function:bench"


def main() -> None:
    folder, handler, event_file = sys.argv[1:]
    with open(event_file, encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be counted
        event = json.load(file)
    sys.path.insert(0, folder)
    module, _, name = handler.rpartition(".")
    answer = getattr(importlib.import_module(module), name)(event, Context())
    answered_at, cpu_ns = time.monotonic_ns(), time.process_time_ns()
    json.dump(
        {
            "answered_at": answered_at,
            "cpu_ns": cpu_ns,
            "modules": sorted(sys.modules),
            "compiled_here": sorted(_compiled_here(folder)),
            "rss_kb": _peak_rss_kb(),
            "answer": answer,
        },
        sys.stdout,
    )


def _compiled_here(folder: str) -> list[str]:
    """Return the package's modules that had no byte code: nothing may be written, so their file is missing."""
    from pathlib import Path

    specs = [module.__spec__ for module in list(sys.modules.values()) if getattr(module, "__spec__", None)]
    return [
        spec.name
        for spec in specs
        if spec and spec.cached and str(spec.origin).startswith(folder) and not Path(spec.cached).exists()
    ]


def _peak_rss_kb() -> int:
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
