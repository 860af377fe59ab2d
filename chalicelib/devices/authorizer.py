"""The Lambda that lets a phone in: it believes a signed access token and asks nobody.

No storage, no secret, no SDK: the public key is configuration. A test holds what it loads to 170 modules.
"""

import os
from functools import cache

from chalice.app import AuthRequest, AuthResponse, Blueprint

from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.devices import access_token
from chalicelib.devices.access_token import PublicKeys
from chalicelib.devices.es256 import NotGenuine

device_auth = Blueprint(__name__)


@device_auth.authorizer(ttl_seconds=60)
def require_device(request: AuthRequest) -> AuthResponse:
    """Name the caller's device and scope to the route, which checks the scope; open no route to a bad token.

    API Gateway keeps the answer for a minute, for all routes, so a token lives at most a minute too long. A
    refusal is what it calls denied access; `infra/` answers that with 401. Raising "Unauthorized" would as
    well, but every expired token would count as a failed Lambda and ring the alarm.
    """
    scheme, _, token = request.token.partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise NotGenuine("another way of proving oneself")
        holder = access_token.read(token.strip(), config.PUBLIC_URL, utc_now(), _public_keys())
    except NotGenuine:
        return AuthResponse(routes=[], principal_id="nobody")
    return AuthResponse(routes=["*"], principal_id=holder.device_id, context={"scope": holder.scope})


@cache
def _public_keys() -> PublicKeys:
    return access_token.public_keys(os.environ["TOKEN_PUBLIC_KEY"])
