//! Files that are too large to keep beside the others.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Makes a file of sound assignments in `scratch`: `rows:N` of them, or `bytes:N` long.
#[must_use]
pub fn generate(how: &str, scratch: &Path) -> PathBuf {
    let (unit, count) = how.split_once(':').expect("a unit and a number");
    let most: usize = count.parse().expect("a number");
    let path = scratch.join("generated");
    let mut file = std::io::BufWriter::new(
        fs::File::create(&path).expect("the scratch folder takes the file"),
    );
    let mut written = 0;
    let mut line = "quarter,record_ref,swe_number,job_category,supply_route,supplier,\
engagement_type,pay_rate_hourly,cap_basis_rate_hourly,hours_per_week,start_date,project_team,\
pqe_3_years,references_received,national_template,cooloff_declared\n"
        .to_owned();
    for n in 1.. {
        file.write_all(line.as_bytes())
            .expect("the scratch folder takes the file");
        written += line.len();
        match unit {
            "rows" if n > most => break,
            "bytes" if written >= most => break,
            _ => {}
        }
        line = format!(
            "2026Q3,HOLLYHOCK-{n},SW{n},SW,direct,Northbank People,umbrella,28.40,36.{:02},36,\
2026-05-11,N,Y,2,Y,clear\n",
            n % 100
        );
    }
    let file = file
        .into_inner()
        .expect("the scratch folder takes the file");
    if unit == "bytes" {
        file.set_len(count.parse().expect("a number"))
            .expect("the scratch folder takes the file");
    }
    path
}
