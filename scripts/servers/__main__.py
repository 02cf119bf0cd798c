"""`make servers`: Kafka, Redis and PostgreSQL on this machine until Ctrl+C, and what to set so that Balie uses them."""

import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from scripts.servers import kafka, postgres, redis

FOLDER = Path(__file__).parents[2] / ".cache" / "servers"
SERVERS = {"STREAM": kafka, "QUEUES": redis, "STORE": postgres}


def main() -> None:
    missing = [said for server in SERVERS.values() if (said := server.find())]
    if missing:
        sys.exit("\n".join(missing))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        for name, server in SERVERS.items():
            url = stack.enter_context(server.running(FOLDER / name.lower()))
            print(f"export BALIE_{name}={url}", flush=True)
        print(f"\nThey keep their data in {FOLDER}. Stop with Ctrl+C.", flush=True)
        try:
            signal.pause()
        finally:
            for each in (
                signal.SIGINT,
                signal.SIGTERM,
            ):  # make passes a signal on: the second must not cut the stopping short
                signal.signal(each, signal.SIG_IGN)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nThe servers stopped.")
