"""A patient who withdraws a consent tells it to the practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_fixed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wrong", "something looks wrong"),
                    ("correction", "correction of the record"),
                    ("withdrawal", "a consent withdrawn"),
                ],
                max_length=10,
            ),
        ),
    ]
