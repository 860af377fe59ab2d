"""Use case: tell whether an owner's gateway can be reached, before anybody sets about to pay there."""

import os
from http import HTTPStatus

import urllib3

from chalicelib.payments.owner import Owner

_PAGES: dict[Owner, tuple[str, str]] = {"city": ("AUTOPAY_URL", "/"), "mpk": ("MPK_GATEWAY_URL", "/jwks.json")}
"""Where each gateway's address stands in the environment, and what it shows to everybody."""
_SECONDS = 1.0


def gateway_answers(owner: Owner) -> bool:
    """Tell within a second or two whether a GET gets any answer but a failure; never raises for a gateway."""
    variable, page = _PAGES[owner]
    address = os.environ[variable].rstrip("/") + page
    try:
        answer = urllib3.request("GET", address, timeout=_SECONDS, retries=False, redirect=False)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
