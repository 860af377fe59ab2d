"""What a cold start may load: gates without a clock."""

import json
import os
import subprocess
import sys

MOST_MODULES_OF_OTHERS = 470
NEVER = {"boto3", "pydantic", "requests", "httpx", "holidays", "fpdf", "fontTools", "PIL", "jwt", "joserfc"}


def loaded_with_the_api() -> set[str]:
    code = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_api_loads_few_modules_of_others_and_nothing_heavy():
    modules = loaded_with_the_api()
    packages = {name.partition(".")[0] for name in modules}
    of_others = {name for name in modules if name.partition(".")[0] not in {"app", "chalicelib", "__main__"}}
    assert len(of_others) <= MOST_MODULES_OF_OTHERS
    assert packages & NEVER == set()
