import django.db.models.deletion
import django.db.models.expressions
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('records', '0001_initial'),
        ('records', '0002_counts_read_from_indexes'),
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
            name='ActivityRecord',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('occurred_at', models.DateTimeField(verbose_name='日時')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='所要時間（分）')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='場所')),
                ('counterpart', models.CharField(max_length=120, verbose_name='だれと')),
                ('individual_share', models.PositiveSmallIntegerField(default=100, verbose_name='個別支援（％）')),
                ('community_share', models.PositiveSmallIntegerField(default=0, verbose_name='地域支援（％）')),
                ('system_share', models.PositiveSmallIntegerField(default=0, verbose_name='しくみづくり（％）')),
                ('tier', models.CharField(choices=[('municipality', '区市町村圏域'), ('middle', '中圏域'), ('small', '小地域')], max_length=12, verbose_name='対象の階層')),
                ('content', models.TextField(verbose_name='内容')),
                ('result', models.TextField(verbose_name='結果')),
                ('next_step', models.TextField(blank=True, verbose_name='次回・これから')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='areas.area', verbose_name='圏域')),
                ('corrected_by', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrects', to='records.activityrecord')),
                ('method', models.ForeignKey(limit_choices_to={'code_list_id': 'SHUDAN'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='手段')),
                ('staff', models.ManyToManyField(related_name='records', to=settings.AUTH_USER_MODEL, verbose_name='対応した人')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='organizations.team', verbose_name='チーム')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
            ],
            options={
                'verbose_name': '活動記録',
                'verbose_name_plural': '活動記録',
                'ordering': ['-occurred_at', '-id'],
                'indexes': [models.Index(fields=['-occurred_at', '-id'], name='records_act_occurre_a89cae_idx'), models.Index(fields=['team', '-occurred_at', 'corrected_by', 'minutes', 'id'], name='records_act_team_id_f729a3_idx'), models.Index(fields=['written_by', '-occurred_at'], name='records_act_written_86a488_idx'), models.Index(fields=['area', '-occurred_at'], name='records_act_area_id_182e1e_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('individual_share', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('community_share')), '-', models.F('system_share')))), name='record_shares_add_up', violation_error_message='３つの機能の割合は、合わせて100％にしてください。'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('minutes__lte', 1440)), name='record_quarter_hours')],
            },
        ),
        migrations.CreateModel(
            name='RecordLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_kind', models.CharField(max_length=30)),
                ('target_id', models.UUIDField()),
                ('occurred_at', models.DateTimeField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='records.activityrecord')),
            ],
            options={
                'verbose_name': '記録の対象',
                'verbose_name_plural': '記録の対象',
                'indexes': [models.Index(fields=['target_kind', 'target_id', '-occurred_at'], name='records_rec_target__6da079_idx')],
                'constraints': [models.UniqueConstraint(fields=('record', 'target_kind', 'target_id'), name='record_link_once')],
            },
        ),
    ]
