"""A promise that a simulated day watches."""


class Violated(AssertionError):
    """A promise was broken; the message says which."""


def require(true: bool, promise: str, subject: object = None) -> None:
    """Raise Violated, which tells the promise and about whom, unless it is true."""
    if not true:
        raise Violated(f"{promise}: {subject}" if subject else promise)
