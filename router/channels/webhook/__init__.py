"""Webhook: events of Balie, told to another system over HTTP. Nothing comes in here."""

from router.channels.base import Adapter

adapter = Adapter(name="webhook", channel=None)
