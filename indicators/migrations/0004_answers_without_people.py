"""What the database itself sees to: published tables stay, an open survey gives no plan a value, and what was deleted is
swept off the disk within minutes.

A row that was deleted lies in its file, with the number of the transaction that deleted it, until it is swept: for a number
that was used that is the one which took the answer.
"""

from django.db import migrations

_ADDED_ONLY = "indicators_surveytable, indicators_surveystep, indicators_surveyfigure"
_OF_ANSWERS = ("indicators_ticket", "indicators_response", "indicators_answer")

LIMIT = f"""
REVOKE UPDATE, DELETE ON {_ADDED_ONLY} FROM hub_app;
GRANT UPDATE (by_id) ON indicators_surveystep, indicators_surveyfigure TO hub_app;
ALTER TABLE indicators_survey ADD CONSTRAINT survey_and_its_kind UNIQUE (id, kind);
ALTER TABLE indicators_surveyfigure ADD CONSTRAINT figure_is_of_that_kind
    FOREIGN KEY (survey_id, kind) REFERENCES indicators_survey (id, kind) DEFERRABLE INITIALLY DEFERRED;
""" + "".join(
    f"ALTER TABLE {table} SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);\n"
    for table in _OF_ANSWERS
)
UNLIMIT = f"""
ALTER TABLE indicators_surveyfigure DROP CONSTRAINT figure_is_of_that_kind;
ALTER TABLE indicators_survey DROP CONSTRAINT survey_and_its_kind;
REVOKE UPDATE (by_id) ON indicators_surveystep, indicators_surveyfigure FROM hub_app;
GRANT UPDATE, DELETE ON {_ADDED_ONLY} TO hub_app;
""" + "".join(
    f"ALTER TABLE {table} RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);\n"
    for table in _OF_ANSWERS
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_surveys"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(LIMIT, UNLIMIT)]
