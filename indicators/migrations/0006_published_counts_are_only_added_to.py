"""Numbers of people that were published, and the map of a day, are never written anew by the running hub."""

from django.db import migrations

REVOKE = "REVOKE UPDATE, DELETE ON indicators_peoplecount, indicators_coverage FROM hub_app;"
GRANT = "GRANT UPDATE, DELETE ON indicators_peoplecount, indicators_coverage TO hub_app;"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_people_and_coverage"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
