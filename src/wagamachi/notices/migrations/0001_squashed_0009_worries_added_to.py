import django.core.validators
import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_address'),
        ('notices', '0003_kinds_of_commissioners_tasks'),
        ('notices', '0004_kind_of_urgent_cases'),
        ('notices', '0005_kinds_of_accounts'),
        ('notices', '0006_kinds_of_approvals'),
        ('notices', '0007_companions_asked_and_meetings_called_off'),
        ('notices', '0008_who_may_what_is_told'),
        ('notices', '0009_worries_added_to'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='お知らせの送り先')),
                ('mail', models.CharField(choices=[('by_kind', '急ぎのものはすぐに、ほかは1日1回まとめて'), ('at_once', 'すべて、すぐに'), ('digest', 'すべて、1日1回まとめて'), ('none', 'メールでは受けとらない')], default='by_kind', max_length=10, verbose_name='メール')),
                ('digest_hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='まとめて届く時刻')),
                ('quiet_from', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='メールを止める（から）')),
                ('quiet_until', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='メールを止める（まで）')),
                ('workdays_only', models.BooleanField(default=True, verbose_name='土日・祝日・年末年始はメールを止める')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preference', to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
            ],
            options={
                'verbose_name': 'お知らせの受け取り方',
                'verbose_name_plural': 'お知らせの受け取り方',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('intake_arrived', '相談が届きました'), ('intake_urgent', '急ぎの相談が届きました'), ('case_urgent', '急ぎのケースが届きました'), ('intake_late', '相談の受けとめが遅れています'), ('intake_amended', '届いた相談に、書きたしがあります'), ('intake_answered', 'つないだ相談に動きがありました'), ('handoff_arrived', 'つなぎが届きました'), ('handoff_received', 'つなぎを受け取ってもらえました'), ('handoff_question', 'つなぎについて聞かれています'), ('handoff_explained', '聞いたことに答えがありました'), ('handoff_accepted', 'つなぎを引き受けてもらえました'), ('handoff_declined', 'つなぎが戻ってきました'), ('handoff_withdrawn', 'つなぎが取りやめになりました'), ('handoff_finished', 'つなぎの結果がわかりました'), ('handoff_late', 'つなぎの返事が期日を過ぎました'), ('sharing_asked', '承認を頼まれています'), ('sharing_approved', '頼んだ承認がもらえました'), ('sharing_refused', '頼んだ承認がもらえませんでした'), ('holder_changed', 'ケースの担当が変わりました'), ('companion_asked', '伴走をお願いされています'), ('companion_named', '伴走担当になりました'), ('case_moved_on', '伴走しているケースに動きがありました'), ('case_closed', 'ケースがおわりになりました'), ('case_reopened', 'ケースがもう一度ひらかれました'), ('meeting_called', '調整会議に呼ばれています'), ('meeting_called_off', '調整会議が取りやめになりました'), ('flag_raised', 'ケースに気になるしるしがつきました'), ('consent_withdrawn', '同意が取りさげられました'), ('handover_waiting', '引きつぎが待っています'), ('absence_cover', '留守をあずかることになりました'), ('cases_assigned', 'ケースの担当になりました'), ('task_entered', '委員の仕事が書かれました'), ('task_offered', '委員の仕事を頼まれています'), ('task_taken', '頼んだ仕事を引き受けてもらえました'), ('task_given_back', '頼んだ仕事が戻ってきました'), ('task_recalled', '頼まれた仕事が委員の手もとに戻りました'), ('task_done', '頼んだ仕事がおわりました'), ('task_stopped', '委員の仕事をやめることになりました'), ('password_renewed', 'あなたのパスワードが新しくされました'), ('others_password', '管理者がパスワードを新しくしました'), ('post_to_oneself', '管理者が自分に配置をつけました'), ('power_given', '管理者か監査の担当がふえました'), ('relief_decided', '委員の仕事の軽減が決まりました')], max_length=20, verbose_name='なにがあったか')),
                ('target_kind', models.CharField(max_length=30)),
                ('target_id', models.UUIDField()),
                ('at', models.DateTimeField(verbose_name='いつ')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='読んだ日時')),
                ('mail_at', models.DateTimeField(blank=True, null=True, verbose_name='メールする日時')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='メールした日時')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='だれに')),
            ],
            options={
                'verbose_name': 'お知らせ',
                'verbose_name_plural': 'お知らせ',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['user', '-at', '-id'], name='notices_not_user_id_7d8ec3_idx'), models.Index(fields=['user', 'read_at'], name='notices_unread'), models.Index(condition=models.Q(('mail_at__isnull', False), ('mailed_at', None), ('read_at', None)), fields=['mail_at'], name='notices_to_mail'), models.Index(fields=['at'], name='notices_not_at_05b093_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('read_at', None)), fields=('user', 'kind', 'target_kind', 'target_id'), name='told_once_until_read')],
            },
        ),
    ]
