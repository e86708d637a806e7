"""The running hub adds to the history of proposals, projects, roles and applications. Who did it is forgotten with the account."""

from django.db import migrations

TABLES = ("proposaltransition", "projecttransition", "roletransition", "applicationtransition")
# Of projects an organisation that is gone is forgotten, too.
COLUMNS = {"projecttransition": "by_id, organization_id"}


def _all(line: str) -> str:
    return "\n".join(line.format(table=f"partners_{name}", columns=COLUMNS.get(name, "by_id")) for name in TABLES)


REVOKE = _all("REVOKE UPDATE, DELETE ON {table} FROM hub_app; GRANT UPDATE ({columns}) ON {table} TO hub_app;")
GRANT = _all("REVOKE UPDATE ({columns}) ON {table} FROM hub_app; GRANT UPDATE, DELETE ON {table} TO hub_app;")


class Migration(migrations.Migration):
    dependencies = [("partners", "0008_proposals_projects_and_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
