"""The triggers by which the database refuses to change a consent or its withdrawal."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(append_only("portal_consent", "portal_withdrawal"), migrations.RunPython.noop)]
