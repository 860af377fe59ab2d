"""`make mutate`, or one module: `make mutate MODULE=chalicelib/money.py`.

Every mutant is a small mistake; the tests of its module have to notice it. One that no test can notice, because it
means the same, is listed in `equivalent.toml` with the reason. Any other survivor, and an entry there that does not
survive, fails the run. A run over all modules writes the scores into `docs/mutation.md`.
"""

import os
import sys
import tomllib
from pathlib import Path

import msgspec

from mutation import workbench

TESTS = {
    "chalicelib/money.py": ["tests/kernel/test_money.py"],
    "chalicelib/parking/feast.py": ["tests/parking/test_feast.py"],
    "chalicelib/parking/edition.py": ["tests/parking/test_edition.py"],
    "chalicelib/parking/fee.py": ["tests/parking/test_fee.py"],
    "chalicelib/parking/offer.py": ["tests/parking/test_offer.py"],
    "chalicelib/parking/calculate_fee.py": ["tests/parking/test_calculate_fee.py"],
    "chalicelib/payments/payment.py": ["tests/payments/test_payment.py", "tests/payments/test_payment_states.py"],
    "chalicelib/payments/entry.py": ["tests/payments/test_entry.py"],
    "chalicelib/payments/ruling.py": ["tests/payments/test_ruling.py"],
    "chalicelib/parking/stay.py": ["tests/parking/test_stay.py"],
    "chalicelib/parking/settlement.py": ["tests/parking/test_settlement.py", "tests/parking/test_stay.py"],
    "chalicelib/parking/course.py": ["tests/parking/test_course.py", "tests/parking/test_course_of_money.py"],
    "chalicelib/payments/charge.py": ["tests/payments/test_charge.py"],
    "chalicelib/payments/charged_item.py": ["tests/payments/test_charged_item.py"],
    "chalicelib/payments/charge_ruling.py": ["tests/payments/test_charge_ruling.py"],
    "chalicelib/payments/ordered_calls.py": ["tests/payments/test_ordered_calls.py"],
    "chalicelib/tickets/course.py": ["tests/tickets/test_course.py"],
    "chalicelib/tickets/subscription.py": ["tests/tickets/test_months.py", "tests/tickets/test_months_charged.py"],
    "chalicelib/additional_fares/course.py": ["tests/additional_fares/test_course.py"],
    "chalicelib/payments/movement.py": ["tests/payments/test_movement.py"],
    "chalicelib/payments/difference.py": [
        "tests/payments/test_difference.py",
        "tests/payments/test_difference_facts.py",
    ],
    "chalicelib/payments/reconciliation.py": ["tests/payments/test_reconciliation.py"],
    "chalicelib/payments/trial_balance.py": ["tests/payments/test_trial_balance.py"],
    "chalicelib/tariff/return_rule.py": ["tests/tariff/test_return_rule.py"],
    "chalicelib/tariff/ride_mix.py": ["tests/tariff/test_ride_mix.py"],
}
"""Which tests guard which rules."""

EQUIVALENT = Path("mutation/equivalent.toml")
SCORES = Path("docs/mutation.md")
_BEGIN, _END = "<!-- written by make mutate -->\n", "<!-- end -->\n"


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the rules, what it may be replaced by without meaning anything else, and why."""

    module: str
    before: str
    after: list[str]
    reason: str


class Score(msgspec.Struct):
    """What became of one module's mutants."""

    module: str
    mutants: int = 0
    killed: int = 0
    survivors: dict[str, tuple[str, str]] = {}
    """By name: the line before and after."""

    @property
    def percent(self) -> float:
        return 100 * self.killed / self.mutants


def main(modules: list[str]) -> int:
    chosen = modules or list(TESTS)
    known = [entry for entry in _equivalent() if entry.module in chosen]
    workbench.lay_out(chosen, sorted({test for module in chosen for test in TESTS[module]}))
    workbench.run(children=os.cpu_count() or 1)
    scores = _scores(chosen)
    print(_table(scores))
    complaints = [*_unexplained(scores, known), *_outlived(scores, known)]
    print("\n\n".join(complaints))
    if not modules and not complaints:
        _publish(scores, known)
    return 1 if complaints else 0


def _equivalent() -> list[Equivalent]:
    return msgspec.convert(tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"], list[Equivalent])


def _scores(modules: list[str]) -> list[Score]:
    scores = {module.removesuffix(".py").replace("/", "."): Score(module) for module in modules}
    for mutant, outcome in workbench.outcomes():
        score = scores[mutant.rpartition(".")[0]]
        score.mutants += 1
        if outcome in ("killed", "timeout"):
            score.killed += 1
        else:
            score.survivors[mutant] = workbench.change(mutant)
    return list(scores.values())


def _unexplained(scores: list[Score], known: list[Equivalent]) -> list[str]:
    explained = {(entry.module, entry.before, after) for entry in known for after in entry.after}
    return [
        f"{mutant} survived:\n- {before}\n+ {after}"
        for score in scores
        for mutant, (before, after) in score.survivors.items()
        if (score.module, before, after) not in explained
    ]


def _outlived(scores: list[Score], known: list[Equivalent]) -> list[str]:
    survived = {(score.module, *change) for score in scores for change in score.survivors.values()}
    return [
        f"{EQUIVALENT} lists what does not survive in {entry.module}:\n- {entry.before}\n+ {after}"
        for entry in known
        for after in entry.after
        if (entry.module, entry.before, after) not in survived
    ]


def _table(scores: list[Score]) -> str:
    lines = ["| rules | mutants | killed | score |", "|---|---|---|---|"]
    total = Score("all", sum(score.mutants for score in scores), sum(score.killed for score in scores))
    for score in [*scores, total]:
        lines.append(f"| `{score.module}` | {score.mutants} | {score.killed} | {score.percent:.1f} % |")
    return "\n".join(lines)


def _publish(scores: list[Score], known: list[Equivalent]) -> None:
    rows = "\n".join(
        f"| `{entry.module}` | {_cell([entry.before])} | {_cell(entry.after)} | {entry.reason} |" for entry in known
    )
    head_row = "| rules | line | survivors | why they mean the same |\n|---|---|---|---|"
    tables = f"{_table(scores)}\n\n{head_row}\n{rows}\n"
    head, _, rest = SCORES.read_text("utf-8").partition(_BEGIN)
    SCORES.write_text(f"{head}{_BEGIN}\n{tables}\n{_END}{rest.partition(_END)[2]}", "utf-8")


def _cell(codes: list[str]) -> str:
    return "<br>".join(f"`{code}`".replace("|", "\\|").replace("\n", " ") for code in codes)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
