"""Events out, over HTTP, signed like what neighbours tell us."""

import hmac
from datetime import datetime

import aiohttp

from router.channels.outgoing import Posting
from router.domain.errors import SendFailed

TIMEOUT = 15.0  #: seconds for the whole exchange
LATER = (408, 425, 429)


async def post(posting: Posting, secret: str, at: datetime) -> None:
    """Returns when the other side answered 2xx. Raises SendFailed; of its answer the status is kept, and never the address."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "balie",
        "Idempotency-Key": posting.id,
        "X-Balie-Signature": signature(secret, posting.body, at),
    }
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.post(posting.url, data=posting.body, allow_redirects=False) as response,
        ):
            status = response.status
    except TimeoutError:
        raise SendFailed("webhook-timeout", again=True) from None
    except (aiohttp.InvalidURL, ValueError):
        raise SendFailed("webhook-address", again=False) from None
    except (aiohttp.ClientError, OSError):
        raise SendFailed("webhook-unreachable", again=True) from None
    if not 200 <= status < 300:
        raise SendFailed(f"http-{status}", again=status >= 500 or status in LATER)


def signature(secret: str, body: bytes, at: datetime) -> str:
    """X-Balie-Signature: the moment, and the HMAC of moment and raw body (CONTRACT.md, Who asks)."""
    moment = str(int(at.timestamp()))
    return f"t={moment},v1={hmac.new(secret.encode(), moment.encode() + b'.' + body, 'sha256').hexdigest()}"
