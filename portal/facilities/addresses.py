"""Addresses, and what parents see of them."""

import math
from dataclasses import dataclass
from typing import Any

from portal.facilities.enums import AddressPrecision

# Cells of about 1.1 km by 1.1 km at Belgium's latitude. The shown point is the centre of the cell that holds
# the home: always the same for one home, and the same for every home of the cell, so that showing it again
# and again, or comparing neighbours, tells nothing more.
_CELL_LAT = 0.01
_CELL_LON = 0.015


@dataclass(frozen=True, slots=True)
class Address:
    """Where a facility is, exactly. Degrees; `commune` is the one that holds the locality."""

    street: str
    house_number: str
    box: str
    postcode: str
    locality: str
    commune: str
    latitude: float
    longitude: float


def rounded_point(latitude: float, longitude: float) -> tuple[float, float]:
    """The centre of the grid cell that holds a point (degrees)."""
    return (
        round((math.floor(latitude / _CELL_LAT) + 0.5) * _CELL_LAT, 6),
        round((math.floor(longitude / _CELL_LON) + 0.5) * _CELL_LON, 6),
    )


def shown_address(address: Address, precision: str) -> dict[str, Any]:
    """The listing's address fields: without street, number and box, and on the grid, when rounded."""
    exact = precision == AddressPrecision.EXACT
    latitude, longitude = (
        (address.latitude, address.longitude) if exact else rounded_point(address.latitude, address.longitude)
    )
    return {
        "street": address.street if exact else "",
        "house_number": address.house_number if exact else "",
        "box": address.box if exact else "",
        "postcode": address.postcode,
        "locality": address.locality,
        "commune": address.commune,
        "latitude": latitude,
        "longitude": longitude,
    }


def street_line(street: str, house_number: str, box: str) -> str:
    """ "Rue du Moulin 12 bte 3"; empty where there is no street."""
    line = f"{street} {house_number}".strip()
    return f"{line} bte {box}" if box and line else line
