import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('home', '0001_initial'),
        ('home', '0002_own_ends_with_the_post'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('password_mark', models.CharField(default='', editable=False, max_length=64)),
                ('posts', models.JSONField(default=list, editable=False)),
                ('made_at', models.DateTimeField(verbose_name='作った日時')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='止めた日時')),
                ('last_read_on', models.DateField(blank=True, null=True, verbose_name='最後に読まれた日')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
            ],
            options={
                'verbose_name': 'カレンダーの住所',
                'verbose_name_plural': 'カレンダーの住所',
                'ordering': ['-made_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user',), name='one_calendar_feed_in_use')],
            },
        ),
    ]
