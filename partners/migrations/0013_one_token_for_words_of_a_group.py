from typing import Any

from django.db import migrations

# As ``partners.role_words`` writes them from now on: a folded word that stands wherever one of its group does, and the token.
_SIGNS = (
    ("学ちか", "=学ちか"),
    ("ぼらんてぃあ", "=ぼらんてぃあ"),
    ("実習", "=実習"),
    ("ぷろぼの", "=ぷろぼの"),
    ("単位", "=単位"),
    ("すまほ", "=すまほ"),
    ("ぱそこん", "=ぱそこん"),
    ("在宅", "=在宅"),
)


def add_signs(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for word, sign in _SIGNS:
            cursor.execute(
                "UPDATE partners_role SET search_tokens = search_tokens || array_to_tsvector(ARRAY[%s]) "
                "WHERE strpos(search_text, %s) > 0",
                [sign, word],
            )


class Migration(migrations.Migration):
    dependencies = [("partners", "0012_open_roles_by_kind_and_time")]

    operations = [migrations.RunPython(add_signs, migrations.RunPython.noop)]
