"""Who may call a route: a registered phone, or one whose holder is an inspector."""

from chalicelib.devices.authorizer import require_device
from chalicelib.http import Audience

DEVICE = Audience("device", require_device, scope="device")
INSPECTOR = Audience("inspector", require_device, scope="inspector")
