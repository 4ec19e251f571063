"""The columns that analysts are promised, in order: name, form, and whether a row may lack it.

Written out here on purpose: what the program derives from its declarations must come to the same.
"""

TEXT, DAY, AMOUNT, COUNT, FLAG = "text", "day", "amount", "count", "flag"

AGENCY_ASSIGNMENTS = [
    ("la_code", TEXT, False),
    ("sub_region", TEXT, False),
    ("worker", TEXT, False),
    ("job_category", TEXT, False),
    ("service_area", TEXT, True),
    ("supply_route", TEXT, False),
    ("supplier_number", COUNT, False),
    ("engagement_type", TEXT, False),
    ("pay_rate_hourly", AMOUNT, False),
    ("cap_basis_rate_hourly", AMOUNT, False),
    ("cap_basis_computed", FLAG, False),
    ("charge_rate_hourly", AMOUNT, True),
    ("additional_pay_hourly", AMOUNT, True),
    ("additional_pay_type", TEXT, True),
    ("hours_per_week", AMOUNT, False),
    ("start_month", DAY, False),
    ("original_start_month", DAY, True),
    ("end_month", DAY, True),
    ("end_reason", TEXT, True),
    ("cover_reason", TEXT, True),
    ("project_team", FLAG, False),
    ("pqe_3_years", TEXT, False),
    ("references_received", COUNT, False),
    ("national_template", FLAG, False),
    ("cooloff_declared", TEXT, False),
    ("check_reference_given", FLAG, False),
    ("exception", TEXT, False),
]

WORKFORCE_SNAPSHOT = [
    ("la_code", TEXT, False),
    ("sub_region", TEXT, False),
    ("job_category", TEXT, False),
    ("permanent_fte", AMOUNT, False),
    ("permanent_headcount", COUNT, False),
    ("establishment_fte", AMOUNT, False),
    ("vacancy_fte", AMOUNT, False),
    ("agency_fte", AMOUNT, False),
    ("agency_headcount", COUNT, False),
    ("agency_covering_vacancy_fte", AMOUNT, True),
    ("starters_fte", AMOUNT, True),
    ("leavers_fte", AMOUNT, True),
    ("sickness_days", AMOUNT, True),
    ("cases", COUNT, True),
    ("asye_headcount", COUNT, True),
]

DATASETS = {
    "agency_assignments": AGENCY_ASSIGNMENTS,
    "workforce_snapshot": WORKFORCE_SNAPSHOT,
}
