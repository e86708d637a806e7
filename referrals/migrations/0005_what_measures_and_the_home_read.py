"""Indexes: of the measures (what came, ended, was begun again and was asked for), and of what waits unread on the home of staff."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("referrals", "0004_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="caseact",
            index=models.Index(condition=Q(("action", "reopen")), fields=["at"], name="act_reopened"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=Q(
                    ("writer_wrote_at__isnull", False),
                    Q(("office_wrote_at", None), ("office_wrote_at__lt", F("writer_wrote_at")), _connector="OR"),
                    Q(("office_read_at", None), ("office_read_at__lt", F("writer_wrote_at")), _connector="OR"),
                ),
                fields=["writer_wrote_at"],
                name="referral_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["received_at"],
                include=(
                    "office",
                    "district",
                    "writer",
                    "state",
                    "outcome",
                    "is_held",
                    "first_looked_at",
                    "contacted_at",
                    "reopened",
                ),
                name="referral_measured",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=Q(("state", "closed")),
                fields=["closed_at"],
                include=("office", "district", "outcome", "is_held", "contacted_at", "reopened"),
                name="referral_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["asked_at"], name="transfer_asked")
        ),
    ]
