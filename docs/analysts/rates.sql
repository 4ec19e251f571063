-- The regional table of rates: one row for each quarter, job category (and `all`) and area
-- (each sub-region, and `region`) that has an assignment. Amounts are whole pence.
--
-- Runs as it is in DuckDB and in Spark, over a view `agency_assignments` of the curated dataset
-- with its partition column `quarter`; `with_duckdb.py` and `with_pyspark.py` make that view.
--
-- Everything is computed in whole numbers. Engines differ in the quantiles of decimals, and in
-- what `/` does to whole numbers: so amounts become pence first, and a division is written
-- (a - a % b) / b, which has no remainder and is therefore exact in every engine.
WITH rate AS (
    SELECT
        quarter,
        job_category,
        sub_region,
        worker,
        CAST(cap_basis_rate_hourly * 100 AS BIGINT) AS pence
    FROM agency_assignments
),
-- Each assignment counts in four groups: its category or all, its sub-region or the region.
member AS (
    SELECT
        quarter,
        CASE WHEN every_category THEN 'all' ELSE job_category END AS job_category,
        CASE WHEN every_area THEN 'region' ELSE sub_region END AS area,
        worker,
        pence
    FROM rate
    CROSS JOIN (SELECT FALSE AS every_category UNION ALL SELECT TRUE) AS categories
    CROSS JOIN (SELECT FALSE AS every_area UNION ALL SELECT TRUE) AS areas
),
placed AS (
    SELECT
        quarter,
        job_category,
        area,
        worker,
        pence,
        ROW_NUMBER() OVER (PARTITION BY quarter, job_category, area ORDER BY pence) - 1 AS place,
        COUNT(*) OVER (PARTITION BY quarter, job_category, area) - 1 AS last_place
    FROM member
),
-- Quantile q of type 7 lies at place h = last_place * q, counted from zero: between two
-- observations it is interpolated. h is held in hundredths; each observation gets its weight.
weighed AS (
    SELECT
        *,
        CASE
            WHEN place * 100 <= last_place * 25 AND last_place * 25 < place * 100 + 100
                THEN 100 - (last_place * 25 - place * 100)
            WHEN last_place * 25 < place * 100 AND place * 100 < last_place * 25 + 100
                THEN 100 - (place * 100 - last_place * 25)
            ELSE 0
        END AS q1_weight,
        CASE
            WHEN place * 100 <= last_place * 50 AND last_place * 50 < place * 100 + 100
                THEN 100 - (last_place * 50 - place * 100)
            WHEN last_place * 50 < place * 100 AND place * 100 < last_place * 50 + 100
                THEN 100 - (place * 100 - last_place * 50)
            ELSE 0
        END AS median_weight,
        CASE
            WHEN place * 100 <= last_place * 75 AND last_place * 75 < place * 100 + 100
                THEN 100 - (last_place * 75 - place * 100)
            WHEN last_place * 75 < place * 100 AND place * 100 < last_place * 75 + 100
                THEN 100 - (place * 100 - last_place * 75)
            ELSE 0
        END AS q3_weight
    FROM placed
),
summed AS (
    SELECT
        quarter,
        job_category,
        area,
        COUNT(*) AS assignments,
        COUNT(DISTINCT worker) AS workers,
        CAST(SUM(pence) AS BIGINT) AS pence,
        CAST(SUM(pence * q1_weight) AS BIGINT) AS q1_hundredths,
        CAST(SUM(pence * median_weight) AS BIGINT) AS median_hundredths,
        CAST(SUM(pence * q3_weight) AS BIGINT) AS q3_hundredths
    FROM weighed
    GROUP BY quarter, job_category, area
)
-- A half is rounded up: (2a + b) div 2b is a / b to the nearest whole number.
SELECT
    quarter,
    job_category,
    area,
    assignments,
    workers,
    CAST((2 * pence + assignments - (2 * pence + assignments) % (2 * assignments))
        / (2 * assignments) AS BIGINT) AS mean_pence,
    CAST((q1_hundredths + 50 - (q1_hundredths + 50) % 100) / 100 AS BIGINT) AS q1_pence,
    CAST((median_hundredths + 50 - (median_hundredths + 50) % 100) / 100 AS BIGINT) AS median_pence,
    CAST((q3_hundredths + 50 - (q3_hundredths + 50) % 100) / 100 AS BIGINT) AS q3_pence
FROM summed
ORDER BY quarter, job_category, area
