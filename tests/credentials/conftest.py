from tests.tickets.conftest import counter

__all__ = ["counter"]
