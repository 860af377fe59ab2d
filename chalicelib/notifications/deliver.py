"""One message leaves the queue and reaches a phone or a mailbox."""

from chalicelib.log import logger
from chalicelib.notifications.errors import EndpointGone
from chalicelib.notifications.message import Message
from chalicelib.notifications.port import Alert, Endpoints, Letter, MailSender, PushSender
from chalicelib.texts import text


def deliver(message: Message, endpoints: Endpoints, push: PushSender, mail: MailSender) -> None:
    """Say the message, or drop it when its phone cannot be reached any more.

    Whatever else goes wrong is raised, and the queue delivers the message again: a push then replaces the
    first one on the phone, an e-mail may come twice.
    """
    if message.channel == "email":
        mail.send(_letter(message))
    else:
        _push(message, endpoints, push)


def _push(message: Message, endpoints: Endpoints, push: PushSender) -> None:
    endpoint = endpoints.of(message.device_id)
    if endpoint is None or not endpoint.enabled:
        logger.info("push dropped: the phone has none", identifier=message.identifier)
        return
    try:
        push.push(endpoint, _alert(message))
    except EndpointGone:
        endpoints.disable(endpoint)
        logger.info("push dropped: the token is dead", identifier=message.identifier)


def _alert(message: Message) -> Alert:
    return Alert(
        identifier=message.identifier,
        category=message.template.rpartition(".")[2],
        title=_said(message, "title"),
        body=_said(message, "body"),
        link=message.link,
    )


def _letter(message: Message) -> Letter:
    return Letter(
        to=message.email,
        language=message.language,
        title=_said(message, "email_title"),
        body=_said(message, "email_body"),
    )


def _said(message: Message, part: str) -> str:
    return text(f"{message.template}.{part}", message.language, **message.values)
