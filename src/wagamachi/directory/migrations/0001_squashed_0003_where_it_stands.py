import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('directory', '0001_initial'),
        ('directory', '0002_one_vocabulary_of_themes'),
        ('directory', '0003_where_it_stands'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0001_squashed_0004_household_counts'),
        ('core', '0001_squashed_0003_code_page_id'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kana', models.CharField(blank=True, max_length=120, verbose_name='ふりがな')),
                ('sector', models.CharField(choices=[('formal', '制度によるもの（フォーマル）'), ('informal', '住民どうし・近所（インフォーマル）'), ('voluntary', 'ボランティア・市民活動')], max_length=10, verbose_name='成り立ち')),
                ('description', models.TextField(blank=True, verbose_name='内容')),
                ('weekdays', models.CharField(blank=True, max_length=7, verbose_name='曜日')),
                ('hours', models.CharField(blank=True, max_length=80, verbose_name='時間')),
                ('cost_yen', models.PositiveIntegerField(blank=True, null=True, verbose_name='費用（円）')),
                ('cost_note', models.CharField(blank=True, max_length=80, verbose_name='費用のメモ')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='定員（人）')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='連絡窓口')),
                ('contact_person', models.CharField(blank=True, max_length=60, verbose_name='担当の人（職員だけが見ます）')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='電話')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='場所・所在地')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='経度')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='緯度')),
                ('wheelchair', models.BooleanField(blank=True, null=True, verbose_name='車いすで使える')),
                ('access_note', models.CharField(blank=True, max_length=120, verbose_name='使いやすさのメモ')),
                ('is_public', models.BooleanField(default=False, verbose_name='住民向けのページに出す')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='確かめた日')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='はじまる日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日（この日から外れる）')),
                ('areas', models.ManyToManyField(blank=True, related_name='resources', to='areas.area', verbose_name='使える圏域')),
                ('kind', models.ForeignKey(limit_choices_to={'code_list_id': 'SHIGEN'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='種別')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='organizations.organization', verbose_name='機関')),
                ('stands_in', models.ManyToManyField(editable=False, related_name='standing', to='areas.area', verbose_name='建っている圏域')),
                ('themes', models.ManyToManyField(blank=True, limit_choices_to={'code_list_id__in': ['KADAI_T', 'KADAI_N', 'KADAI_LAW']}, related_name='+', to='core.code', verbose_name='どんなことに')),
                ('town', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.town', verbose_name='町丁目')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
            ],
            options={
                'verbose_name': '社会資源',
                'verbose_name_plural': '社会資源',
                'ordering': ['kana', 'name'],
                'indexes': [models.Index(fields=['kana', 'name', 'id'], name='directory_r_kana_729c2f_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='resource_period', violation_error_message='終了日は、はじまる日より後にしてください。')],
            },
        ),
    ]
