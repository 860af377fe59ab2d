"""The records of phones, and of what they are told."""

from datetime import timedelta

from chalicelib.me.field import UNTIL_ERASED, Record, Retention, fields

PHONES: dict[str, Record] = {
    "devices": Record(
        "telling phones apart, so that nobody acts in the name of another",
        "public_task",
        UNTIL_ERASED,
        (
            fields("identifier", "deleted", "device_id public_key"),
            fields("content", "deleted", "name"),
            fields("none", "deleted", "platform language registered_at push_registered role"),
        ),
    ),
    "endpoints": Record(
        "reminders and news by push, as long as the phone wants them",
        "consent",
        UNTIL_ERASED,
        (
            fields("identifier", "deleted", "device_id"),
            fields("contact", "deleted", "endpoint_arn push_token"),
            fields("none", "deleted", "platform enabled updated_at"),
        ),
    ),
    "assertions": Record(
        "refusing a sign-in that was seen before",
        "security",
        Retention(timedelta(seconds=75), "the phone signed it"),
        (fields("secret_hash", "expires", "jti_hash"), fields("none", "expires", "expires_at")),
    ),
}
