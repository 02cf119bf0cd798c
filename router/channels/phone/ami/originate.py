"""Click-to-call: the agent's own phone rings first, then the citizen's. A `tel:` link stays the ordinary way."""

from router.channels.phone.ami.session import Session
from router.domain.errors import Refused
from router.domain.phone import may_be_dialled

RINGS = 30_000  #: milliseconds that the agent's phone rings


async def dial(session: Session, account: str, number: str) -> None:
    """Return when the switch has taken it. Raises Refused, with the mend, when it may not or cannot be dialled."""
    device = session.switch.devices.get(account)
    if device is None:
        raise Refused("Your telephone is not known. Ask the administrator to add it under devices in channels.yaml.")
    dialled = may_be_dialled(number, session.translator.region)
    if dialled is None:
        raise Refused(
            "This number is not dialled: it is too short, costs extra, or lies too far away. Ask for another."
        )
    try:
        answer = await session.ask("Originate", originated(device, session.switch.context, dialled))
    except (ConnectionError, TimeoutError):
        raise Refused("The telephone switch does not answer. Dial the number yourself.") from None
    if answer.get("Response") != "Success":
        raise Refused("The telephone switch did not take the call. Dial the number yourself.")


def originated(device: str, context: str, number: str) -> dict[str, str]:
    return {
        "Channel": device,
        "Context": context,
        "Exten": number,
        "Priority": "1",
        "CallerID": f"<{number}>",  # what the agent's phone shows while it rings
        "Timeout": str(RINGS),
        "Async": "true",
    }
