import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('workforce', '0001_commissioners_and_relief'),
        ('workforce', '0002_offer_page_id'),
        ('workforce', '0003_against_a_decision'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0001_squashed_0004_household_counts'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommissionerTask',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('title', models.CharField(max_length=80, verbose_name='仕事')),
                ('kind', models.CharField(choices=[('survey', '調査・見守りの依頼'), ('meeting', '会議・充て職'), ('paper', '書類・証明'), ('delivery', '配布物'), ('event', '募金・行事'), ('company', '相談・同行'), ('other', 'その他')], max_length=10, verbose_name='種類')),
                ('asker', models.CharField(choices=[('government', '行政'), ('shakyo', '社協'), ('school', '学校'), ('neighbourhood', '町会・自治会'), ('police_fire', '警察・消防'), ('resident', '住民'), ('other', 'その他')], max_length=14, verbose_name='だれからの依頼か')),
                ('asked_on', models.DateField(verbose_name='頼まれた日')),
                ('bearer', models.CharField(choices=[('public', '公的責任（行政がすること）'), ('voluntary', '住民の任意'), ('shared', '行政と住民の共同')], max_length=10, verbose_name='担い手の性格')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='いつまでに')),
                ('minutes_per_month', models.PositiveIntegerField(verbose_name='月にかかる時間の見こみ（分）')),
                ('note', models.TextField(blank=True, verbose_name='くわしく')),
                ('despite', models.CharField(blank=True, max_length=200, verbose_name='それでも書くわけ')),
                ('state', models.CharField(choices=[('mine', '委員の手もと'), ('offered', '頼んでいる（返事待ち）'), ('taken', '引き受けてもらった'), ('given_back', '戻ってきた'), ('done', 'おわった'), ('withdrawn', 'やめた')], default='mine', max_length=10, verbose_name='状態')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='圏域')),
                ('commissioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commissioner_tasks', to=settings.AUTH_USER_MODEL, verbose_name='委員')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commissioner_tasks', to='organizations.team', verbose_name='班・民児協')),
                ('to_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks_asked', to='organizations.team', verbose_name='頼んだチーム')),
                ('to_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks_asked', to=settings.AUTH_USER_MODEL, verbose_name='頼んだ人')),
            ],
            options={
                'verbose_name': '委員の仕事',
                'verbose_name_plural': '委員の仕事',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['commissioner', 'state'], name='workforce_c_commiss_56f5fe_idx'), models.Index(fields=['to_team', 'state'], name='workforce_c_to_team_bd8be9_idx'), models.Index(fields=['to_user', 'state'], name='workforce_c_to_user_8b8f56_idx'), models.Index(fields=['-created_at', '-id'], name='workforce_c_created_4ff8af_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('offered', 'taken')), _negated=True), models.Q(('to_team', None), ('to_user__isnull', False)), models.Q(('to_team__isnull', False), ('to_user', None)), _connector='OR'), name='task_asked_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('mine', 'given_back', 'withdrawn')), _negated=True), models.Q(('to_team', None), ('to_user', None)), _connector='OR'), name='task_at_rest_asks_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('bearer', 'public'), _negated=True), ('to_user', None), _connector='OR'), name='task_public_not_on_residents', violation_error_message='公的責任の仕事を、住民や委員に頼むことはできません。'), models.CheckConstraint(condition=models.Q(('minutes_per_month__lte', 10000)), name='task_minutes')],
            },
        ),
        migrations.CreateModel(
            name='ReliefDecision',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(blank=True, choices=[('survey', '調査・見守りの依頼'), ('meeting', '会議・充て職'), ('paper', '書類・証明'), ('delivery', '配布物'), ('event', '募金・行事'), ('company', '相談・同行'), ('other', 'その他')], max_length=10, verbose_name='仕事の種類')),
                ('verdict', models.CharField(choices=[('keep', '続ける'), ('lessen', 'へらす'), ('stop', 'やめる'), ('move', 'ほかへ移す')], max_length=6, verbose_name='判断')),
                ('reason', models.TextField(verbose_name='わけ')),
                ('body', models.CharField(max_length=80, verbose_name='どこで決めたか')),
                ('decided_on', models.DateField(verbose_name='決めた日')),
                ('from_on', models.DateField(verbose_name='いつから')),
                ('count_before', models.PositiveIntegerField(verbose_name='決めたときの件数')),
                ('minutes_before', models.PositiveIntegerField(verbose_name='決めたときの時間（分／月）')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='workforce.commissionertask', verbose_name='仕事')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
            ],
            options={
                'verbose_name': '軽減の判断',
                'verbose_name_plural': '軽減の判断',
                'ordering': ['-decided_on', '-id'],
                'indexes': [models.Index(fields=['-decided_on', '-id'], name='workforce_r_decided_20eca8_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('task', None), models.Q(('kind', ''), _negated=True)), models.Q(('kind', ''), ('task__isnull', False)), _connector='OR'), name='relief_about_one_thing')],
            },
        ),
        migrations.AddField(
            model_name='commissionertask',
            name='against',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks_against', to='workforce.reliefdecision', verbose_name='やめると決めた判断'),
        ),
        migrations.CreateModel(
            name='TaskOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_id', models.UUIDField(editable=False, null=True, unique=True, verbose_name='頼んだ画面の番号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ことづけ')),
                ('offered_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('given_back', '戻ってきた'), ('recalled', '手もとに戻した'), ('done', 'おわった')], max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='わけ')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='workforce.commissionertask')),
                ('to_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.team', verbose_name='頼むチーム')),
                ('to_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='頼む人')),
            ],
            options={
                'verbose_name': '委員の仕事を頼んだこと',
                'verbose_name_plural': '委員の仕事を頼んだこと',
                'ordering': ['offered_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('to_team', None), ('to_user__isnull', False)), models.Q(('to_team__isnull', False), ('to_user', None)), _connector='OR'), name='task_offer_to_one'), models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='task_offer_ends_somehow'), models.CheckConstraint(condition=models.Q(('taken_at', None), ('ended_at', None), ('ended_at__gte', models.F('taken_at')), _connector='OR'), name='task_offer_in_order'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('task',), name='task_one_offer_at_a_time')],
            },
        ),
        migrations.AddConstraint(
            model_name='commissionertask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('against', None), ('despite', '')), models.Q(('against__isnull', False), models.Q(('despite', ''), _negated=True)), _connector='OR'), name='task_against_a_decision_says_why'),
        ),
    ]
