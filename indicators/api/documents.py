"""An indicator as the feed gives it, in SQL; ``indicators.api.serializers`` says the same as Python."""

from hub.api.documents import Document, link, row, row_where, rows


def _figure(column: str) -> str:
    """As it was written, 40.0 as 40.0; true or false of what is only done or not done."""
    return f"CASE WHEN t.kind = 'achieved' THEN to_json({column} = 1) ELSE to_json({column}) END"


# Of each year the value that stands for it, as ``Measurement.objects.newest_of_years`` has it.
_YEARS = (
    "(SELECT DISTINCT ON (m.fiscal_year) m.* FROM indicators_measurement m WHERE m.indicator_id = t.id "
    "AND NOT EXISTS (SELECT 1 FROM indicators_measurement r WHERE r.replaces_id = m.id) "
    'ORDER BY m.fiscal_year, (m."on" IS NOT NULL), m."on" DESC, m.id DESC) y'
)
_SIGN = "CASE t.kind WHEN 'percent' THEN '%%' WHEN 'places' THEN 'か所' ELSE t.unit END"

INDICATOR = Document(
    table="indicators_indicator",
    kind="indicator",
    listed="EXISTS (SELECT 1 FROM indicators_plan v WHERE v.id = t.plan_id AND v.is_public)",
    joins="JOIN indicators_plan p ON p.id = t.plan_id LEFT JOIN indicators_policy o ON o.id = t.policy_id",
    fields={
        "id": "t.id",
        "url": link("/api/v1/indicators/", "t.id"),
        "page_url": link("/indicators/", "t.code"),
        "code": "t.code",
        "plan": row(code="p.code", name="p.name", draft="p.draft_note"),
        "group": 't."group"',
        "name": "t.name",
        "kind": "t.kind",
        "unit": _SIGN,
        "better": "t.better",
        "policy": row_where("o.id IS NOT NULL", number="o.number", name="o.name"),
        "method": "t.method",
        "definition": "t.definition",
        "baseline": row(
            value=_figure("t.baseline_value"), fiscal_year="t.baseline_fiscal_year", note="t.baseline_note"
        ),
        "targets": rows(
            "indicators_target g WHERE g.indicator_id = t.id",
            "g.fiscal_year NULLS LAST, g.id",
            kind="g.kind",
            value="to_json(g.value)",
            fiscal_year="g.fiscal_year",
            stage="g.stage",
        ),
        "measurements": rows(
            _YEARS,
            "y.fiscal_year",
            fiscal_year="y.fiscal_year",
            on='y."on"',
            value=_figure("y.value"),
            certainty="y.certainty",
            source="y.source",
            note="y.note",
            is_sample="y.is_sample",
        ),
        "terms_url": "%(site)s || '/data/#terms'",
    },
)
