"""Which push, mail and SMS services run in this stage."""

import os
from functools import cache

from chalicelib import aws, config
from chalicelib.notifications.mail import SesMail
from chalicelib.notifications.port import MailSender, PushSender, SmsSender
from chalicelib.notifications.push import SnsPush
from chalicelib.notifications.sandbox_push import SandboxPush

_EMAIL_SENDER = os.environ.get("EMAIL_SENDER", "no-reply@mkrakow.example")
_SMS_SENDER_ID = os.environ.get("SMS_SENDER_ID", "")
SMS_DOMAIN = os.environ.get("SMS_DOMAIN", "mkrakow.example")
"""Whose codes the app and the site may fill in by themselves."""

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


@cache
def sms() -> SmsSender:
    """Return SNS, or the sandbox with SNS behind it on the local stage. A second provider is one more entry here."""
    from chalicelib.notifications.sms_breaker import SmsBreaker  # only the worker that sends codes loads these
    from chalicelib.notifications.sns_sms import SnsSms

    providers: dict[str, SmsSender] = {"sns": SnsSms(aws.client("sns"), _SMS_SENDER_ID)}
    if config.STAGE == "local":
        from chalicelib.notifications.sandbox_sms import SandboxSms

        providers = {"sandbox": SandboxSms(config.SANDBOX_URL), **providers}
    return SmsBreaker(providers)
