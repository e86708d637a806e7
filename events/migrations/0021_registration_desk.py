"""Who must be telephoned, messages to all who come, and registrations copied to another date."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0020_moves_are_only_added_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='registration',
            name='via',
            field=models.CharField(choices=[('web', 'このサイト'), ('phone', '電話'), ('fax', 'FAX'), ('counter', '窓口'), ('paper', '紙の名簿'), ('copied', 'ほかの日から写した')], default='web', max_length=10, verbose_name='申込の方法'),
        ),
        migrations.CreateModel(
            name='DateMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('coming', '来る人'), ('waiting', '待っている人'), ('both', '来る人と、待っている人')], max_length=10, verbose_name='だれに')),
                ('text', models.TextField(max_length=1000, verbose_name='伝えること')),
                ('sent_as', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='送った日時')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='events.occurrence', verbose_name='開催日')),
            ],
            options={
                'verbose_name': '全員へのお知らせ',
                'verbose_name_plural': '全員へのお知らせ',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MessageReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='events.datemessage')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_read', to='events.registration')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('message', 'registration'), name='message_reader_once')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('placed', '参加が決まったこと'), ('queued', '空きを待つ列に入ったこと'), ('in_lot', '抽選に入ったこと'), ('asked', '主催者の返事を待っていること'), ('offered', '席が空いたこと。来るかどうかを聞きます'), ('lapsed', '空いた席の返事の期限が過ぎたこと'), ('no_place', '席をご用意できなかったこと'), ('declined', '今回は見送りになったこと'), ('not_drawn', '抽選で、今回はご用意できなかったこと'), ('called_off', '申込を主催者が取りやめたこと'), ('changed', '開催日の変更や中止'), ('message', '主催者からのお知らせ')], max_length=12, verbose_name='伝えること')),
                ('key', models.CharField(blank=True, max_length=120)),
                ('due_at', models.DateTimeField(verbose_name='いつから')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='つながらなかった回数')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='最後にかけた日時')),
                ('outcome', models.CharField(blank=True, choices=[('told', '伝えた'), ('needless', '伝えなくてよくなった')], max_length=10, verbose_name='どうなったか')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='済んだ日時')),
                ('date', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.occurrence', verbose_name='開催日')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='だれが')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='events.datemessage')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='events.registration', verbose_name='申込')),
            ],
            options={
                'verbose_name': '電話で伝えること',
                'verbose_name_plural': '電話で伝えること',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['registration'], name='registration_call_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='registration_call_ended'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='registration_call_once')],
            },
        ),
    ]
