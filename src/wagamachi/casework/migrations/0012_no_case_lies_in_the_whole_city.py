"""The areas of a case or an intake are the 小地域 and 中圏域 of its place, not the municipality."""

from typing import Any

from django.db import migrations


def forget_the_municipality(apps: Any, schema_editor: Any) -> None:
    for name in ("Case", "Intake"):
        through = apps.get_model("casework", name).areas.through
        through.objects.filter(area__tier="municipality").delete()


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_companions_say_yes_and_meetings_have_hours")]

    operations = [migrations.RunPython(forget_the_municipality, migrations.RunPython.noop)]
