"""The door of a date and what comes after: entries that are only added to, thanks whose answers are three numbers.

Who pressed is forgotten with the account, nothing else of an entry changes. A deleted ticket, and what a row of numbers was
before, lies in its file with the number of its transaction until it is swept (docs/decisions/0020).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LIMIT = """
REVOKE UPDATE, DELETE ON events_doorentry FROM hub_app;
GRANT UPDATE (by_id) ON events_doorentry TO hub_app;
ALTER TABLE events_thanks SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE events_thanksticket SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""
UNLIMIT = """
ALTER TABLE events_thanksticket RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
ALTER TABLE events_thanks RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
REVOKE UPDATE (by_id) ON events_doorentry FROM hub_app;
GRANT UPDATE, DELETE ON events_doorentry TO hub_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0021_registration_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DoorEntry',
            fields=[
                ('key', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('came', '来た'), ('absent', 'お休み'), ('unmark', '取り消した'), ('walk_in', '当日参加を入れた'), ('undo_walk_in', '当日参加を取り消した')], max_length=12, verbose_name='押したもの')),
                ('of', models.UUIDField(editable=False, null=True)),
                ('people', models.PositiveSmallIntegerField(default=0, verbose_name='人数')),
                ('first_people', models.PositiveSmallIntegerField(default=0, verbose_name='うち、はじめての人')),
                ('via', models.CharField(choices=[('qr', 'QRコード'), ('code', '申込番号'), ('tap', '名簿で押した'), ('paper', 'あとで紙の名簿から'), ('walk_in', '当日参加')], max_length=10, verbose_name='方法')),
                ('is_applied', models.BooleanField(verbose_name='残っているか')),
                ('noted_at', models.DateTimeField(verbose_name='押した日時')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='届いた日時')),
            ],
            options={
                'verbose_name': '受付で押したもの',
                'verbose_name_plural': '受付で押したもの',
            },
        ),
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='thanks', serialize=False, to='events.occurrence', verbose_name='開催日')),
                ('closes_on', models.DateField(verbose_name='答えられる最後の日')),
                ('asked', models.PositiveIntegerField(default=0, verbose_name='たずねた人数')),
                ('good', models.PositiveIntegerField(default=0, verbose_name='よかった')),
                ('fair', models.PositiveIntegerField(default=0, verbose_name='まあまあ')),
                ('poor', models.PositiveIntegerField(default=0, verbose_name='あまり合わなかった')),
            ],
            options={
                'verbose_name': 'お礼と、ひとつの質問',
                'verbose_name_plural': 'お礼と、ひとつの質問',
            },
        ),
        migrations.CreateModel(
            name='ThanksTicket',
            fields=[
                ('hash', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'まだ使われていない答えの鍵',
                'verbose_name_plural': 'まだ使われていない答えの鍵',
            },
        ),
        migrations.AddField(
            model_name='attendance',
            name='proof',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=20),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(condition=models.Q(('proof', ''), _negated=True), fields=('proof',), name='attendance_proof_once'),
        ),
        migrations.AddField(
            model_name='doorentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが'),
        ),
        migrations.AddField(
            model_name='doorentry',
            name='occurrence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='door_entries', to='events.occurrence', verbose_name='開催日'),
        ),
        migrations.AddField(
            model_name='doorentry',
            name='registration',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='door_entries', to='events.registration', verbose_name='申込'),
        ),
        migrations.AddField(
            model_name='thanksticket',
            name='thanks',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='events.thanks'),
        ),
        migrations.AddIndex(
            model_name='doorentry',
            index=models.Index(fields=['occurrence', 'registration', '-noted_at'], name='door_entry_last'),
        ),
        migrations.AddIndex(
            model_name='doorentry',
            index=models.Index(condition=models.Q(('of__isnull', False)), fields=['of'], name='door_entry_of'),
        ),
        migrations.AddConstraint(
            model_name='doorentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ('came', 'absent', 'unmark')), ('registration__isnull', False)), models.Q(models.Q(('act__in', ('came', 'absent', 'unmark')), _negated=True), ('registration', None)), _connector='OR'), name='door_entry_of_somebody_or_walk_in'),
        ),
        migrations.AddConstraint(
            model_name='doorentry',
            constraint=models.CheckConstraint(condition=models.Q(('act', 'undo_walk_in'), ('of', None), _connector='XOR'), name='door_entry_undoes_a_walk_in'),
        ),
        migrations.RunSQL(LIMIT, UNLIMIT),
    ]
