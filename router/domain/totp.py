"""The second step at log-in: a code of six digits that a telephone makes each half minute (RFC 6238)."""

import hmac
from datetime import datetime

import pyotp

SPAN = 30  #: seconds a code is good for
DRIFT = (0, -1, 1)  #: half minutes that the clock of a telephone may differ


def step_of(secret: str, code: str, after: int, at: datetime) -> int | None:
    """The half minute whose code this is; None when it is none of now, or of one that was used: `after` is the last."""
    given = "".join(code.split())
    if not (len(given) == 6 and given.isascii() and given.isdigit()):
        return None
    now, codes = int(at.timestamp()) // SPAN, pyotp.TOTP(secret)
    return next(
        (now + d for d in DRIFT if now + d > after and hmac.compare_digest(codes.generate_otp(now + d), given)), None
    )


def address_of(secret: str, account: str, issuer: str) -> str:
    """What a telephone reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)
