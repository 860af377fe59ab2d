"""A phone and its key: registration, access tokens, and what the phone may change about itself."""

from typing import cast

from chalicelib import config
from chalicelib.activation.forget_phone import forget_phone
from chalicelib.clock import utc_now
from chalicelib.devices import order, registered_devices, used_assertions
from chalicelib.devices.access_token import Issuer, private_key
from chalicelib.devices.answer import RegisteredPhone, Token
from chalicelib.devices.audience import DEVICE
from chalicelib.devices.change_device import change_device
from chalicelib.devices.delete_device import delete_device
from chalicelib.devices.device import Language
from chalicelib.devices.errors import (
    DeviceUnknown,
    InvalidClient,
    InvalidPublicKey,
    NothingToChange,
    UnsupportedGrantType,
)
from chalicelib.devices.grant_token import grant_token
from chalicelib.devices.port import PushEndpoints
from chalicelib.devices.register_device import register_device
from chalicelib.devices.see_device import see_device
from chalicelib.http import Api
from chalicelib.notifications.forget_endpoint import forget_endpoint
from chalicelib.notifications.reaches import reaches
from chalicelib.notifications.register_endpoint import register_endpoint
from chalicelib.secret_values import secret

devices_api = Api(__name__, tag="Devices")

_PUSH = PushEndpoints(register_endpoint, forget_endpoint, reaches)


@devices_api.operation(
    "POST",
    "/devices",
    "Register a phone by its public key",
    takes=order.Registration,
    answers=RegisteredPhone,
    status=201,
    refuses=[InvalidPublicKey],
)
def post_device() -> RegisteredPhone:
    """The same key again answers the same phone and changes nothing."""
    asked = devices_api.body(order.Registration)
    language = cast(Language, devices_api.language)
    return RegisteredPhone.of(register_device(asked, language, utc_now(), registered_devices, _PUSH))


@devices_api.operation(
    "POST",
    "/oauth/token",
    "Trade a client assertion for an access token",
    takes_form=order.TokenRequest,
    answers=Token,
    refuses=[InvalidClient, UnsupportedGrantType],
)
def post_token() -> Token:
    """RFC 6749 §4.4 with `private_key_jwt` (RFC 7523). Whatever is wrong with the assertion, the answer is one."""
    asked = devices_api.form(order.TokenRequest)
    issuer = Issuer(config.PUBLIC_URL, private_key(secret("tokens/private-key")))
    return grant_token(asked, issuer, utc_now(), registered_devices, used_assertions)


@devices_api.operation(
    "GET", "/devices/me", "See this phone", audience=DEVICE, answers=RegisteredPhone, refuses=[DeviceUnknown]
)
def get_device() -> RegisteredPhone:
    return RegisteredPhone.of(see_device(devices_api.device_id, registered_devices, _PUSH))


@devices_api.operation(
    "PATCH",
    "/devices/me",
    "Change this phone's push token, language or name",
    audience=DEVICE,
    takes=order.DeviceChange,
    answers=RegisteredPhone,
    refuses=[DeviceUnknown, NothingToChange],
)
def patch_device() -> RegisteredPhone:
    """A push service that fails does not fail the change: `push.registered` tells how it went."""
    asked = devices_api.body(order.DeviceChange)
    device_id = devices_api.device_id
    return RegisteredPhone.of(change_device(device_id, asked, utc_now(), registered_devices, _PUSH))


@devices_api.operation(
    "DELETE",
    "/devices/me",
    "Erase this phone and its push token, and take its cards off it",
    audience=DEVICE,
    status=204,
)
def remove_device() -> None:
    """What it did stays: `DELETE /me` erases that too. Its present access token lives on for a quarter of an hour."""
    device_id = devices_api.device_id
    delete_device(device_id, registered_devices, _PUSH, forget_phone(device_id, utc_now()))
