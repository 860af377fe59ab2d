"""How the gateway says no."""


class Invalid(Exception):
    """A request that the gateway cannot read: answered with `<error>`."""


class NotConfirmed(Exception):
    """A request that the gateway read and refused: answered NOTCONFIRMED with the reason."""
