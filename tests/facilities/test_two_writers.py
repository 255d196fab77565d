"""Two services change one facility at the same moment."""

import threading
import time

import pytest
from django.db import connection, transaction

from portal.facilities import services
from portal.facilities.addresses import Address, rounded_point
from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.models import Listing
from tests.facilities.making import ACTOR, TODAY, make_listing

FAR = Address("Rue Neuve", "1", "", "5000", "Namur", "Namur", 50.60, 4.99)
PATIENCE_SECONDS = 20


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_move_rounds_the_new_address() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer begin at a time: nobody has read anything before the wait")
    listing_id = make_listing(kind=FacilityKind.INDEPENDENT_CHILDMINDER).pk

    def round_it() -> None:
        services.update_listing(
            actor=ACTOR,
            listing_id=listing_id,
            version=2,
            today=TODAY,
            stated={"address_precision": AddressPrecision.ROUNDED},
        )
        connection.close()

    second = threading.Thread(target=round_it)
    with transaction.atomic():
        services.set_address(
            actor=ACTOR, listing_id=listing_id, today=TODAY, address=FAR, precision=AddressPrecision.EXACT
        )
        second.start()
        wait_until_waiting(1)
    second.join(PATIENCE_SECONDS)
    listing = Listing.objects.get(pk=listing_id)
    assert (listing.latitude, listing.longitude) == rounded_point(FAR.latitude, FAR.longitude)


def wait_until_waiting(count: int) -> None:
    """Until so many wait for a lock of PostgreSQL."""
    until = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)
    pytest.fail("Nobody waits for the lock.")
