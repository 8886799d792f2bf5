"""A meeting has both its hours or none: an empty end was let through, for NULL is never false."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def empty_halves(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("casework", "CaseMeeting").objects
    rows.filter(Q(from_time=None) | Q(until_time=None)).update(from_time=None, until_time=None)


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_the_person_at_the_meeting")]

    operations = [
        migrations.RemoveConstraint("casemeeting", "meeting_ends_after_it_begins"),
        migrations.RunPython(empty_halves, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "casemeeting",
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(from_time=None, until_time=None)
                | Q(
                    from_time__isnull=False,
                    until_time__isnull=False,
                    until_time__gt=F("from_time"),
                ),
            ),
        ),
    ]
