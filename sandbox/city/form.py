"""The fields of an edit form. Each may lack: then the value stays as it is. A wrong one raises ValueError."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from sandbox.city.right import Status, is_pesel, is_phone

Form = Mapping[str, str]


def right_in(form: Form) -> dict[str, Any]:
    """Return what the form says of `status` and `valid_until`."""
    values: dict[str, Any] = {}
    if "status" in form:
        if form["status"] not in get_args(Status):
            raise ValueError(f"status: {', '.join(get_args(Status))}")
        values["status"] = form["status"]
    return values | day_in(form, "valid_until")


def person_in(form: Form) -> dict[str, str]:
    """Return what the form says of `phone` and `pesel`; an empty one is none."""
    values = {name: form[name].replace(" ", "") for name in ("phone", "pesel") if name in form}
    if values.get("phone") and not is_phone(values["phone"]):
        raise ValueError("telefon · phone: 9 cyfr · digits")
    if values.get("pesel") and not is_pesel(values["pesel"]):
        raise ValueError("PESEL: 11 cyfr · digits")
    return values


def day_in(form: Form, name: str) -> dict[str, date]:
    if name not in form:
        return {}
    try:
        return {name: date.fromisoformat(form[name])}
    except ValueError as error:
        raise ValueError(f"{name}: YYYY-MM-DD") from error


def flags_in(form: Form, *names: str) -> dict[str, bool]:
    return {name: form[name] == "yes" for name in names if name in form}
