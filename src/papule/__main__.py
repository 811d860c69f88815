"""`python -m papule`."""

import sys

from papule.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
