"""A municipality's register in PostgreSQL: `python3 postgres.py save|restore NAMESPACE FILE`, with BALIE_STORE or BALIE_STORE_FILE.

pg_dump reads one moment while Balie works on. Restoring wants the schema gone and Balie stopped; it is done whole or not at all.
pg_dump and pg_restore must be of the server's version or newer (Debian: postgresql-client)."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "target_session_attrs": "PGTARGETSESSIONATTRS"}


def save(url: str, namespace: str, file: Path) -> None:
    """Whole under its name, or not there at all."""
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    run(["pg_dump", "--format=custom", "--no-owner", f'--schema="{namespace}"', f"--file={unfinished}"], url)
    unfinished.replace(file)


def restore(url: str, namespace: str, file: Path) -> None:
    words = ["--exit-on-error", "--single-transaction", "--no-owner", f"--schema={namespace}"]
    run(["psql", "-Xqc", f'CREATE SCHEMA "{namespace}"'], url)
    try:
        run(["pg_restore", *words, f"--dbname={urlsplit(url).path[1:]}", str(file)], url)
    except SystemExit:
        run(["psql", "-Xqc", f'DROP SCHEMA "{namespace}"'], url)
        raise


def run(command: Sequence[str], url: str) -> None:
    """The password goes by the environment: a command line is read by everybody on the machine."""
    done = subprocess.run(command, env={**os.environ, **access(url)}, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} did not do it; nothing changed.")


def access(url: str) -> dict[str, str]:
    """As libpq takes it."""
    parts = urlsplit(url)
    login, _, places = parts.netloc.rpartition("@")
    account, _, password = login.partition(":")
    hosts, ports = zip(*(_place(each) for each in places.split(",")), strict=True)
    options = {OPTIONS[name]: values[-1] for name, values in parse_qs(parts.query).items() if name in OPTIONS}
    found = {"PGHOST": ",".join(hosts), "PGPORT": ",".join(ports), "PGDATABASE": parts.path[1:], **options}
    return {**found, "PGUSER": unquote(account), "PGPASSWORD": unquote(password)}


def _place(text: str) -> tuple[str, str]:
    host, _, port = text.rpartition(":")
    return (host, port) if port.isdigit() and host else (text, "5432")


def address(environment: Mapping[str, str]) -> str:
    """As Balie reads it."""
    if path := environment.get("BALIE_STORE_FILE"):
        return Path(path).read_text("utf-8").strip()
    return environment.get("BALIE_STORE", "")


if __name__ == "__main__":
    acts = {"save": save, "restore": restore}
    given = address(os.environ)
    if len(sys.argv) != 4 or sys.argv[1] not in acts or not given.startswith(("postgresql://", "postgres://")):
        sys.exit(__doc__)
    try:
        acts[sys.argv[1]](given, sys.argv[2], Path(sys.argv[3]))
    except OSError as error:
        sys.exit(f"Nothing was done: {error}")
