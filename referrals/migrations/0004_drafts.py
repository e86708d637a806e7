"""書きかけ: what somebody was about to write in a case, sealed. The running role deletes from this table, by the default rights."""

import django.db.models.deletion
import hub.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0003_files_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=12)),
                ("page", models.UUIDField()),
                ("words", hub.sealed.SealedField(verbose_name="書きかけ")),
                ("saved_at", models.DateTimeField(verbose_name="残した日時")),
                ("is_done", models.BooleanField(default=False)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="referrals.referral"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "書きかけ",
                "verbose_name_plural": "書きかけ",
                "ordering": ["saved_at", "pk"],
                "indexes": [models.Index(fields=["saved_at"], name="draft_saved_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "referral", "act"), name="draft_one_of_an_act")
                ],
            },
        ),
    ]
