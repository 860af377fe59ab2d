"""Text messages through Amazon SNS.

A sender's name (`sender_id`) is free to choose at AWS, but a public body's is not: the act of 28 July 2023 on abuse
in electronic communication (Dz.U. 2023 poz. 1703) reserves them. So none goes out until one is configured.
"""

from typing import Any

from chalicelib.notifications.errors import SmsRefused
from chalicelib.notifications.sms import Sms

_MOST_USD = "0.10"
"""A message to Poland costs about four cents; one that would cost more than this is not sent."""


class SnsSms:
    def __init__(self, sns: Any, sender_id: str) -> None:
        self._sns = sns
        attributes = {"SMSType": ("String", "Transactional"), "MaxPrice": ("Number", _MOST_USD)}
        if sender_id:
            attributes["SenderID"] = ("String", sender_id)
        self._attributes = {
            f"AWS.SNS.SMS.{name}": {"DataType": kind, "StringValue": value}
            for name, (kind, value) in attributes.items()
        }

    def send(self, sms: Sms) -> None:
        try:
            self._sns.publish(PhoneNumber=sms.to, Message=sms.body, MessageAttributes=self._attributes)
        except self._sns.exceptions.InvalidParameterException:
            raise SmsRefused() from None  # the error's own text may quote the number
