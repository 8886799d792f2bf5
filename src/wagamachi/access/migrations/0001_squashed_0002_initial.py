import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('access', '0001_initial'),
        ('access', '0002_initial'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0001_squashed_0004_household_counts'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('target_kind', models.CharField(blank=True, max_length=30)),
                ('target_id', models.UUIDField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '監査記録',
                'verbose_name_plural': '監査記録',
                'indexes': [models.Index(fields=['target_kind', 'target_id', '-seq'], name='access_audi_target__2729f8_idx'), models.Index(fields=['user', '-seq'], name='access_audi_user_id_4ee2d3_idx'), models.Index(fields=['at'], name='access_audi_at_d51b4b_idx')],
            },
        ),
        migrations.CreateModel(
            name='RoleLabel',
            fields=[
                ('role', models.CharField(choices=[('admin', 'システム管理'), ('agency_desk', '事業所・機関の窓口'), ('auditor', '監査'), ('core_body', '中心機関'), ('csw', '地域福祉コーディネーター'), ('district_staff', '地区担当職員'), ('manager', '管理職'), ('minsei_iin', '民生委員・児童委員'), ('resident', '住民・ボランティア'), ('seikatsu_sc', '生活支援コーディネーター'), ('team_lead', 'チームリーダー')], max_length=20, primary_key=True, serialize=False, verbose_name='役割')),
                ('label', models.CharField(max_length=40, verbose_name='この区市町村での呼び方')),
            ],
            options={
                'verbose_name': '役割の呼び方',
                'verbose_name_plural': '役割の呼び方',
            },
        ),
        migrations.CreateModel(
            name='StateTransition',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('target_kind', models.CharField(max_length=30)),
                ('target_id', models.UUIDField()),
                ('action', models.CharField(max_length=30)),
                ('source', models.CharField(max_length=20)),
                ('target', models.CharField(max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '状態の移り変わり',
                'verbose_name_plural': '状態の移り変わり',
                'indexes': [models.Index(fields=['target_kind', 'target_id', '-seq'], name='access_stat_target__632cb9_idx')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('role', models.CharField(choices=[('admin', 'システム管理'), ('agency_desk', '事業所・機関の窓口'), ('auditor', '監査'), ('core_body', '中心機関'), ('csw', '地域福祉コーディネーター'), ('district_staff', '地区担当職員'), ('manager', '管理職'), ('minsei_iin', '民生委員・児童委員'), ('resident', '住民・ボランティア'), ('seikatsu_sc', '生活支援コーディネーター'), ('team_lead', 'チームリーダー')], max_length=20, verbose_name='役割')),
                ('fte', models.DecimalField(decimal_places=2, default=1, help_text='1.00 が常勤1人分', max_digits=3, verbose_name='常勤換算')),
                ('starts_on', models.DateField(verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日（この日から外れる）')),
                ('areas', models.ManyToManyField(blank=True, related_name='assignments', to='areas.area', verbose_name='担当圏域')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organizations.organization', verbose_name='機関')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organizations.team', verbose_name='チーム')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
            ],
            options={
                'verbose_name': '配置',
                'verbose_name_plural': '配置',
                'ordering': ['-starts_on', 'id'],
                'indexes': [models.Index(fields=['user', 'starts_on'], name='access_assi_user_id_219d33_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='assignment_period', violation_error_message='終了日は開始日より後にしてください。'), models.CheckConstraint(condition=models.Q(('fte__gte', 0), ('fte__lte', 1)), name='assignment_fte')],
            },
        ),
    ]
