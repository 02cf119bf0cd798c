"""Serve: run until told to stop, and say at start what to open and how to log in."""

import asyncio
import logging
import signal
import sys

import click
import msgspec
import structlog

from router.app import App
from router.domain.change import SYSTEM
from router.running import running
from router.settings import Settings

log = structlog.get_logger()


async def serve_until_stopped(settings: Settings) -> None:
    """SIGINT and SIGTERM stop it: the intake closes first, what was accepted stays on the stream."""
    _log_as_events()
    stop = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
    async with running(settings) as app, asyncio.TaskGroup() as reloads:
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGHUP, lambda: reloads.create_task(_reloaded(app), name="reload")
        )
        _leave_word(app)
        click.echo(_welcome(app, await app.site().sign_in.demo()))
        sys.stdout.flush()
        await stop.wait()
        click.echo("Balie stops…")


async def _reloaded(app: App) -> None:
    """SIGHUP: what came of it stands in the log; the old rules stay live when it does not go well."""
    try:
        await app.rules.reload(SYSTEM)
    except Exception:
        log.exception("rulebook.not_reloaded")


def _leave_word(app: App) -> None:
    """Where this server listens, for commands on the same data folder."""
    word = {"url": f"http://127.0.0.1:{app.http_port}", "smtpPort": _smtp_port(app)}
    aside = app.settings.data_dir / ".server.json"
    aside.write_bytes(msgspec.json.encode(word))
    aside.rename(app.settings.data_dir / "server.json")  # a command never reads half of it


def _smtp_port(app: App) -> int:
    """0 when another process takes the mail."""
    return app.smtp.port if "intake" in app.settings.roles else 0


def _welcome(app: App, demo: str | None) -> str:
    if not {"intake", "web"} & app.settings.roles:
        return f"  Balie works ({', '.join(sorted(app.settings.roles))}). Health and figures: http://127.0.0.1:{app.http_port}/metrics"
    url, organisation = f"http://127.0.0.1:{app.http_port}", app.rulebook.municipality.organisation
    return f"""
  Balie serves {organisation.name}.

  Citizens           {url}/
  Agents             {url}/desk
  Wallboard          {url}/wallboard
  Outgoing mail      {url}/mailbox
  Mail intake        127.0.0.1:{_smtp_port(app)}  (SMTP)
  API                {url}/api/v1/openapi.json

{_how_to_log_in(demo)}
  API token  {app.settings.api_token}

  Watch a day go by, from a second terminal:  .venv/bin/balie simulate --speed 60
  Stop with Ctrl+C.
"""


def _how_to_log_in(demo: str | None) -> str:
    if demo is None:
        return "  Log in with your own account; balie admin list tells who has one."
    return f"  Log in as  agent, webcare, lead, operations or admin\n  Password   {demo}"


def _log_as_events() -> None:
    """JSON lines on standard error; control characters are escaped by JSON itself."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
