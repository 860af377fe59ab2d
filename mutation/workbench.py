"""A copy of the product and of its tests, laid out so that mutmut sees every rule and touches nothing of ours."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PLACE = Path("build/mutation")
_ELSEWHERE = "Pacific/Chatham"
"""A clock unlike Kraków's and unlike UTC's, so that a time zone that is left out is noticed."""
_COPIED = ("chalicelib", "tests")
# Rules need no fixtures, so no slice's conftest, and none of the storage that it brings, is in the way.
_CONFIGURATION = """\
[tool.pytest.ini_options]
addopts = "-q --strict-markers -p no:cacheprovider --noconftest -p tests.conftest"
markers = ["system: runs against the deployed local system"]

[tool.mutmut]
source_paths = ["chalicelib"]
only_mutate = {modules}
pytest_add_cli_args = ["--hypothesis-profile=ci"]
pytest_add_cli_args_test_selection = {tests}
"""


def lay_out(modules: Sequence[str], tests: Sequence[str]) -> None:
    """Make the workbench anew for these modules, tried by these tests alone."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in _COPIED:
        shutil.copytree(name, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
    for module in modules:
        path = PLACE / module
        path.write_text(undecorated(path.read_text("utf-8")), "utf-8")
    configuration = _CONFIGURATION.format(modules=list(modules), tests=list(tests))
    (PLACE / "pyproject.toml").write_text(configuration, "utf-8")


def undecorated(source: str) -> str:
    """Return the same rules without the decorators in front of which mutmut stops.

    A property is made after its function instead of before it. A cache is left out: it would remember what the
    unchanged function answered.
    """
    lines = source.splitlines()
    for function, decorator in sorted(_decorated(ast.parse(source)), key=lambda found: -found[0].lineno):
        indent = " " * function.col_offset
        if decorator.id == "property":
            assert function.end_lineno
            lines.insert(function.end_lineno, f"{indent}{function.name} = property({function.name})")
        del lines[decorator.lineno - 1]
    return "\n".join(lines) + "\n"


def run(children: int) -> None:
    """Make every mutant and try it, showing mutmut's progress; raises CalledProcessError when it cannot."""
    _mutmut("run", "--max-children", str(children))


def outcomes() -> Iterator[tuple[str, str]]:
    """Yield each mutant's name and what became of it: `killed`, `survived`, `timeout`, `no tests`…"""
    for line in _mutmut("results", "--all", "true", captured=True).splitlines():
        name, found, outcome = line.strip().rpartition(": ")
        if found:
            yield name, outcome


def change(mutant: str) -> tuple[str, str]:
    """Return what a mutant replaces and by what: the lines of its diff, without their indentation."""
    diff = _mutmut("show", mutant, captured=True).splitlines()
    before, after = ([line[1:].strip() for line in diff if line[:1] == sign and line[:3] != 3 * sign] for sign in "-+")
    return "\n".join(before), "\n".join(after)


def _decorated(module: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Name]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
            [decorator] = node.decorator_list
            if isinstance(decorator, ast.Name) and decorator.id in ("property", "cache"):
                yield node, decorator


def _mutmut(*arguments: str, captured: bool = False) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    environment = os.environ | {"TZ": _ELSEWHERE}
    output = subprocess.PIPE if captured else None
    done = subprocess.run(command, cwd=PLACE, env=environment, check=True, text=True, stdout=output)  # noqa: S603
    return done.stdout or ""
