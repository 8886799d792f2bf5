import django.db.models.deletion
from django.db import migrations, models


def ask_for_all(apps, schema_editor):
    """Let the queue find where the resources stand that are there already."""
    if apps.get_model("directory", "Resource").objects.exists():
        from wagamachi.directory.tasks import find_where_all_stand

        find_where_all_stand.enqueue()


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0004_household_counts'),
        ('directory', '0002_one_vocabulary_of_themes'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='stands_in',
            field=models.ManyToManyField(editable=False, related_name='standing', to='areas.area', verbose_name='建っている圏域'),
        ),
        migrations.AddField(
            model_name='resource',
            name='town',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.town', verbose_name='町丁目'),
        ),
        migrations.RunPython(ask_for_all, migrations.RunPython.noop),
    ]
