"""The table of the cache, by which attempts to sign in are counted across processes."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_cache(_apps: Any, editor: Any) -> None:  # noqa: ANN401 -- Django's signature
    """Create the table of the settings' cache."""
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make_cache, migrations.RunPython.noop)]
