"""The token that every call to Notify carries: who we are and when, signed with the key's secret (JWT, HS256)."""

from datetime import datetime

from joserfc import jwt
from joserfc.jwk import OctKey

from router.domain.errors import SendFailed

UUID = 36  #: characters


def token(key: str, at: datetime) -> str:
    """`key` is name-service id-secret; Notify believes a token for half a minute. Raises SendFailed for what is no key."""
    secret, service = key[-UUID:], key[-(2 * UUID + 1) : -(UUID + 1)]
    if len(service) < UUID or service.count("-") != 4 or secret.count("-") != 4:
        raise SendFailed("notify-key", again=True)
    return jwt.encode({"alg": "HS256"}, {"iss": service, "iat": int(at.timestamp())}, OctKey.import_key(secret))
