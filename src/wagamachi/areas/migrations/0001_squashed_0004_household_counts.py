import django.db.models.deletion
import wagamachi.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('areas', '0001_initial'),
        ('areas', '0002_functions_in_use'),
        ('areas', '0003_whom_to_ring_at_night'),
        ('areas', '0004_household_counts'),
    ]

    initial = True

    dependencies = [
        ('core', '0001_squashed_0003_code_page_id'),
    ]

    operations = [
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='町丁目コード')),
                ('name', models.CharField(max_length=60, verbose_name='町丁目名')),
                ('kana', models.CharField(blank=True, max_length=80, verbose_name='ふりがな')),
                ('key', models.CharField(editable=False, max_length=60, unique=True, verbose_name='照合用の名前')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='経度')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='緯度')),
            ],
            options={
                'verbose_name': '町丁目',
                'verbose_name_plural': '町丁目',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('tier', models.CharField(choices=[('municipality', '区市町村圏域'), ('middle', '中圏域'), ('small', '小地域')], max_length=12, verbose_name='階層')),
                ('code', models.CharField(blank=True, max_length=30, verbose_name='番号')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kana', models.CharField(blank=True, max_length=80, verbose_name='ふりがな')),
                ('is_unknown', models.BooleanField(default=False, verbose_name='圏域不明')),
                ('origin', models.CharField(choices=[('residents', '住民提案'), ('government', '行政設定')], default='government', max_length=12, verbose_name='設定のしかた')),
                ('proposed_by', models.CharField(blank=True, max_length=120, verbose_name='提案した人・集まり')),
                ('basis_codes', models.JSONField(blank=True, default=list, verbose_name='よりどころ（地理・社会文化・経済）')),
                ('landmarks', models.TextField(blank=True, verbose_name='目じるし（人・店・道・施設）')),
                ('size_note', models.CharField(blank=True, max_length=80, verbose_name='広さのめやす')),
                ('theme_note', models.TextField(blank=True, verbose_name='この圏域のテーマ（独自のことば）')),
                ('starts_on', models.DateField(verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日（この日から外れる）')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='areas.area', verbose_name='上の圏域')),
            ],
            options={
                'verbose_name': '圏域',
                'verbose_name_plural': '圏域',
                'ordering': ['tier', 'code', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='area_period'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'residents'), _negated=True), models.Q(('proposed_by', ''), _negated=True), _connector='OR'), name='resident_area_names_residents', violation_error_message='住民提案の圏域には、提案した人・集まりを書いてください。'), models.UniqueConstraint(condition=models.Q(('is_unknown', True)), fields=('is_unknown',), name='one_unknown_area')],
            },
        ),
        migrations.CreateModel(
            name='AreaVersion',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('starts_on', models.DateField(verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日（この日から外れる）')),
                ('shape', models.BinaryField(blank=True, null=True, verbose_name='形')),
                ('agreed_by', models.CharField(blank=True, max_length=120, verbose_name='合意した場')),
                ('agreed_ref', models.CharField(blank=True, max_length=80, verbose_name='合意の記録')),
                ('note', models.TextField(blank=True, verbose_name='変えた理由')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='areas.area', verbose_name='圏域')),
            ],
            options={
                'verbose_name': '圏域の版',
                'verbose_name_plural': '圏域の版',
                'ordering': ['-starts_on'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='area_version_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='area_version_period'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('area',), name='one_current_area_version')],
            },
        ),
        migrations.CreateModel(
            name='AreaTown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lots', models.CharField(blank=True, help_text='空なら町丁目の全部', max_length=120, verbose_name='番地の範囲')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_towns', to='areas.areaversion')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='area_towns', to='areas.town')),
            ],
            options={
                'verbose_name': '圏域に入る町丁目',
                'verbose_name_plural': '圏域に入る町丁目',
                'constraints': [models.UniqueConstraint(fields=('version', 'town'), name='area_town_once')],
            },
        ),
        migrations.CreateModel(
            name='MunicipalityProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='区市町村名')),
                ('code', models.CharField(blank=True, max_length=6, verbose_name='全国地方公共団体コード')),
                ('tiers_in_use', models.JSONField(default=list, verbose_name='使う階層')),
                ('tier_labels', models.JSONField(blank=True, default=dict, verbose_name='階層の呼び方')),
                ('functions_off', models.JSONField(blank=True, default=list, verbose_name='使わない機能')),
                ('night_phone', models.CharField(blank=True, max_length=20, verbose_name='夜間・休日の電話番号')),
                ('night_name', models.CharField(blank=True, max_length=60, verbose_name='その電話に出るところ')),
                ('is_fictional', models.BooleanField(default=False, verbose_name='架空のデモデータ')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'verbose_name': '区市町村の設定',
                'verbose_name_plural': '区市町村の設定',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='profile_singleton')],
            },
        ),
        migrations.AddField(
            model_name='areaversion',
            name='towns',
            field=models.ManyToManyField(related_name='area_versions', through='areas.AreaTown', to='areas.town'),
        ),
        migrations.CreateModel(
            name='ZoningSystem',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='記号')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('tier', models.CharField(choices=[('municipality', '区市町村圏域'), ('middle', '中圏域'), ('small', '小地域')], max_length=12, verbose_name='階層')),
                ('is_base', models.BooleanField(default=False, verbose_name='相談の担当を決める区分け')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='出典')),
                ('kind', models.ForeignKey(blank=True, limit_choices_to={'code_list_id': 'KENIKI_TAIKEI'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.code', verbose_name='種類')),
            ],
            options={
                'verbose_name': '区分け',
                'verbose_name_plural': '区分け',
                'ordering': ['tier', 'name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_base', True)), fields=('tier',), name='one_base_zoning_per_tier')],
            },
        ),
        migrations.AddField(
            model_name='area',
            name='zoning',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='areas.zoningsystem', verbose_name='区分け'),
        ),
        migrations.CreateModel(
            name='AreaOverlap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.FloatField(verbose_name='重なる割合')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overlaps', to='areas.area')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overlapped_by', to='areas.area')),
            ],
            options={
                'verbose_name': '圏域の重なり',
                'verbose_name_plural': '圏域の重なり',
                'constraints': [models.UniqueConstraint(fields=('area', 'other'), name='area_overlap_once'), models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='area_overlap_share')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdCount',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('households', models.PositiveIntegerField(verbose_name='世帯数')),
                ('counted_on', models.DateField(verbose_name='いつの数か')),
                ('source', models.CharField(max_length=120, verbose_name='出典')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='areas.area', verbose_name='圏域')),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='areas.town', verbose_name='町丁目')),
            ],
            options={
                'verbose_name': '世帯数',
                'verbose_name_plural': '世帯数',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('area', None), ('town__isnull', False)), models.Q(('area__isnull', False), ('town', None)), _connector='OR'), name='households_of_an_area_or_a_town'), models.UniqueConstraint(fields=('area', 'counted_on'), name='households_of_area_once'), models.UniqueConstraint(fields=('town', 'counted_on'), name='households_of_town_once')],
            },
        ),
    ]
