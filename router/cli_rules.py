"""`balie rules ...`: what a service manager does with rules before they go live."""

import click


@click.group()
def rules() -> None:
    """Test, rehearse, and look after a municipality's rules."""
