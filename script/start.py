"""Starts the command in as few steps as Python needs; script/papule runs it with -I and -S.

-S leaves `site` out, and with it every installed package: `check` finds what it needs in .envs/run/start, where
script/environment.py put it; every other subcommand has the rest opened (papule.cli.main).
"""

import gc
import os.path
import sys


def start() -> None:
    # A run is over before there is garbage worth collecting, which saves a tenth of it; many cases turn that on again.
    gc.disable()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 -- pathlib costs 5 ms
    environment = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))  # noqa: PTH100, PTH120
    sys.path += [f"{root}/src", f"{environment}/start"]
    from papule.cli.modules import Modules  # noqa: PLC0415 -- only now it can be found

    modules = Modules(f"{environment}/start/modules-{sys.hexversion:x}")
    sys.meta_path.insert(0, modules)
    from papule.cli.main import command  # noqa: PLC0415

    command(modules.keep if sys.argv[1:2] == ["check"] else None)


if __name__ == "__main__":
    start()
