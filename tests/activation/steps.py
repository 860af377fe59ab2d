"""An activation brought to any of its steps, and what a step leaves behind and costs."""

from dataclasses import replace

from chalicelib.activation import started_activations
from chalicelib.activation.activation import STEPS
from tests.activation.card_cases import PESEL


def kept(activation):
    return started_activations.get(activation.activation_id)


def one_try_later(activation):
    challenge = activation.challenge
    return replace(activation, challenge=replace(challenge, tries=challenge.tries + 1))


def at(phone, step, source):
    """An activation whose next step is this one."""
    activation = phone.start(source)
    for earlier in STEPS[source][: STEPS[source].index(step)]:
        activation = take(phone, earlier, activation, source)
    return activation


def take(phone, step, activation, source, caller=None):
    pesel = PESEL if source == "kkr3" else None
    steps = {
        "sign_in": lambda: phone.sign_in(activation, caller=caller),
        "contact": lambda: phone.contact(activation, pesel=pesel, caller=caller),
        "identity": lambda: phone.identity(activation, caller=caller),
        "code": lambda: phone.code(activation, "000000" if activation.next_step != "code" else "", caller=caller),
    }
    return steps[step]()


def round_trips(hall, operation):
    """The next step, the calls of DynamoDB and those of the registers."""
    hall.calls.clear()
    before = len(hall.cards.calls), len(hall.families.calls)
    answer = operation()
    asked = hall.cards.calls[before[0] :] + hall.families.calls[before[1] :]
    return answer.next_step, list(hall.calls), asked
