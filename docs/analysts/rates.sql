-- The regional table of rates: one row for each quarter, job category (and `all`) and area
-- (each sub-region, and `region`) that has an assignment. Amounts are whole pence, shares
-- hundredths of a per cent.
--
-- Runs as it is in DuckDB and in Spark, over two views: `agency_assignments`, the curated dataset
-- with its partition column `quarter`, and `rate_card`, the reference data's rate_card.csv;
-- `with_duckdb.py` and `with_pyspark.py` make them.
--
-- Everything is computed in whole numbers. Engines differ in the quantiles of decimals, and in
-- what `/` does to whole numbers: so amounts become pence first, and a division is written
-- (a - a % b) / b, which has no remainder and is therefore exact in every engine.
WITH rate AS (
    SELECT
        quarter,
        job_category,
        sub_region,
        la_code,
        supplier_number,
        worker,
        start_month,
        exception,
        CAST(cap_basis_rate_hourly * 100 AS BIGINT) AS pence
    FROM agency_assignments
),
-- The cap of an assignment is that of its start. Caps begin on the first of a month, so the month
-- is enough. A sub-region's own line goes before one for all; of those the latest counts.
candidate AS (
    SELECT
        start.job_category,
        start.sub_region,
        start.start_month,
        rate_card.cap_pence,
        ROW_NUMBER() OVER (
            PARTITION BY start.job_category, start.sub_region, start.start_month
            ORDER BY
                CASE WHEN rate_card.sub_region = 'all' THEN 1 ELSE 0 END,
                rate_card.first_day DESC
        ) AS choice
    FROM (SELECT DISTINCT job_category, sub_region, start_month FROM rate) AS start
    INNER JOIN rate_card
        ON rate_card.category = start.job_category
        AND rate_card.sub_region IN (start.sub_region, 'all')
        AND rate_card.first_day <= start.start_month
        AND COALESCE(rate_card.last_day >= start.start_month, TRUE)
),
capped AS (
    SELECT
        rate.*,
        COALESCE(rate.pence > candidate.cap_pence, FALSE) AS above
    FROM rate
    LEFT JOIN candidate
        ON candidate.choice = 1
        AND candidate.job_category = rate.job_category
        AND candidate.sub_region = rate.sub_region
        AND candidate.start_month = rate.start_month
),
-- Each assignment counts in four groups: its category or all, its sub-region or the region.
member AS (
    SELECT
        quarter,
        CASE WHEN every_category THEN 'all' ELSE job_category END AS job_category,
        CASE WHEN every_area THEN 'region' ELSE sub_region END AS area,
        la_code,
        supplier_number,
        worker,
        pence,
        CASE WHEN above THEN exception END AS exception
    FROM capped
    CROSS JOIN (SELECT FALSE AS every_category UNION ALL SELECT TRUE) AS categories
    CROSS JOIN (SELECT FALSE AS every_area UNION ALL SELECT TRUE) AS areas
),
placed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY quarter, job_category, area ORDER BY pence) - 1 AS place,
        COUNT(*) OVER (PARTITION BY quarter, job_category, area) - 1 AS last_place
    FROM member
),
-- Quantile q of type 7 lies at place h = last_place * q, counted from zero: between two
-- observations it is interpolated. h is held in hundredths. An observation weighs the more the
-- nearer its place is to h, and nothing from one place away on.
weighed AS (
    SELECT
        *,
        GREATEST(0, 100 - ABS(place * 100 - last_place * 25)) AS q1_weight,
        GREATEST(0, 100 - ABS(place * 100 - last_place * 50)) AS median_weight,
        GREATEST(0, 100 - ABS(place * 100 - last_place * 75)) AS q3_weight,
        GREATEST(0, 100 - ABS(place * 100 - last_place * 90)) AS p90_weight
    FROM placed
),
summed AS (
    SELECT
        quarter,
        job_category,
        area,
        COUNT(*) AS assignments,
        COUNT(DISTINCT worker) AS workers,
        COUNT(DISTINCT la_code) AS boroughs,
        COUNT(DISTINCT supplier_number) AS suppliers,
        CAST(SUM(pence) AS BIGINT) AS pence,
        CAST(SUM(pence * q1_weight) AS BIGINT) AS q1_hundredths,
        CAST(SUM(pence * median_weight) AS BIGINT) AS median_hundredths,
        CAST(SUM(pence * q3_weight) AS BIGINT) AS q3_hundredths,
        CAST(SUM(pence * p90_weight) AS BIGINT) AS p90_hundredths,
        COUNT(exception) AS above_cap,
        COUNT(CASE WHEN exception = 'approved' THEN 1 END) AS exceptions_approved,
        COUNT(CASE WHEN exception = 'late' THEN 1 END) AS exceptions_late
    FROM weighed
    GROUP BY quarter, job_category, area
)
-- A half is rounded up: (2a + b) div 2b is a / b to the nearest whole number. Suppliers on no list
-- have the number 0 and count as one.
SELECT
    quarter,
    job_category,
    area,
    assignments,
    workers,
    boroughs,
    suppliers,
    CAST((2 * pence + assignments - (2 * pence + assignments) % (2 * assignments))
        / (2 * assignments) AS BIGINT) AS mean_pence,
    CAST((q1_hundredths + 50 - (q1_hundredths + 50) % 100) / 100 AS BIGINT) AS q1_pence,
    CAST((median_hundredths + 50 - (median_hundredths + 50) % 100) / 100 AS BIGINT) AS median_pence,
    CAST((q3_hundredths + 50 - (q3_hundredths + 50) % 100) / 100 AS BIGINT) AS q3_pence,
    CAST((p90_hundredths + 50 - (p90_hundredths + 50) % 100) / 100 AS BIGINT) AS p90_pence,
    above_cap,
    CAST((20000 * above_cap + assignments - (20000 * above_cap + assignments) % (2 * assignments))
        / (2 * assignments) AS BIGINT) AS above_cap_share_hundredths,
    exceptions_approved,
    exceptions_late,
    above_cap - exceptions_approved - exceptions_late AS exceptions_missing,
    above_cap - exceptions_approved AS breaches
FROM summed
ORDER BY quarter, job_category, area
