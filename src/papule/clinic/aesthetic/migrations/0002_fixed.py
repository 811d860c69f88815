"""The triggers by which the database refuses to change a quote, or when it was handed over."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("aesthetic", "0001_initial")]
    operations = [migrations.RunPython(append_only("aesthetic_quote", "aesthetic_handover"), migrations.RunPython.noop)]
