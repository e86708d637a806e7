"""Who waits is told once that a role was closed; the running hub writes a certificate once, and can only revoke it."""

from django.db import migrations, models

REVOKE = """
REVOKE UPDATE ON partners_activitycertificate FROM hub_app;
GRANT UPDATE (revoked_at, revoked_by_id, revoked_reason) ON partners_activitycertificate TO hub_app;
"""
GRANT = """
REVOKE UPDATE (revoked_at, revoked_by_id, revoked_reason) ON partners_activitycertificate FROM hub_app;
GRANT UPDATE ON partners_activitycertificate TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_records_of_cocreation_are_only_added_to")]
    operations = [
        migrations.AddField(
            model_name="roleapplication",
            name="closed_told_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(REVOKE, GRANT),
    ]
