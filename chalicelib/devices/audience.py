"""Who may call a route: a registered phone, one whose holder is an inspector, or either."""

from chalicelib.devices.authorizer import require_device
from chalicelib.http import Audience

DEVICE = Audience("device", require_device, scope="device")
INSPECTOR = Audience("inspector", require_device, scope="inspector")
PHONE = Audience("phone", require_device, scope=None)
"""For what every phone may do, whatever its holder is: ask for its own data, and leave."""
