"""Moments on the command line."""

from datetime import datetime

from router.settings import BadSetting


def moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise BadSetting(f'"{text}" is no moment with a zone; write it as 2026-12-24T15:00+01:00')
