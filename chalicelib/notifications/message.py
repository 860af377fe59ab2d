"""A message to one phone or one e-mail address, before its words are chosen."""

from typing import Literal

import msgspec

Channel = Literal["push", "email"]


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to say, to whom. Travels through the `messages` queue as JSON.

    `identifier` names the message for ever: a repeat replaces the first on the phone instead of ringing twice.
    `template` is a key prefix in `chalicelib/texts/`: `<template>.title` and `<template>.body`, filled with
    `values`. A push carries `device_id`; an e-mail carries `email`.
    """

    identifier: str
    channel: Channel
    template: str
    language: str
    values: dict[str, str]
    device_id: str = ""
    email: str = ""
    link: str = ""
    """What the app opens when the push is tapped, e.g. `stays/stay_…`."""
