"""Every address under /office/, read from the URL resolver, so that a new one cannot be forgotten."""

from typing import Any

from tests.addresses import patterns

# What stands for each kind of argument; `pk` of the object under trial is given by the caller.
PLACEHOLDERS = {
    "app_label": "facilities",
    "app_name": "facilities",
    "model_name": "listing",
    "content_type_app_name": "facilities",
    "content_type_model_name": "listing",
    "action": "delete",
    "action_name": "approve",
    "key": "messages",
    "instance_pk": None,
    "pk": None,
    "object_id": None,
}


def office_addresses(pk: int = 1) -> list[str]:
    """One address for each pattern under /office/, with `pk` wherever an object is asked for."""

    def value_of(name: str) -> Any:
        return PLACEHOLDERS.get(name) or pk

    addresses = {pattern.filled(value_of) for pattern in patterns()}
    return sorted(address for address in addresses if address.startswith("/office/"))


def visited(pk: int = 1) -> list[str]:
    """The same without the way out, which would end the visit."""
    return [address for address in office_addresses(pk) if address != "/office/logout/"]
