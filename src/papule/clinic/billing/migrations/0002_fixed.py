"""The triggers by which the database refuses to change a receipt or a payment."""

from django.db import migrations

from papule.clinic.audit.triggers import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunPython(append_only("billing_receipt", "billing_payment"), migrations.RunPython.noop)]
