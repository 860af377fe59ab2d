"""The records of city cards, of how they come to a phone, and of the vehicles on them."""

from datetime import timedelta

from chalicelib.me.field import Record, Retention, fields

CARDS: dict[str, Record] = {
    "activations": Record(
        "leading a card onto its holder's phone, and nobody else's",
        "public_task",
        Retention(timedelta(days=1), "its last step"),
        (
            fields("identifier", "expires", "activation_id device_id card_id holder.person_id holder.entitlement_id"),
            fields(
                "secret_hash",
                "expires",
                "contact.phone_hash contact.pesel_hash requests.key_hash requests.body_hash resend.key_hash"
                " resend.body_hash sign_in.state sign_in.verifier sealed code_hash",
            ),
            fields(
                "none",
                "expires",
                "source next_step moved_at requests sign_in holder holder.old_app_active contact consent"
                " consent.terms_version consent.privacy_version consent.accepted_at proven asked_at live_until tries"
                " resend version expires_at",
            ),
        ),
    ),
    "sends": Record(
        "stopping whoever has codes sent to others, or guesses them",
        "security",
        Retention(timedelta(days=33), "the code was asked for"),
        (fields("secret_hash", "expires", "counter_id"), fields("none", "expires", "sent asked_at expires_at")),
    ),
    "cards": Record(
        "showing a city card on its holder's phone and giving its rights",
        "consent",
        Retention(None, "the card leaves its phone, by itself 90 days after its end, and its register knows that"),
        (
            fields(
                "identifier",
                "deleted",
                "card_id entitlement_id member_id activation_id device_id members.member_id",
            ),
            fields("content", "deleted", "members.first_name members.born_on members.disabled members.in_education"),
            fields(
                "none",
                "deleted",
                "source linked_at consent consent.terms_version consent.privacy_version consent.accepted_at state"
                " valid_until register_version members members.role told old_app_active connected ended_at waits_since"
                " due_at version",
            ),
        ),
    ),
    "garages": Record(
        "the resident's price for the vehicles of any card, on a phone or not, as its register lists them",
        "public_task",
        Retention(timedelta(days=62), "the card's last day; its plates while it is active"),
        (
            fields("identifier", "replaced", "changes.device_id"),
            fields("identifier", "kept", "card_id entitlement_id plates changes.plate"),
            fields(
                "none",
                "kept",
                "active valid_until register_version changes changes.kind changes.language changes.asked_at attempts"
                " version job due_at expires_at",
            ),
        ),
    ),
    "registrations": Record(
        "finding the cards that give their price to a vehicle",
        "public_task",
        Retention(timedelta(days=62), "the card's last day, and no longer than it is active"),
        (fields("identifier", "kept", "plate card_id"), fields("none", "kept", "until expires_at")),
    ),
    "discounts": Record(
        "giving the resident's price to one vehicle of a card",
        "public_task",
        Retention(timedelta(days=62), "its day"),
        (fields("identifier", "kept", "card_id plate holders"), fields("none", "kept", "day expires_at")),
    ),
    "claims": Record(
        "giving the resident's price at a partner's meter or in its app",
        "public_task",
        Retention(timedelta(days=62), "its day"),
        (
            fields("identifier", "kept", "claim_id card_id plate"),
            fields("none", "kept", "partner day released_at expires_at"),
        ),
    ),
    "comparisons": Record(
        "going on where the nightly comparison of vehicles stopped",
        "public_task",
        Retention(timedelta(days=62), "its night"),
        (
            fields("identifier", "kept", "cursor"),
            fields("none", "kept", "night cards differing failed complete version expires_at"),
        ),
    ),
}
