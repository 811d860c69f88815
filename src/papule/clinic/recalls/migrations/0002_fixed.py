"""The trigger that keeps every contact as it was written."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("recalls", "0001_initial")]
    operations = [migrations.RunPython(append_only("recalls_contact"), migrations.RunPython.noop)]
