"""An application holds its role, and by it the organisation: people's hours and certificates go with neither. No SQL."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0013_one_token_for_words_of_a_group")]

    operations = [
        migrations.AlterField(
            model_name="roleapplication",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="partners.role",
                verbose_name="役割",
            ),
        ),
    ]
