-- The regional table of staffing: one row for each quarter, job category (`all` for the row ALL
-- of the snapshots) and area. Posts are in hundredths of a full-time one, shares in hundredths of
-- a per cent, and absent where there is nothing to share. Turnover is leavers of 12 months over permanent posts.
--
-- Runs as it is in DuckDB and in Spark, over a view `workforce_snapshot` of the curated dataset
-- with its partition column `quarter`. Divisions as in `rates.sql`.
WITH post AS (
    SELECT
        quarter,
        CASE WHEN job_category = 'ALL' THEN 'all' ELSE job_category END AS job_category,
        CASE WHEN every_area THEN 'region' ELSE sub_region END AS area,
        CAST(agency_fte * 100 AS BIGINT) AS agency,
        CAST(permanent_fte * 100 AS BIGINT) AS permanent,
        CAST(vacancy_fte * 100 AS BIGINT) AS vacancy,
        CAST(leavers_fte * 100 AS BIGINT) AS leavers
    FROM workforce_snapshot
    CROSS JOIN (SELECT FALSE AS every_area UNION ALL SELECT TRUE) AS areas
),
summed AS (
    SELECT
        quarter,
        job_category,
        area,
        CAST(SUM(agency) AS BIGINT) AS agency,
        CAST(SUM(permanent) AS BIGINT) AS permanent,
        CAST(SUM(vacancy) AS BIGINT) AS vacancy,
        -- Unknown where one authority has not sent them.
        CASE WHEN COUNT(leavers) = COUNT(*) THEN CAST(SUM(leavers) AS BIGINT) END AS leavers
    FROM post
    GROUP BY quarter, job_category, area
),
-- To the nearest whole number, halves up: (2a + b) div 2b.
doubled AS (
    SELECT
        *,
        20000 * agency + agency + permanent AS agency_over,
        NULLIF(2 * (agency + permanent), 0) AS agency_under,
        20000 * vacancy + vacancy + permanent AS vacancy_over,
        NULLIF(2 * (vacancy + permanent), 0) AS vacancy_under,
        20000 * leavers + permanent AS turnover_over,
        NULLIF(2 * permanent, 0) AS turnover_under
    FROM summed
)
SELECT
    quarter,
    job_category,
    area,
    agency AS agency_fte_hundredths,
    permanent AS permanent_fte_hundredths,
    vacancy AS vacancy_fte_hundredths,
    CAST((agency_over - agency_over % agency_under) / agency_under AS BIGINT)
        AS agency_share_hundredths,
    CAST((vacancy_over - vacancy_over % vacancy_under) / vacancy_under AS BIGINT)
        AS vacancy_rate_hundredths,
    leavers AS leavers_fte_hundredths,
    CAST((turnover_over - turnover_over % turnover_under) / turnover_under AS BIGINT)
        AS turnover_hundredths
FROM doubled
ORDER BY quarter, job_category, area
