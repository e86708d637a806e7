"""What nobody has read yet is still as it was raised: its words go where raised words stand now."""

from django.db import migrations

APART = """
UPDATE partners_need
   SET raised_title = title, raised_where = "where", raised_for_whom = for_whom, raised_tried = tried,
       title = '', "where" = '', for_whom = '', tried = ''
 WHERE state = 'raised' AND version = 1 AND published_at IS NULL AND forgotten_at IS NULL AND source <> 'city' AND NOT is_sample;
"""
TOGETHER = """
UPDATE partners_need
   SET title = raised_title, "where" = raised_where, for_whom = raised_for_whom, tried = raised_tried
 WHERE state = 'raised' AND version = 1 AND title = '';
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_raised_words_apart")]
    operations = [migrations.RunSQL(APART, TOGETHER)]
