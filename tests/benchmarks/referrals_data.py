"""Made referrals by the hundred thousand, written by SQL as the owner of the tables: two sizes side by side.

Each size has a schema of its own with copies of the tables that grow; which of the two a connection sees is said by its
``search_path``. So both are asked in turn within one run.
"""

import sys

from django.db import connection

from hub.sealed import Sealed

# Name of the schema → open cases, closed cases.
SIZES = {"small": (2_000, 20_000), "large": (20_000, 200_000)}
TABLES = (
    *("referrals_referral", "referrals_referral_signs", "referrals_caseact", "referrals_transfer"),
    *("referrals_casetask", "referrals_accessrecord"),
)
_REFERRAL = """
INSERT INTO referrals_referral (id, code_hash, is_own, writer, reply, language, district_id, town_id, consent, text,
    about_name, about_address, about_phone, writer_name, writer_phone, writer_email, meeting, household, agencies,
    phone_hashes, office_id, assigned_to_id, created_by_id, state, urgency, outcome, duplicate_of_id, is_held, received_at,
    first_look_by, contact_by, first_looked_at, contacted_at, closed_at, reopened)
SELECT n, md5(n::text), n %% 3 = 0, (ARRAY['self','family','neighbour','place','company','professional','other'])[1 + n %% 7],
    'code', 'ja', districts[1 + n %% cardinality(districts)], NULL, 'unknown', %(word)s, %(word)s, %(word)s, %(word)s, %(word)s,
    %(word)s, %(word)s, %(word)s, '', '',
    jsonb_build_array(CASE WHEN n %% (%(total)s / 5) = 0 THEN %(phone)s ELSE md5('phone' || n) END),
    offices[1 + n %% cardinality(offices)],
    CASE WHEN state NOT IN ('received', 'triaged') THEN people[1 + n / 49 %% cardinality(people)] END, NULL, state,
    CASE WHEN chance < 0.1 THEN 'urgent' WHEN chance < 0.3 THEN 'soon' ELSE 'normal' END,
    CASE WHEN state <> 'closed' THEN '' WHEN chance < 0.1 THEN 'spam' WHEN chance < 0.6 THEN 'supported' ELSE 'not_reached' END,
    NULL, n <= %(open)s AND n %% 100 = 0, came, came + interval '2 days', came + interval '5 days',
    CASE WHEN state <> 'received' THEN came + chance * interval '4 days' END,
    CASE WHEN state IN ('in_contact', 'in_support') OR state = 'closed' AND chance < 0.7 THEN came + chance * interval '9 days' END,
    CASE WHEN state = 'closed' THEN came + interval '10 days' + chance * interval '20 days' END,
    CASE WHEN n %% 50 = 0 THEN 1 ELSE 0 END
FROM (
    SELECT n, random() AS chance,
        now() - CASE WHEN n <= %(open)s THEN random() * interval '60 days' ELSE interval '40 days' + random() * interval '1800 days'
            END AS came,
        CASE WHEN n > %(open)s THEN 'closed'
            ELSE (ARRAY['received','assigned','assigned','in_contact','in_support','triaged','assigned'])[1 + n / 7 %% 7] END AS state,
        (SELECT array_agg(id ORDER BY id) FROM areas_district) AS districts,
        (SELECT array_agg(id ORDER BY id) FROM referrals_supportoffice) AS offices,
        (SELECT array_agg(id ORDER BY id) FROM accounts_user WHERE is_staff) AS people
    FROM generate_series(1, %(total)s) n
) made
"""
_BESIDES = (
    # Signs: two for each.
    (
        "INSERT INTO referrals_referral_signs (referral_id, sign_id) SELECT r.id, s.id FROM referrals_referral r"
        " JOIN referrals_sign s ON s.id %% 5 IN (r.id %% 5, (r.id + 1) %% 5)"
    ),
    # Acts: four for each, with the reopening where it was.
    (
        "INSERT INTO referrals_caseact (action, from_state, to_state, by_id, at, about, reason, referral_id)"
        " SELECT action, '', state, assigned_to_id, received_at + lag, '', '', r.id FROM referrals_referral r, (VALUES"
        " ('receive', interval '0'), ('look', interval '1 day'), ('take', interval '2 days'), ('contact', interval '3 days'))"
        " AS made (action, lag)"
    ),
    (
        "INSERT INTO referrals_caseact (action, from_state, to_state, by_id, at, about, reason, referral_id)"
        " SELECT 'reopen', 'closed', 'triaged', assigned_to_id, received_at + interval '9 days', '', %(word)s, id"
        " FROM referrals_referral WHERE reopened > 0"
    ),
    # A transfer of every twentieth.
    (
        "INSERT INTO referrals_transfer (referral_id, to_office_id, to_agency, from_office_id, ground, reason, summary, token_hash,"
        " state, refusal, answer, asked_by_id, asked_at, expires_at) SELECT id, office_id, '', office_id, 'protection', %(word)s, '',"
        " '', CASE WHEN state <> 'closed' THEN 'asked' WHEN id %% 40 = 0 THEN 'declined' ELSE 'accepted' END,"
        " CASE WHEN state = 'closed' AND id %% 40 = 0 THEN 'no_room' ELSE '' END, '', assigned_to_id, received_at,"
        " now() + interval '3 days' FROM referrals_referral WHERE id %% 20 = 0"
    ),
    (
        "INSERT INTO referrals_casetask (referral_id, for_whom_id, text, due_on, by_id) SELECT id, assigned_to_id, %(word)s,"
        " current_date - 1, assigned_to_id FROM referrals_referral WHERE state <> 'closed' AND id %% 10 = 0"
    ),
    # Looks: three for each, over three years, every fiftieth another's with a reason.
    (
        "INSERT INTO referrals_accessrecord (look, case_number, user_number, user_name, what, reason, at) SELECT look, r.id,"
        " assigned_to_id, '職員', '', CASE WHEN r.id %% 50 = 0 THEN %(word)s ELSE '' END, now() - random() * interval '1095 days'"
        " FROM referrals_referral r, (VALUES ('list'), ('case'), ('personal')) AS made (look)"
        " WHERE assigned_to_id IS NOT NULL"
    ),
)


def main() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT setseed(0.5)")
        for schema, sizes in SIZES.items():
            _make(cursor, schema, *sizes)
        cursor.execute("SET search_path TO public")
        cursor.execute("VACUUM ANALYZE")
    return 0


def _make(cursor: object, schema: str, opened: int, closed: int) -> None:
    run = cursor.execute  # type: ignore[attr-defined]
    run(f"CREATE SCHEMA {schema}")
    run(f"GRANT USAGE ON SCHEMA {schema} TO hub_app")
    for table in TABLES:
        run(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
    run(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA {schema} TO hub_app")
    run(f"SET search_path TO {schema}, public")
    values = {"open": opened, "total": opened + closed, "word": Sealed.of("ことば").token, "phone": sys.argv[1]}
    for statement in (_REFERRAL, *_BESIDES):
        run(statement, values)


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main())
