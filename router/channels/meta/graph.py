"""Ask Meta's Graph API as one of our accounts, and say in our words what it says is wrong."""

import hmac

import msgspec

from router.channels.asking import Answer, Trouble, ask, read_as
from router.channels.base import Room
from router.channels.meta.setting import Account
from router.domain.errors import BadPayload

CODES = {
    **dict.fromkeys((102, 190, 463, 467), "expired"),
    **dict.fromkeys((4, 17, 32, 341, 613, 80001, 80002, 80006, 80007, 130429, 131048, 131056), "slowed-down"),
    **dict.fromkeys((131047, 2018278, 2534022), "window-closed"),
    **dict.fromkeys((551, 131026, 2018001), "not-reachable"),
    **dict.fromkeys((33, 2018218), "gone"),
    **dict.fromkeys((1, 2, 131000, 131016), "failing"),
}


class Error(msgspec.Struct):
    code: int = 0
    error_subcode: int = 0


class Wrong(msgspec.Struct):
    error: Error = msgspec.field(default_factory=Error)


async def graph(
    room: Room,
    account: Account,
    method: str,
    path: str,
    *,
    params: dict[str, str] | None = None,
    data: dict[str, object] | None = None,
) -> Answer:
    """Raises Trouble. The token goes in a header; the proof beside it says that we know the app's secret."""
    token, secret = room.secret(account.token), room.secret(room.setting.app_secret)
    proof = hmac.new(secret.encode(), token.encode(), "sha256").hexdigest()
    url = f"{room.setting.graph}/{room.setting.version}/{path}"
    try:
        return await ask(room, method, url, token=token, params={**(params or {}), "appsecret_proof": proof}, data=data)
    except Trouble as trouble:
        code = code_of(trouble)
        if code == "expired":
            await room.logbook.trouble(account.name, "expired")
        raise Trouble(code, trouble.wait, status=trouble.status) from trouble


def code_of(trouble: Trouble) -> str:
    """What Meta's own number says is nearer than the status."""
    try:
        error = read_as(trouble.body, Wrong, "error").error
    except BadPayload:
        return trouble.code
    return CODES.get(error.error_subcode) or CODES.get(error.code) or trouble.code
