"""What the database itself sees to: published tables stay, an open survey gives no plan a value, and what was deleted is
swept off the disk within minutes.

A row that was deleted lies in its file, with the number of the transaction that deleted it, until it is swept: for a number
that was used that is the one which took the answer.
"""

from django.db import migrations

LIMIT = """
REVOKE UPDATE, DELETE ON indicators_surveytable, indicators_surveystep, indicators_surveyfigure FROM hub_app;
GRANT UPDATE (by_id) ON indicators_surveystep, indicators_surveyfigure TO hub_app;
ALTER TABLE indicators_survey ADD CONSTRAINT survey_and_its_kind UNIQUE (id, kind);
ALTER TABLE indicators_surveyfigure ADD CONSTRAINT figure_is_of_that_kind
    FOREIGN KEY (survey_id, kind) REFERENCES indicators_survey (id, kind) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE indicators_ticket SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE indicators_response SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE indicators_answer SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""
UNLIMIT = """
ALTER TABLE indicators_answer RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
ALTER TABLE indicators_response RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
ALTER TABLE indicators_ticket RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
ALTER TABLE indicators_surveyfigure DROP CONSTRAINT figure_is_of_that_kind;
ALTER TABLE indicators_survey DROP CONSTRAINT survey_and_its_kind;
REVOKE UPDATE (by_id) ON indicators_surveystep, indicators_surveyfigure FROM hub_app;
GRANT UPDATE, DELETE ON indicators_surveytable, indicators_surveystep, indicators_surveyfigure TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_surveys"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(LIMIT, UNLIMIT)]
