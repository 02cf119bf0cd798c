"""What a mailbox and the register say differently. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from router.domain.taken import Taken


class Differences(NamedTuple):
    left: tuple[int, ...] = ()  #: UIDs that were read and still lie among the new mail
    unknown: tuple[int, ...] = ()  #: UIDs in the done folder that the register does not know
    nowhere: tuple[str, ...] = ()  #: contacts of the register whose mail is in no folder of ours

    @property
    def any(self) -> bool:
        """Something that somebody should look at; what was thrown away in the mailbox is the register's alone."""
        return bool(self.left or self.unknown)

    def again(self, before: "Differences") -> "Differences":
        """Those that were there before as well: what is on its way to the register is no difference."""
        return Differences(
            tuple(uid for uid in self.left if uid in before.left),
            tuple(uid for uid in self.unknown if uid in before.unknown),
            tuple(one for one in self.nowhere if one in before.nowhere),
        )


def nowhere(taken: Sequence[Taken], mailbox: str, there: Mapping[str, object]) -> tuple[str, ...]:
    """Contacts that came from this mailbox with a Message-ID that no mail of it has."""
    return tuple(
        each.id
        for each in taken
        if each.wire.get("mailbox") == mailbox and each.message_id and each.message_id not in there
    )
