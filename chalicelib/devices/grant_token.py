"""A phone trades a client assertion for an access token: RFC 6749 §4.4 with RFC 7523 `private_key_jwt`."""

from datetime import datetime

from chalicelib.devices import access_token, client_assertion, es256
from chalicelib.devices.access_token import Holder, Issuer
from chalicelib.devices.answer import Token
from chalicelib.devices.errors import DeviceUnknown, InvalidClient, UnsupportedGrantType
from chalicelib.devices.es256 import NotGenuine
from chalicelib.devices.order import TokenRequest
from chalicelib.devices.port import Assertions, Devices

GRANT_TYPE = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def grant_token(order: TokenRequest, issuer: Issuer, now: datetime, devices: Devices, assertions: Assertions) -> Token:
    """Return an access token for the device that signed the assertion.

    Raises UnsupportedGrantType, or InvalidClient whatever is wrong with the assertion. It is spent last, when
    everything else about it is good: nobody can spend what another phone signed.
    """
    if order.grant_type != GRANT_TYPE:
        raise UnsupportedGrantType()
    if order.client_assertion_type != ASSERTION_TYPE:
        raise InvalidClient()
    try:
        unverified = es256.read(order.client_assertion)
        device = devices.find(client_assertion.named_device(unverified.claims))
        claims = unverified.verified(device.public_key)
        assertion = client_assertion.checked(claims, device.device_id, (f"{issuer.url}/oauth/token", issuer.url), now)
    except (NotGenuine, DeviceUnknown) as error:
        raise InvalidClient() from error
    if not assertions.use(device.device_id, assertion.jti, assertion.forgettable_at):
        raise InvalidClient()
    holder = Holder(device.device_id, device.scope)
    return Token(access_token.sign(holder, issuer, now), device.scope)
