"""The head of the chain, and the triggers by which the database refuses to change the log."""

from typing import Any

from django.db import migrations

from papule.clinic.audit.triggers import append_only


def make_head(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- Django's signature
    """Add the one row of the head."""
    apps.get_model("audit", "AuditHead").objects.create(number=0, hash="")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(make_head, migrations.RunPython.noop),
        migrations.RunPython(append_only("audit_auditevent", key="number"), migrations.RunPython.noop),
    ]
