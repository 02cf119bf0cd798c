"""The register that the settings name, for commands that read it."""

from router.rules.load import load
from router.settings import BadSetting, Settings
from router.store.picked import is_postgres
from router.store.reads import Register


def register_of(settings: Settings, *, else_: str = "") -> Register:
    """Raises BadSetting when there is none; `else_` ends that sentence."""
    if is_postgres(settings.store):
        return Register(settings.store, load(settings.municipality).municipality.organisation.namespace)
    register = Register(settings.store)
    if register.file is not None and not register.file.exists():
        mend = (
            f"Start Balie once, set BALIE_DATA_DIR, or {else_}."
            if else_
            else "Start Balie once, or set BALIE_DATA_DIR."
        )
        raise BadSetting(f"There is no register at {register.file}. {mend}")
    return register
