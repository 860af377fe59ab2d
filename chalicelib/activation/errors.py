"""What a phone or an operator is told instead of an activation.

* InvalidPhoneNumber (Invalid)  not a Polish mobile number of nine digits
* WaitBeforeResend   (TooSoon)  a code was asked for less than a minute ago
* CodeWrong          (Invalid)  another code was sent, or none
* CodeExpired        (Conflict) the code is too old or was used; ask for another
* TooManyTries       (Conflict) five codes were tried; ask for another
* DeskCodeRefused    (Conflict) no code can help this activation, or it is somebody else's
* ActivationUnknown  (Missing)  no such activation of this phone
* ActivationExpired  (Conflict) it was left alone for half an hour
* StepNotExpected    (Conflict) another step is the next one
* FieldsNotExpected  (Invalid)  a step of this service takes other fields
* SignInRefused      (Invalid)  the card system's page did not let anybody in, or not for this activation
* NoMobileCard       (Conflict) the account has no card that can be on a phone
* CardWithoutPesel   (Conflict) the account has no PESEL, and an activation needs one
* CardNotValid       (Conflict) the card has expired or was revoked
* CardUnknown        (Missing)  no such card on this phone
* NoticeNotAuthentic (Unauthenticated) not a notification of a register

Whether a person is known to the city can be read from none of these: an unknown person, a wrong number and a spent
limit are asked for a code that never comes.
"""

from chalicelib.errors import Conflict, Invalid, Missing, TooSoon, Unauthenticated


class InvalidPhoneNumber(Invalid):
    code = "invalid_phone_number"


class WaitBeforeResend(TooSoon):
    """`seconds`: how long, rounded up."""

    code = "wait_before_resend"


class CodeWrong(Invalid):
    """`left`: how many tries remain, at least one."""

    code = "code_wrong"


class CodeExpired(Conflict):
    code = "code_expired"


class TooManyTries(Conflict):
    code = "too_many_tries"


class DeskCodeRefused(Conflict):
    """Only operators are told this, who have seen the person's document."""

    code = "desk_code_refused"


class ActivationUnknown(Missing):
    code = "activation_unknown"


class ActivationExpired(Conflict):
    code = "activation_expired"


class StepNotExpected(Conflict):
    """`next_step`: the one to take instead; `done` after the last."""

    code = "activation_step_not_expected"


class SignInRefused(Invalid):
    code = "sign_in_refused"


class NoMobileCard(Conflict):
    code = "no_mobile_card"


class CardWithoutPesel(Conflict):
    code = "card_without_pesel"


class CardNotValid(Conflict):
    code = "card_not_valid"


class FieldsNotExpected(Invalid):
    code = "activation_fields_not_expected"


class CardUnknown(Missing):
    code = "card_unknown"


class NoticeNotAuthentic(Unauthenticated):
    code = "card_notice_not_authentic"
