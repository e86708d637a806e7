"""Nicknames lose what turned the text beside them around and what nobody sees; an empty one is shown by its number."""

from django.db import migrations

# As hub.unseen has it, save joiners of pictures, which stay.
UNSEEN = (
    "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200c\\u200e\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]"
)
CLEAN = """
UPDATE accounts_user SET display_name = btrim(regexp_replace(display_name, '%s', '', 'g')) WHERE display_name ~ '%s'
""" % (UNSEEN, UNSEEN)  # noqa: UP031


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_acts_on_members")]
    operations = [migrations.RunSQL(CLEAN, migrations.RunSQL.noop)]
