"""One more act: that the link by which an agency outside reads again what it accepted was stopped. Nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_what_measures_and_the_home_read"),
    ]

    operations = [
        migrations.AlterField(
            model_name="caseact",
            name="action",
            field=models.CharField(
                choices=[
                    ("receive", "受け付けた"),
                    ("look", "はじめて見た"),
                    ("triage", "振り分けた"),
                    ("take", "引き受けた"),
                    ("assign", "担当を決めた"),
                    ("contact", "連絡がついた"),
                    ("support", "支援を始めた"),
                    ("close", "終わった"),
                    ("reopen", "もう一度始めた"),
                    ("hand_on", "引き継ぎを頼んだ"),
                    ("accept", "引き継ぎを受けた"),
                    ("decline", "引き継ぎを断った"),
                    ("take_back", "引き継ぎを取り下げた"),
                    ("stop_link", "リンクを止めた"),
                    ("expire", "引き継ぎの期限が切れた"),
                    ("consent", "同意を書いた"),
                    ("answer", "返事を書いた"),
                    ("read", "続きを読んだ"),
                    ("write", "書いた人から続きが届いた"),
                    ("note", "記録を書いた"),
                    ("duplicate", "同じ相談とまとめた"),
                    ("forget", "消した"),
                ],
                max_length=10,
                verbose_name="操作",
            ),
        ),
    ]
