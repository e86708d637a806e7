"""What was done to a case, and who looked at it, is never written anew by the running hub; retention runs as the owner.

Who did it is forgotten with the account.
"""

from django.db import migrations

REVOKE = """
REVOKE UPDATE, DELETE ON referrals_accessrecord FROM hub_app;
REVOKE UPDATE, DELETE ON referrals_caseact FROM hub_app;
GRANT UPDATE (by_id, reason) ON referrals_caseact TO hub_app;
REVOKE UPDATE, DELETE ON referrals_message, referrals_casenote FROM hub_app;
GRANT UPDATE (by_id, text) ON referrals_message, referrals_casenote TO hub_app;
REVOKE DELETE ON referrals_referral, referrals_transfer, referrals_consentrecord, referrals_casetask FROM hub_app;
"""
GRANT = """
GRANT DELETE ON referrals_referral, referrals_transfer, referrals_consentrecord, referrals_casetask TO hub_app;
REVOKE UPDATE (by_id, text) ON referrals_message, referrals_casenote FROM hub_app;
GRANT UPDATE, DELETE ON referrals_message, referrals_casenote TO hub_app;
REVOKE UPDATE (by_id, reason) ON referrals_caseact FROM hub_app;
GRANT UPDATE, DELETE ON referrals_caseact TO hub_app;
GRANT UPDATE, DELETE ON referrals_accessrecord TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_offices_and_referrals"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
