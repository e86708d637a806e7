"""Files of professionals. Like the words of a case they are written once; retention, as the owner, erases them with it."""

import django.db.models.deletion
from django.db import migrations, models

import hub.sealed

REVOKE = "REVOKE UPDATE, DELETE ON referrals_casefile FROM hub_app;"
GRANT = "GRANT UPDATE, DELETE ON referrals_casefile TO hub_app;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_what_the_running_hub_may_not")]
    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", hub.sealed.SealedField()),
                ("content", hub.sealed.SealedField()),
                ("size", models.PositiveIntegerField()),
                ("media_type", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["referral", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "number"), name="case_file_number"),
                    models.CheckConstraint(
                        condition=models.Q(media_type__in=["application/pdf", "image/jpeg"]), name="case_file_kind"
                    ),
                ],
            },
        ),
        migrations.RunSQL(REVOKE, GRANT),
    ]
