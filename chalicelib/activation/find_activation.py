"""Use case: find an activation, for the phone that it belongs to."""

from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation
from chalicelib.activation.errors import ActivationUnknown


def find_own_activation(activation_id: str, device_id: str) -> Activation:
    """Return the phone's own activation; raises ActivationUnknown for any other, so nobody learns that it exists."""
    activation = started_activations.get(activation_id)
    if activation is None or activation.device_id != device_id:
        raise ActivationUnknown()
    return activation
