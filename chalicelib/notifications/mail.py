"""E-mails through Amazon SES: the same words as plain text and as the plainest HTML.

The sender's domain or address has to be a verified SES identity, on AWS and on the local stage alike.
"""

from html import escape
from typing import Any

from chalicelib.notifications.port import Letter


class SesMail:
    def __init__(self, sesv2: Any, sender: str) -> None:
        self._ses = sesv2
        self._sender = sender

    def send(self, letter: Letter) -> None:
        self._ses.send_email(
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": [letter.to]},
            Content={
                "Simple": {
                    "Subject": _utf8(letter.title),
                    "Body": {"Text": _utf8(letter.body), "Html": _utf8(html(letter))},
                    "Headers": [
                        {"Name": "Content-Language", "Value": letter.language},
                        {"Name": "Auto-Submitted", "Value": "auto-generated"},
                    ],
                }
            },
        )


def html(letter: Letter) -> str:
    """Return the letter as an HTML page; everything in it is escaped."""
    paragraphs = "".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>" for paragraph in letter.body.split("\n\n")
    )
    title = escape(letter.title)
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body>{paragraphs}</body></html>"
    )


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
