"""The citizen's own link to a case. Its secret is derived, so nothing need be stored and no list can leak."""

import base64
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """`base` is the public address, without a slash at the end."""

    base: str
    key: bytes

    def secret(self, reference: str) -> str:
        """130 bits, in letters and digits that survive being read out."""
        digest = hmac.digest(self.key, b"status\n" + reference.encode(), "sha256")
        return base64.b32encode(digest)[:26].decode().lower()

    def status(self, reference: str) -> str:
        return f"{self.base}/status/{reference}/{self.secret(reference)}"

    def desk(self, reference: str) -> str:
        """For our own people, who log in there."""
        return f"{self.base}/desk/{reference}"

    def opens(self, reference: str, secret: str) -> bool:
        return hmac.compare_digest(self.secret(reference).encode(), secret.casefold().encode())
