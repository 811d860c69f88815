"""A lot is the same whatever its letters' case. What lies in two rows from before is put together where they agree.

Movements cannot be moved to another row, so the second stays, marked and empty. Where the expiry dates differ, one was
read wrongly and only the ampoules tell which: both stay as they are, and the page of each lot names the other.
"""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Upper
from django.utils import timezone


def put_together(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- Django's signature
    """Mark the rows that are a lot's second, and count their ampoules in the first where the two agree."""
    model = apps.get_model("stock", "Lot")
    first: dict[tuple[str, str], Any] = {}
    for lot in model.objects.order_by("pk"):
        kept = first.setdefault((lot.product, lot.number.upper()), lot)
        if kept is lot:
            continue
        model.objects.filter(pk=lot.pk).update(is_twin=True)
        if lot.ampoules and lot.expires_on == kept.expires_on:
            count(apps, kept, lot.ampoules, f"{lot.number} = {kept.number}")
            count(apps, lot, -lot.ampoules, f"{lot.number} = {kept.number}")


def count(apps: Any, lot: Any, change: int, reason: str) -> None:  # noqa: ANN401 -- models as they were
    """Write a count, with its movement."""
    lot.ampoules += change
    lot.save(update_fields=["ampoules"])
    apps.get_model("stock", "Movement").objects.create(
        lot=lot, kind="counted", change=change, reason=reason, moved_at=timezone.now()
    )


class Migration(migrations.Migration):
    """No row is lost."""

    dependencies = [("stock", "0005_shortage_taken_back")]
    operations = [
        migrations.AddField(model_name="lot", name="is_twin", field=models.BooleanField(default=False)),
        migrations.RunPython(put_together, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                models.F("product"),
                Upper("number"),
                condition=models.Q(("is_twin", False)),
                name="one_lot_whatever_its_case",
            ),
        ),
    ]
