"""Why a phone gets no credential.

* KeyOfAnotherPhone (Invalid)  not the key that this phone registered
"""

from chalicelib.errors import Invalid


class KeyOfAnotherPhone(Invalid):
    code = "key_of_another_phone"
