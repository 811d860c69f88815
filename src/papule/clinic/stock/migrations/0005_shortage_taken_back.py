"""A shortage may be taken back. SQLite makes the table anew, and with it the triggers that keep movements."""

from typing import Any

from django.db import migrations, models

from papule.clinic.audit.triggers import append_only


def keep(apps: Any, editor: Any) -> None:  # noqa: ANN401 -- Django's signature
    """Write the triggers again where the table is another one."""
    if editor.connection.vendor == "sqlite":
        append_only("stock_movement")(apps, editor)


class Migration(migrations.Migration):
    """Movements stay as they are."""

    dependencies = [("stock", "0004_recalls_tell")]
    operations = [
        migrations.AlterField(model_name="movement", name="short", field=models.IntegerField(default=0)),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
