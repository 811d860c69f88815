"""Runs a command that ends when the standard input ends, however its starter ended: leash.py COMMAND …."""

import signal
import subprocess
import sys
import threading

GRACE = 20  # seconds to end by itself


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the starter says when
    running = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_wait_for_end, args=(running,), daemon=True).start()
    return running.wait()


def _wait_for_end(running: "subprocess.Popen[bytes]") -> None:
    sys.stdin.read()
    running.terminate()
    try:
        running.wait(GRACE)
    except subprocess.TimeoutExpired:
        running.kill()


if __name__ == "__main__":
    sys.exit(main())
