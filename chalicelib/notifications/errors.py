"""What can go wrong on the way to a phone or into the queue. Nobody is answered any of it.

* PushTokenRefused   the push service cannot read such a token
* EndpointGone       this phone gets nothing more under its token, until it registers again
* MessagesNotQueued  some messages are not in the queue; sending all of them again is harmless
* SmsRefused         this provider will never take this text message, which says nothing about its health
* SmsUnsent          no provider took the text message
"""


class PushTokenRefused(Exception):
    pass


class EndpointGone(Exception):
    pass


class MessagesNotQueued(Exception):
    pass


class SmsRefused(Exception):
    pass


class SmsUnsent(Exception):
    pass
