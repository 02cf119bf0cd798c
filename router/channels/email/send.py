"""Letters out, over SMTP to the relay."""

from datetime import datetime

import aiosmtplib

from router.channels.email.compose import compose
from router.channels.email.relay import Relay, Tls
from router.channels.outgoing import Letter
from router.domain.errors import SendFailed

TIMEOUT = 20.0  #: seconds for each exchange with the relay

__all__ = ["Relay", "compose", "send"]


async def send(letter: Letter, relay: Relay, at: datetime) -> None:
    """Returns when the relay has taken the letter, dated `at`. Raises SendFailed."""
    message = compose(letter, at)
    try:
        await aiosmtplib.send(
            message.as_bytes(),
            sender=letter.from_address,
            recipients=[letter.to],
            hostname=relay.host,
            port=relay.port,
            username=relay.username,
            password=relay.password,
            use_tls=relay.tls is Tls.IMPLICIT,
            start_tls=relay.tls is Tls.STARTTLS,
            local_hostname="balie",
            timeout=TIMEOUT,
        )
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise failure(error) from None


def failure(error: Exception) -> SendFailed:
    """What history keeps of it: a code, without the answer's text, which often repeats the address."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return failure(first)
        case aiosmtplib.SMTPAuthenticationError():
            return SendFailed("relay-login", again=True)  # our password is wrong, not the letter
        case aiosmtplib.SMTPResponseException(code=code):
            return SendFailed(f"smtp-{code}", again=not 500 <= code < 600)
        case aiosmtplib.SMTPNotSupported() | ValueError():
            return SendFailed("relay-cannot", again=False)
        case TimeoutError():
            return SendFailed("relay-timeout", again=True)
    return SendFailed("relay-unreachable", again=True)
