import django.db.models.deletion
import wagamachi.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_aliases'),
        ('people', '0003_links_hardly_any_row_has'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('core', '0001_squashed_0003_code_page_id'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='氏名')),
                ('nickname', models.CharField(blank=True, max_length=60, verbose_name='呼び名')),
                ('kana', models.CharField(blank=True, max_length=80, verbose_name='ふりがな')),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='生年月日')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='電話')),
                ('address', models.CharField(blank=True, max_length=160, verbose_name='住所')),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='前の呼び名')),
                ('name_key', models.CharField(blank=True, editable=False, max_length=80)),
                ('phone_key', models.CharField(blank=True, editable=False, max_length=20)),
                ('address_key', models.CharField(blank=True, editable=False, max_length=120)),
                ('age_band', models.ForeignKey(blank=True, limit_choices_to={'code_list_id': 'NENDAI'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='年代')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='people.person')),
            ],
            options={
                'verbose_name': '人',
                'verbose_name_plural': '人',
                'indexes': [models.Index(fields=['name_key'], name='people_pers_name_ke_3037f3_idx'), models.Index(fields=['phone_key'], name='people_pers_phone_k_13afed_idx'), models.Index(fields=['address_key'], name='people_pers_address_69eb5c_idx'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged_into_set')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('nickname', ''), _negated=True), _connector='OR'), name='person_is_called_something', violation_error_message='氏名か呼び名のどちらかを書いてください。')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('method', models.CharField(default='口頭', max_length=20, verbose_name='確かめ方')),
                ('asked_at', models.DateTimeField(verbose_name='確かめた日時')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='期限（この日から無効）')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した日時')),
                ('note', models.TextField(blank=True, verbose_name='説明・理由')),
                ('answer', models.ForeignKey(limit_choices_to={'code_list_id': 'DOI_KOTAE'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='答え')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
                ('items', models.ManyToManyField(limit_choices_to={'code_list_id': 'DOI_KOMOKU'}, related_name='+', to='core.code', verbose_name='伝えてよいこと')),
                ('recipients', models.ManyToManyField(related_name='+', to='organizations.organization', verbose_name='伝えてよい相手')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person', verbose_name='本人')),
            ],
            options={
                'verbose_name': '同意',
                'verbose_name_plural': '同意',
                'indexes': [models.Index(fields=['person', '-asked_at'], name='people_cons_person__ebec25_idx')],
            },
        ),
    ]
