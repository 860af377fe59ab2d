"""Which push and mail service run in this stage."""

import os
from functools import cache

from chalicelib import aws, config
from chalicelib.notifications.mail import SesMail
from chalicelib.notifications.port import MailSender, PushSender
from chalicelib.notifications.push import SnsPush
from chalicelib.notifications.sandbox_push import SandboxPush

_EMAIL_SENDER = os.environ.get("EMAIL_SENDER", "no-reply@mkrakow.example")
_PLATFORM_APPLICATIONS = {
    "ios": os.environ.get("PUSH_PLATFORM_ARN_IOS", ""),
    "android": os.environ.get("PUSH_PLATFORM_ARN_ANDROID", ""),
}


@cache
def push() -> PushSender:
    """Return SNS; on the local stage, whose SNS drops pushes unseen, the sandbox's inbox."""
    if config.STAGE == "local":
        return SandboxPush(config.SANDBOX_URL)
    return SnsPush(aws.client("sns"), _PLATFORM_APPLICATIONS)


@cache
def mail() -> MailSender:
    """Return SES; on the local stage, that of MiniStack with its mailbox."""
    return SesMail(aws.client("sesv2"), _EMAIL_SENDER)
