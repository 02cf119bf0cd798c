"""What the loader must know of the channel folders: rules know no channel, so they are told."""

from router.channels.found import adapters
from router.rules.check_channels import ChannelShape, Shapes


def shapes() -> Shapes:
    return {
        name: ChannelShape(adapter.setting, adapter.send is not None, adapter.carries, adapter.check, adapter.sources)
        for name, adapter in adapters().items()
    }
