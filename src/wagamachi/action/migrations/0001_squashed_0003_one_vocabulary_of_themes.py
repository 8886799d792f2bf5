import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('action', '0001_proposals'),
        ('action', '0002_bundles_wait_for_a_second_person'),
        ('action', '0003_one_vocabulary_of_themes'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0001_squashed_0004_household_counts'),
        ('core', '0001_squashed_0003_code_page_id'),
        ('organizations', '0001_initial'),
        ('support', '0001_squashed_0005_one_vocabulary_of_themes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('title', models.CharField(max_length=80, verbose_name='何を変えたいか')),
                ('need', models.TextField(verbose_name='足りないもの・困っていること')),
                ('tried', models.TextField(blank=True, verbose_name='これまでに試したこと')),
                ('ask', models.TextField(verbose_name='提案すること')),
                ('state', models.CharField(choices=[('draft', 'まとめている'), ('submitted', '返事待ち'), ('adopted', '採用された'), ('rejected', '見送られた'), ('realised', 'しくみになった'), ('withdrawn', '取り下げた')], default='draft', max_length=10, verbose_name='いま')),
                ('waiting_since', models.DateField(blank=True, null=True, verbose_name='返事を待ちはじめた日')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='圏域')),
                ('gaps', models.ManyToManyField(blank=True, related_name='proposals', to='support.gap', verbose_name='束ねる制度の狭間')),
                ('reason', models.ForeignKey(blank=True, limit_choices_to={'code_list_id': 'HAZAMA'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='使えなかった理由')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.team', verbose_name='まとめるチーム')),
                ('theme', models.ForeignKey(blank=True, limit_choices_to={'code_list_id__in': ('KADAI_T', 'KADAI_N')}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='課題')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
            ],
            options={
                'verbose_name': 'しくみの提案',
                'verbose_name_plural': 'しくみの提案',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='action_prop_created_805e85_idx'), models.Index(fields=['state', 'waiting_since'], name='action_prop_state_dc578d_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), ('waiting_since__isnull', False)), models.Q(models.Q(('state', 'submitted'), _negated=True), ('waiting_since', None)), _connector='OR'), name='proposal_waits_once_handed_in')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('plan_item', '計画の項目'), ('scheme', '新しい制度・事業'), ('change', 'いまの制度の見直し'), ('resource', '新しい資源・場所'), ('agreement', '機関どうしの取り決め')], max_length=10, verbose_name='何になったか')),
                ('title', models.CharField(max_length=120, verbose_name='名前')),
                ('place', models.CharField(max_length=120, verbose_name='どの計画・どこの事業か')),
                ('from_on', models.DateField(verbose_name='いつから')),
                ('note', models.TextField(blank=True, verbose_name='くわしく')),
                ('target_kind', models.CharField(blank=True, max_length=30)),
                ('target_id', models.UUIDField(blank=True, null=True)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='action.proposal', verbose_name='しくみの提案')),
            ],
            options={
                'verbose_name': 'できたしくみ',
                'verbose_name_plural': 'できたしくみ',
                'ordering': ['from_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('target_id', None), ('target_kind', '')), models.Q(models.Q(('target_kind', ''), _negated=True), ('target_id__isnull', False)), _connector='OR'), name='outcome_points_at_a_row_or_nowhere')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('receiver', models.CharField(choices=[('forum', '協議の場・会議体'), ('government', '区市町村の行政'), ('metropolis', '東京都・国'), ('plan', '計画の策定委員会'), ('network', '社会福祉法人・団体')], max_length=12, verbose_name='どこへ')),
                ('body', models.CharField(max_length=80, verbose_name='会議や部署の名前')),
                ('submitted_on', models.DateField(verbose_name='出した日')),
                ('evidence', models.JSONField(default=dict, verbose_name='そのときの根拠')),
                ('verdict', models.CharField(blank=True, choices=[('adopted', '採用する'), ('rejected', '見送る')], max_length=8, verbose_name='返事')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='返事の日')),
                ('answer', models.TextField(blank=True, verbose_name='返事の中身')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='action.proposal', verbose_name='しくみの提案')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='出した人')),
            ],
            options={
                'verbose_name': '提案の提出',
                'verbose_name_plural': '提案の提出',
                'ordering': ['-submitted_on', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('proposal',), name='one_body_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on', None), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('answered_on__isnull', False), ('ended_at__isnull', False)), _connector='OR'), name='answer_has_a_day')],
            },
        ),
    ]
