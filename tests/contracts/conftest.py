from collections.abc import Iterator

import pytest

from tests.contracts.banks import Bank, FakeBank, SandboxBank, sandbox_bank


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxBank]:
    with sandbox_bank(tmp_path_factory.mktemp("sandbox"), "last", "transaction") as bank:
        yield bank


@pytest.fixture(scope="session")
def sandbox_read_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxBank]:
    with sandbox_bank(tmp_path_factory.mktemp("otherwise"), "unhashed", "balance-payoff") as bank:
        yield bank


@pytest.fixture(params=["fake", "sandbox", "sandbox_read_otherwise"])
def bank(request: pytest.FixtureRequest) -> Bank:
    return FakeBank() if request.param == "fake" else request.getfixturevalue(request.param)
