"""The reasons that people typed to open a case are sealed, as all that they write.

The running hub writes them anew under a new key, as it does those of the history, and nothing else of a record.
"""

from typing import Any

from django.db import migrations

import hub.sealed

GRANT = "GRANT UPDATE (reason) ON referrals_accessrecord TO hub_app;"
REVOKE = "REVOKE UPDATE (reason) ON referrals_accessrecord FROM hub_app;"


def seal(apps: Any, _schema_editor: Any) -> None:
    """Those that are there, in the clear."""
    rows = apps.get_model("referrals", "AccessRecord")._default_manager
    for row in rows.only("pk", "reason").iterator():
        clear = row.reason.token
        if clear:
            row.reason = hub.sealed.Sealed.of(clear)
            row.save(update_fields=["reason"])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_the_queue_in_its_order_and_numbers"), ("hub", "0001_database_roles")]
    operations = [
        migrations.AlterField("accessrecord", "reason", hub.sealed.SealedField(verbose_name="理由")),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(GRANT, REVOKE),
    ]
