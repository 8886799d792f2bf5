"""Put what waits now in its place: the urgent first, as everything that comes from here on."""

from typing import Any

from django.db import migrations


def rank(apps: Any, schema_editor: Any) -> None:
    intakes = apps.get_model("casework", "Intake").objects.filter(state="waiting")
    for pk, signs, restriction in intakes.values_list("pk", "urgency", "restriction"):
        if signs or restriction:
            is_law = restriction or "abuse" in signs
            place = 0 if "life" in signs else 1 if is_law else 2
            intakes.filter(pk=pk).update(urgent_rank=place)


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_urgent_comes_first")]

    operations = [migrations.RunPython(rank, migrations.RunPython.noop)]
