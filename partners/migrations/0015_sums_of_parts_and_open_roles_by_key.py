from typing import Any

from django.db import migrations, models

# As ``partners.services`` keeps it from now on.
_COUNTED = """
UPDATE partners_projectpart SET is_counted = true FROM partners_project
WHERE partners_project.id = partners_projectpart.project_id AND partners_projectpart.state = 'joined'
    AND partners_project.state IN ('running', 'ended', 'stopped') AND partners_project.published_at IS NOT NULL
"""


def count(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_COUNTED)


class Migration(migrations.Migration):
    dependencies = [("partners", "0014_applications_hold_their_role")]

    operations = [
        migrations.AddField(
            model_name="projectpart",
            name="is_counted",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="projectpart",
            index=models.Index(condition=models.Q(("is_counted", True)), fields=["organization"], name="part_counted"),
        ),
        migrations.AddIndex(
            model_name="role",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["id"],
                include=("organization", "published_at"),
                name="role_open_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_counted", False), ("state", "joined"), _connector="OR"),
                name="part_counted_takes_part",
            ),
        ),
    ]
