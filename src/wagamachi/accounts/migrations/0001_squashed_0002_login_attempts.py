import django.contrib.auth.models
import django.contrib.auth.validators
import django.utils.timezone
import wagamachi.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_login_attempts'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('id', models.UUIDField(default=wagamachi.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='氏名')),
                ('kana', models.CharField(blank=True, max_length=80, verbose_name='ふりがな')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='パスワードを変えるまで使えない')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '利用者',
                'verbose_name_plural': '利用者',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='LoginAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='とき')),
                ('account', models.CharField(max_length=64, verbose_name='利用者')),
                ('address', models.CharField(max_length=45, verbose_name='アドレス')),
                ('device', models.CharField(blank=True, max_length=32, verbose_name='機械')),
                ('is_known', models.BooleanField(default=False, verbose_name='前にも入れたところ')),
                ('is_right', models.BooleanField(default=False, verbose_name='入れた')),
            ],
            options={
                'verbose_name': 'ログインの試み',
                'verbose_name_plural': 'ログインの試み',
                'indexes': [models.Index(fields=['account', 'at'], name='accounts_lo_account_18814f_idx'), models.Index(fields=['address', 'at'], name='accounts_lo_address_ec738e_idx'), models.Index(fields=['at'], name='accounts_lo_at_99a859_idx')],
            },
        ),
    ]
