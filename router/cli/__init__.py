"""The command line. Each command is thin: it reads its options, calls, and prints.

A command is imported when it is called, so that `balie --help` and a wrong word answer at once.
"""

import sys
from importlib import import_module

import click

from router.domain.errors import BalieError

#: Name: the module in which it is, and the first sentence of its help.
COMMANDS = {
    "admin": ("admin", "Who may log in: the first administrator, passwords, locks."),
    "bench": ("benching", "Measure, beside a bare loop that does the same input and output in the same run."),
    "check": ("explaining", "Check a municipality's folder; every problem with its file, line and mend."),
    "doctor": ("serving", "Look at every connection and setting, and name the mend."),
    "due": ("explaining", "When a promise of this kind falls due, and why."),
    "explain": ("explaining", "What would happen with this mail or JSON contact, and why."),
    "export": ("register", "The register as NDJSON, all fields, streaming."),
    "hours": ("staffing", "When the municipality is open and closed."),
    "mailboxes": ("serving", "Each mailbox that is read: connected, what waits, and where it and the register differ."),
    "migrate": ("serving", "Bring the register's tables to the form this version expects."),
    "phone": ("phone", "Telephone switches."),
    "quarantine": ("register", "Contacts that could not be handled."),
    "rebuild-queues": ("serving", "Build the queues in Redis anew from the register."),
    "reload": ("serving", "Let the running Balie take the rules that are on disk now."),
    "rules": ("rules", "Test, rehearse, and look after a municipality's rules."),
    "serve": ("serving", "Serve a municipality: everything in one process, or some roles of several processes."),
    "simulate": ("simulating", "A believable day of traffic on every channel, to a Balie that is running."),
    "staffing": ("staffing", "How many agents each half hour needs, with Erlang C and A."),
}


class Commands(click.Group):
    """Errors of ours are one sentence on standard error and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BalieError as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"router.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in sorted(COMMANDS.items())])


@click.group(cls=Commands)
def main() -> None:
    """Balie: every contact of a municipality, steered, routed, promised and answered."""
