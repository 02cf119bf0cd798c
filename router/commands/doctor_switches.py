"""The doctor's look at the telephone switches of channels.yaml, and at those that stand in for them."""

import asyncio
from collections.abc import Iterator, Sequence

from router.channels.phone.ami.look import queues_missing
from router.channels.phone.ami.session import Denied
from router.commands.finding import Finding, bad, good
from router.domain.switch import Switch
from router.rules.files import Unsound
from router.rules.load import load
from router.settings import BadSetting, Settings, secret_named


async def switches(settings: Settings) -> Sequence[Finding]:
    """Connect, log in, the queues. None where the municipality is not sound: that is told elsewhere."""
    try:
        telephony = load(settings.municipality).municipality.telephony
    except Unsound:
        return []
    looks = [look for switch in telephony.switches for look in _doors(switch)]
    return await asyncio.gather(*(_finding(name, switch) for name, switch in looks))


def _doors(switch: Switch) -> Iterator[tuple[str, Switch]]:
    yield switch.name, switch
    if switch.standby is not None:
        yield switch.standby_name, switch.with_(host=switch.standby.host, port=switch.standby.port)


async def _finding(name: str, switch: Switch) -> Finding:
    what, where = f"switch {name}", f"{switch.host}:{switch.port}"
    try:
        missing = await queues_missing(switch, secret_named(switch.secret, f"channels.yaml, {switch.name},"))
    except BadSetting as error:
        return bad(what, str(error), "set it, or the file beside it with _FILE")
    except Denied:
        return bad(what, f"{where} refuses us", "see user, secret and permit in its manager.conf")
    except OSError:
        return bad(what, f"{where} does not answer", "see that it runs, enabled = yes, and that no firewall is between")
    if missing:
        named = ", ".join(sorted(missing))
        return bad(what, f"{where} has no queue {named}", "write queues in channels.yaml as the switch calls them")
    return good(what, f"{where}, {len(switch.queues)} queues")
