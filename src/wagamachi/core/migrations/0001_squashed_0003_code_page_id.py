import django.db.models.deletion
import wagamachi.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('core', '0001_initial'),
        ('core', '0002_house_work'),
        ('core', '0003_code_page_id'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CodeList',
            fields=[
                ('key', models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name='記号')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('provenance', models.CharField(blank=True, max_length=200, verbose_name='由来')),
                ('release', models.CharField(max_length=20, verbose_name='版')),
            ],
            options={
                'verbose_name': 'コード表',
                'verbose_name_plural': 'コード表',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='DoctorRun',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('started_at', models.DateTimeField(db_index=True, verbose_name='はじめた日時')),
                ('finished_at', models.DateTimeField(verbose_name='終えた日時')),
                ('check_count', models.PositiveSmallIntegerField(verbose_name='調べた約束の数')),
                ('findings', models.JSONField(blank=True, default=list, verbose_name='見つかったこと')),
            ],
            options={
                'verbose_name': '夜の点検',
                'verbose_name_plural': '夜の点検',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='HouseWork',
            fields=[
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='名前')),
                ('began_at', models.DateTimeField(verbose_name='はじめた日時')),
                ('seconds', models.FloatField(verbose_name='かかった秒数')),
                ('done_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='あつかった数')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='さいごまで終えた日時')),
                ('failed_as', models.CharField(blank=True, max_length=80, verbose_name='終わらなかったわけ（種類）')),
            ],
            options={
                'verbose_name': '夜と見まわりの仕事',
                'verbose_name_plural': '夜と見まわりの仕事',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='コード')),
                ('label', models.CharField(max_length=80, verbose_name='名称')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='まとまり')),
                ('local_label', models.CharField(blank=True, max_length=80, verbose_name='この区市町村での呼び方')),
                ('synonyms', models.JSONField(blank=True, default=list, verbose_name='同じ意味のことば')),
                ('is_local', models.BooleanField(default=False, verbose_name='この区市町村での追加')),
                ('sort', models.PositiveIntegerField(default=0, verbose_name='並び')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='使いはじめ')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='使いおわり（この日から）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='説明')),
                ('page_id', models.UUIDField(editable=False, null=True, unique=True, verbose_name='加えた画面の番号')),
                ('maps_to', models.ManyToManyField(blank=True, related_name='mapped_from', to='core.code', verbose_name='集計先')),
                ('code_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='core.codelist', verbose_name='コード表')),
            ],
            options={
                'verbose_name': 'コード',
                'verbose_name_plural': 'コード',
                'ordering': ['code_list_id', 'sort', 'code'],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('object_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '検索用の写し',
                'verbose_name_plural': '検索用の写し',
                'constraints': [models.UniqueConstraint(fields=('object_id', 'kind'), name='search_document_ref')],
            },
        ),
    ]
