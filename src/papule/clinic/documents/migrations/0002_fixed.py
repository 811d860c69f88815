"""The triggers by which the database refuses to change a document."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(append_only("documents_document"), migrations.RunPython.noop)]
