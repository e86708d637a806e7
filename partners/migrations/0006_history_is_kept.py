"""The running hub deletes no history."""

from django.db import migrations

KEEP = """
REVOKE DELETE ON partners_partnershiptransition, partners_inquiryact FROM hub_app;
"""
LET_GO = """
GRANT DELETE ON partners_partnershiptransition, partners_inquiryact TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_unread_needs_are_as_they_were_raised")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
