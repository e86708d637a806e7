"""Circles, their members and what they are told. The running hub adds to both records and changes nothing in them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

_RECORDS = ("events_circlemove", "events_circlemembermove")
REVOKE = "".join(
    f"REVOKE UPDATE, DELETE ON {table} FROM hub_app; GRANT UPDATE (by_id) ON {table} TO hub_app; " for table in _RECORDS
)
GRANT = "".join(
    f"REVOKE UPDATE (by_id) ON {table} FROM hub_app; GRANT UPDATE, DELETE ON {table} TO hub_app; " for table in _RECORDS
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_where_somebody_was_on_the_way_to'),
        ('areas', '0001_initial'),
        ("events", "0023_names_are_removed"),
        ('hub', '0004_no_temporary_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='サークルの名前')),
                ('reading', models.CharField(blank=True, max_length=120, verbose_name='ふりがな')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='ひとことで')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='何をする')),
                ('first_visit', models.TextField(blank=True, max_length=1000, verbose_name='はじめての方へ')),
                ('who_comes', models.TextField(blank=True, max_length=500, verbose_name='どんな人が来ている？')),
                ('how_often', models.CharField(blank=True, max_length=120, verbose_name='いつ集まる')),
                ('fee_text', models.CharField(blank=True, max_length=200, verbose_name='いくら')),
                ('venue_name', models.CharField(blank=True, max_length=120, verbose_name='集まるところの名前')),
                ('joining', models.CharField(choices=[('at_once', 'だれでも、すぐに入れます'), ('asked', '主催者が、ひとりずつお返事します'), ('closed', 'いまは、新しい人を迎えていません')], default='at_once', max_length=10, verbose_name='入り方')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='問い合わせの電話番号')),
                ('safeguards', models.TextField(blank=True, max_length=1000, verbose_name='子どもと活動するときの約束')),
                ('is_sample', models.BooleanField(default=False, verbose_name='見本')),
                ('state', models.CharField(choices=[('draft', '下書き'), ('in_review', '確認中'), ('published', '公開中'), ('closed', '終了'), ('hidden', '公開停止')], default='draft', editable=False, max_length=10, verbose_name='状態')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='公開した日時')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='終わった日時')),
                ('recheck_since', models.DateTimeField(editable=False, null=True, verbose_name='変わったところを確かめる')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('search_text', models.TextField(default='', editable=False)),
                ('search_tokens', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('sent_as', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='作成日時')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新日時')),
                ('audiences', models.ManyToManyField(blank=True, related_name='+', to='hub.audience', verbose_name='対象')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='areas.district', verbose_name='中学校区')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circles', to='accounts.organization', verbose_name='主催する団体')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='circles', to='events.place', verbose_name='場')),
                ('themes', models.ManyToManyField(blank=True, related_name='+', to='hub.theme', verbose_name='興味・分野')),
                ('welcome_marks', models.ManyToManyField(blank=True, related_name='+', to='hub.welcomemark', verbose_name='参加しやすさ')),
            ],
            options={
                'verbose_name': 'サークル',
                'verbose_name_plural': 'サークル',
                'ordering': ['reading', 'name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='circle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='events.circle', verbose_name='サークル'),
        ),
        migrations.CreateModel(
            name='CircleMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('unconfirmed', 'メールでの確認を待っています'), ('asked', '主催者の返事を待っています'), ('member', '仲間です'), ('declined', '今回は見送りになりました'), ('left', 'やめました'), ('removed', '主催者が外しました')], editable=False, max_length=12, verbose_name='状態')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='お名前・よび名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='メールアドレス')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='電話番号')),
                ('person', models.CharField(blank=True, editable=False, max_length=40)),
                ('language', models.CharField(default='ja', max_length=10, verbose_name='言葉')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='伝えておきたいこと')),
                ('wants_mail', models.BooleanField(default=True, verbose_name='主催者からのメールを受け取る')),
                ('via', models.CharField(choices=[('web', 'このサイト'), ('phone', '電話'), ('fax', 'FAX'), ('counter', '窓口'), ('paper', '紙の名簿'), ('copied', 'ほかの日から写した')], default='web', max_length=10, verbose_name='申込の方法')),
                ('confirm_until', models.DateTimeField(editable=False, null=True, verbose_name='確認の期限')),
                ('joined_at', models.DateTimeField(editable=False, null=True, verbose_name='入った日時')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='終わった日時')),
                ('reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='理由')),
                ('names_removed_at', models.DateTimeField(editable=False, null=True, verbose_name='名前を消した日時')),
                ('sent_as', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='申し込んだ日時')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新日時')),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='events.circle', verbose_name='サークル')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代わりに書いた人')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='circles', to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
            ],
            options={
                'verbose_name': 'サークルの仲間',
                'verbose_name_plural': 'サークルの仲間',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CircleMemberMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('join', '申し込んだ'), ('enter', '入った'), ('ask', '主催者に回した'), ('approve', '主催者が受けた'), ('decline', '主催者が見送った'), ('leave', 'やめた'), ('remove', '主催者が外した'), ('lapse', '期限が過ぎたか、サークルが終わった')], max_length=10, verbose_name='操作')),
                ('from_state', models.CharField(blank=True, choices=[('unconfirmed', 'メールでの確認を待っています'), ('asked', '主催者の返事を待っています'), ('member', '仲間です'), ('declined', '今回は見送りになりました'), ('left', 'やめました'), ('removed', '主催者が外しました')], max_length=12, verbose_name='前の状態')),
                ('to_state', models.CharField(choices=[('unconfirmed', 'メールでの確認を待っています'), ('asked', '主催者の返事を待っています'), ('member', '仲間です'), ('declined', '今回は見送りになりました'), ('left', 'やめました'), ('removed', '主催者が外しました')], max_length=12, verbose_name='後の状態')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='events.circlemember', verbose_name='サークルの仲間')),
            ],
            options={
                'verbose_name': 'サークルの仲間の記録',
                'verbose_name_plural': 'サークルの仲間の記録',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CircleMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, verbose_name='件名')),
                ('text', models.TextField(max_length=2000, verbose_name='本文')),
                ('sent_as', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='送った日時')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが')),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.circle', verbose_name='サークル')),
            ],
            options={
                'verbose_name': 'サークルからのお知らせ',
                'verbose_name_plural': 'サークルからのお知らせ',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CircleCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='電話した日時')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='電話した人')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='events.circlemember', verbose_name='サークルの仲間')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='events.circlemessage', verbose_name='お知らせ')),
            ],
            options={
                'verbose_name': '電話で伝える人',
                'verbose_name_plural': '電話で伝える人',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CircleMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('submit', '確認に出す'), ('return', '下書きに戻す'), ('withdraw', '確認をやめて、下書きに戻す'), ('publish', '公開する'), ('close', '終了する'), ('reopen', 'もう一度公開する'), ('hide', '公開を止める'), ('unhide', '公開の停止を解く'), ('assure', '内容を確かめた')], max_length=10, verbose_name='操作')),
                ('from_state', models.CharField(choices=[('draft', '下書き'), ('in_review', '確認中'), ('published', '公開中'), ('closed', '終了'), ('hidden', '公開停止')], max_length=10, verbose_name='前の状態')),
                ('to_state', models.CharField(choices=[('draft', '下書き'), ('in_review', '確認中'), ('published', '公開中'), ('closed', '終了'), ('hidden', '公開停止')], max_length=10, verbose_name='後の状態')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが')),
                ('circle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='moves', to='events.circle', verbose_name='サークル')),
            ],
            options={
                'verbose_name': 'サークルの記録',
                'verbose_name_plural': 'サークルの記録',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='circle',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search_tokens'], name='circle_search'),
        ),
        migrations.AddIndex(
            model_name='circle',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['reading', 'name', 'id'], name='circle_listed'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'closed', 'hidden'])), name='circle_state_known'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(('joining__in', ['at_once', 'asked', 'closed'])), name='circle_joining_known'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'closed']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='circle_public_has_date'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='circle_closed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('ended_at', None), _connector='OR'), name='circle_published_goes_on'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(('is_sample', False), ('contact_phone', ''), _connector='OR'), name='circle_sample_has_no_contact'),
        ),
        migrations.AddIndex(
            model_name='circlemember',
            index=models.Index(fields=['circle', 'state'], name='circle_member_of_circle'),
        ),
        migrations.AddIndex(
            model_name='circlemember',
            index=models.Index(condition=models.Q(('state', 'unconfirmed')), fields=['confirm_until'], name='circle_member_due'),
        ),
        migrations.AddIndex(
            model_name='circlemember',
            index=models.Index(condition=models.Q(('ended_at__isnull', False), ('names_removed_at', None)), fields=['ended_at'], name='circle_member_to_forget'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['unconfirmed', 'asked', 'member', 'declined', 'left', 'removed'])), name='circle_member_state_known'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('asked', 'member', 'unconfirmed'))), models.Q(models.Q(('state__in', ('asked', 'member', 'unconfirmed')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='circle_member_ended_has_date'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'unconfirmed'), ('confirm_until', None), _connector='XOR'), name='circle_member_confirms_in_time'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'member'), _negated=True), ('joined_at__isnull', False), _connector='OR'), name='circle_member_joined'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(('names_removed_at', None), models.Q(('email', ''), ('name', ''), ('note', ''), ('person', ''), ('phone', ''), ('reason', ''), ('user', None)), _connector='OR'), name='circle_member_forgotten_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'left'), _negated=True), ('names_removed_at__isnull', False), _connector='OR'), name='circle_member_left_is_forgotten'),
        ),
        migrations.AddConstraint(
            model_name='circlemember',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'member', 'unconfirmed')), models.Q(('person', ''), _negated=True)), fields=('circle', 'person'), name='circle_member_person_once'),
        ),
        migrations.AddConstraint(
            model_name='circlecall',
            constraint=models.UniqueConstraint(fields=('message', 'member'), name='circle_call_once'),
        ),
        migrations.RunSQL(REVOKE, GRANT),
    ]
