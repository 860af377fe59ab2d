"""The texts of parking messages can be said with the values that parking gives."""

import pytest

from chalicelib.texts import LANGUAGES, catalogue, text

VALUES = {
    "stay_started": ("plate", "subzone", "from", "until", "held"),
    "stay_reminder": ("plate", "at"),
    "stay_still_running": ("plate", "since", "so_far"),
    "stay_stopped": ("plate", "fee", "released"),
    "stay_released": ("plate", "held"),
    "stay_taken_unasked": ("plate", "taken"),
    "stay_goes_back": ("plate", "back"),
    "stay_payment_failed": ("plate",),
    "stay_extended": ("plate", "until"),
    "stay_superseded": ("plate",),
    "stay_refunded": ("plate", "refunded"),
    "extension_failed": ("plate", "at"),
}
BY_EMAIL = ("stay_started", "stay_stopped", "stay_refunded")
PARTS = {name: ("title", "body", *(("email_title", "email_body") if name in BY_EMAIL else ())) for name in VALUES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_every_value_is_said_in_every_language(name: str, language: str) -> None:
    values = {value: f"<{value}>" for value in VALUES[name]}
    said = {part: text(f"messages.{name}.{part}", language, **values) for part in PARTS[name]}
    for spoken in (
        said["title"] + said["body"],
        *([said["email_title"] + said["email_body"]] if len(said) > 2 else []),
    ):
        assert [value for value in values.values() if value not in spoken] == []


def test_no_parking_message_is_written_that_nobody_sends() -> None:
    written = {key for key in catalogue() if key.startswith(("messages.stay_", "messages.extension_"))}
    assert written == {f"messages.{name}.{part}" for name, parts in PARTS.items() for part in parts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_push_fits_on_a_locked_screen(language: str) -> None:
    for name, wanted in VALUES.items():
        values = dict.fromkeys(wanted, "KR12345AB")
        assert len(text(f"messages.{name}.title", language, **values)) <= 40
        assert len(text(f"messages.{name}.body", language, **values)) <= 178
