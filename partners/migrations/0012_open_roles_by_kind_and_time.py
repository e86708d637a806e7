from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0011_proposal_seen")]

    operations = [
        migrations.AddIndex(
            model_name="role",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "minutes"],
                include=("organization", "id"),
                name="role_open_kind",
            ),
        ),
    ]
