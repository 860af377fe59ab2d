"""Client assertions that were traded for a token, until they are expired anyway: each is good once."""

import hashlib
from datetime import datetime

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError

from chalicelib import config
from chalicelib.storage import Table, condition_failed


class UsedAssertion(Table):
    class Meta:
        table_name = config.table_name("assertions")
        region = config.REGION

    jti_hash = UnicodeAttribute(hash_key=True)
    expires_at = TTLAttribute()


def use(device_id: str, jti: str, forgettable_at: datetime) -> bool:
    """Return whether this is the first use of the assertion.

    The name is the phone's, so two phones may choose the same. Hashed, it is of one length and tells nothing.
    An answer lost between AWS and its SDK, which asks again, counts as a second use: the phone signs anew.
    """
    jti_hash = hashlib.sha256(f"{device_id}\x1f{jti}".encode()).hexdigest()
    try:
        UsedAssertion(jti_hash, expires_at=forgettable_at).save(UsedAssertion.jti_hash.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise
        return False
    return True
