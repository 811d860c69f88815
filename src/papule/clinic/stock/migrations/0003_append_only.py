"""The trigger that keeps movements as they were written; a recall for every lot that was called back before."""

from datetime import datetime, time
from typing import Any

from django.db import migrations
from django.utils import timezone

from papule.clinic.audit.triggers import append_only


def recalls(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- Django's signature
    """Write the recalls that lots only marked until now."""
    for lot in apps.get_model("stock", "Lot").objects.exclude(recalled_on=None):
        apps.get_model("stock", "Recall").objects.create(
            kind="lot",
            product=lot.product,
            lot_number=lot.number,
            reason=lot.recall_reason,
            started_at=timezone.make_aware(datetime.combine(lot.recalled_on, time(12))),
        )


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("stock", "0002_movements")]
    operations = [
        migrations.RunPython(recalls, migrations.RunPython.noop),
        migrations.RunPython(append_only("stock_movement"), migrations.RunPython.noop),
    ]
