from django.db import migrations, models


def forget_whether_it_was_the_person(apps, schema_editor):
    """「本人・家族が同席した」 does not say that the person was there: what is not known stays empty."""
    apps.get_model("casework", "CaseMeeting").objects.filter(person_present=True).update(
        person_present=None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_no_case_lies_in_the_whole_city"),
    ]

    operations = [
        migrations.AlterField(
            model_name="casemeeting",
            name="person_present",
            field=models.BooleanField(blank=True, null=True, verbose_name="本人の同席"),
        ),
        migrations.RunPython(forget_whether_it_was_the_person, migrations.RunPython.noop),
    ]
