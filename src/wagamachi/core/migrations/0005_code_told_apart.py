from typing import Any

from django.db import migrations, models

TOGETHER = {"KADAI_T": "", "KADAI_N": "国の様式", "KADAI_LAW": "法の区分"}


def tell_apart(apps: Any, schema_editor: Any) -> None:
    """Do once, for the codes that are there, what ``codelists.tell_apart`` does from now on."""
    codes = apps.get_model("core", "Code").objects.filter(code_list_id__in=TOGETHER)
    taken: set[str] = set()
    for key, apart in TOGETHER.items():
        rows = list(codes.filter(code_list_id=key))
        names = {code.pk: code.local_label or code.label for code in rows}
        codes.filter(pk__in=[pk for pk, name in names.items() if name in taken]).update(
            told_apart=apart
        )
        taken |= {*names.values()}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_code_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='code',
            name='told_apart',
            field=models.CharField(blank=True, default='', editable=False, max_length=40, verbose_name='どの表のものか'),
            preserve_default=False,
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
