"""The triggers by which the database refuses to change what was agreed on or signed."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only

TABLES = ("care_planversion", "care_sessionversion", "care_administration", "care_override")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("care", "0001_initial")]
    operations = [migrations.RunPython(append_only(*TABLES), migrations.RunPython.noop)]
