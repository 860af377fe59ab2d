"""Play the three acts one after another on the running system."""

import sys

from local.demo import card, parking, ticket
from local.demo.told import Cast, act
from local.pages import CardSystem, TicketGateway
from local.phone import Neighbours, Phone, endpoints


def main() -> int:
    """Return 0 when every sum agrees with the books of whoever holds the money."""
    known = endpoints()
    neighbours = Neighbours(known["sandbox"])

    def new_phone() -> Phone:
        return Phone(known["api"], neighbours)

    cast = Cast(
        api=known["api"],
        phone=new_phone(),
        inspector=new_phone(),
        neighbours=neighbours,
        cards=CardSystem(known["cards"]),
        gateway=TicketGateway(known["mpk"]),
        new_phone=new_phone,
    )
    act(1, "One parking, from a new phone to the receipt")
    agreed = [parking.park(cast)]
    act(2, "A Kraków Card on the phone, and a parking at the resident's price")
    card_id, parked_alike = card.use_card(cast)
    act(3, "A resident's ticket: bought, shown without a network, moved and returned; and a ride without one")
    agreed += [parked_alike, ticket.ride(cast, card_id)]
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
