//! What rates are: the cap-basis rate of a PAYE rate, means, quantiles and shares.
//!
//! **Invariant:** all of it is exact integer arithmetic in pence; each figure is rounded once, at
//! the end, half away from zero, so that every engine gets the same to the penny.

use std::collections::BTreeMap;

use crate::reference::TaxParameters;

/// Hundredths of a per cent in the whole.
const WHOLE: i128 = 10_000;
/// Weeks over which the yearly threshold of National Insurance is spread.
const WEEKS: i128 = 52;

/// The cap-basis rate of a PAYE rate, in pence an hour: pay with holiday pay, employer's National
/// Insurance on what is over the threshold for these weekly hours, and the levy.
#[must_use]
pub fn cap_basis(pay_pence: i64, hours_hundredths: i64, tax: &TaxParameters) -> i64 {
    let part = |hundredths: i64| i128::from(hundredths);
    // Pay with holiday pay, in ten-thousandths of a penny.
    let gross = part(pay_pence) * (WHOLE + part(tax.holiday));
    // Hundredths of an hour in a year. Without hours there is no pay over the threshold.
    let year = WEEKS * part(hours_hundredths);
    let over = gross * year - part(tax.threshold_pence_a_year) * 100 * WHOLE;
    let insurance = part(tax.national_insurance) * over.max(0);
    let year = year.max(1);
    let exact = gross * (WHOLE + part(tax.levy)) * year + insurance;
    rounded(exact, WHOLE * WHOLE * year)
}

/// What part of `whole` is `part`, in hundredths of a per cent; nothing of nothing has no share.
#[must_use]
pub fn share_hundredths(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| rounded(i128::from(part) * WHOLE, i128::from(whole)))
}

/// What part of `whole` is `part`, in whole per cent, rounded once from the exact share; nothing
/// of nothing has no share.
#[must_use]
pub fn share_percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| rounded(i128::from(part) * 100, i128::from(whole)))
}

/// `numerator` ÷ `denominator`, which is above 0, to the nearest multiple of `step`, half away from
/// zero: the exact value is rounded, and not one that was rounded before.
#[must_use]
pub fn rounded_to(numerator: i128, denominator: i128, step: i64) -> i64 {
    let step = step.max(1);
    rounded(numerator, denominator * i128::from(step)).saturating_mul(step)
}

/// `numerator` ÷ `denominator`, which is above 0, to the nearest whole, half away from zero.
fn rounded(numerator: i128, denominator: i128) -> i64 {
    let away = (2 * numerator.abs() + denominator) / (2 * denominator);
    let whole = i64::try_from(away).unwrap_or(i64::MAX);
    if numerator < 0 { -whole } else { whole }
}

/// How often each rate was seen, in pence. Its size grows with the number of different rates and
/// not with the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    seen: BTreeMap<i64, u64>,
}

impl Distribution {
    /// Counts one observation.
    pub fn add(&mut self, pence: i64) {
        *self.seen.entry(pence).or_default() += 1;
    }

    /// How many observations there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.seen.values().sum()
    }

    /// Whether there are observations, and all are the same.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.seen.len() == 1
    }

    /// The mean in whole pence.
    #[must_use]
    pub fn mean_pence(&self) -> Option<i64> {
        self.mean_to(1)
    }

    /// The mean to the nearest multiple of `step` pence.
    #[must_use]
    pub fn mean_to(&self, step: i64) -> Option<i64> {
        let count = i128::from(self.count());
        let each = self.seen.iter();
        let sum: i128 = each
            .map(|(pence, count)| i128::from(*pence) * i128::from(*count))
            .sum();
        (count > 0).then(|| rounded_to(sum, count, step))
    }

    /// The quantile `numerator` ÷ `denominator` in whole pence, interpolated between the two
    /// observations beside h = (n − 1) · q, counted from 0 (type 7 of Hyndman and Fan).
    ///
    /// There is none of no observations, and none beyond 0 and 1.
    #[must_use]
    pub fn quantile(&self, numerator: u32, denominator: u32) -> Option<i64> {
        self.quantile_to(numerator, denominator, 1)
    }

    /// The same quantile to the nearest multiple of `step` pence, rounded once.
    #[must_use]
    pub fn quantile_to(&self, numerator: u32, denominator: u32, step: i64) -> Option<i64> {
        let parts = i128::from(denominator);
        if numerator > denominator || denominator == 0 {
            return None;
        }
        let last = self.count().checked_sub(1)?;
        let place = u128::from(last) * u128::from(numerator);
        let below = u64::try_from(place / u128::from(denominator)).ok()?;
        let beyond = i128::try_from(place % u128::from(denominator)).ok()?;
        let low = i128::from(self.at(below)?);
        let high = i128::from(self.at((below + 1).min(last))?);
        Some(rounded_to(
            low * (parts - beyond) + high * beyond,
            parts,
            step,
        ))
    }

    /// The observation at this place in ascending order, counted from 0.
    fn at(&self, place: u64) -> Option<i64> {
        let mut passed = 0;
        self.seen
            .iter()
            .find(|(_, count)| {
                passed += **count;
                place < passed
            })
            .map(|(pence, _)| *pence)
    }
}

#[cfg(test)]
mod tests;
