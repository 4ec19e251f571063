//! Job categories, the invented rate card, and the grossing up of PAYE rates.

use jiff::civil::{Date, date};

/// A job category of the returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Social worker.
    Sw,
    /// Senior social worker.
    Ssw,
    /// Advanced practitioner.
    Ap,
    /// Team manager.
    Tm,
    /// Independent reviewing officer or conference chair.
    Iro,
}

impl Role {
    /// All five, in the order of the returns.
    pub(crate) const ALL: [Self; 5] = [Self::Sw, Self::Ssw, Self::Ap, Self::Tm, Self::Iro];

    /// Its code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Sw => "SW",
            Self::Ssw => "SSW",
            Self::Ap => "AP",
            Self::Tm => "TM",
            Self::Iro => "IRO",
        }
    }

    /// The invented cap in pence an hour; one card for the region.
    pub(crate) const fn cap(self) -> u32 {
        match self {
            Self::Sw => 3700,
            Self::Ssw => 4100,
            Self::Ap => 4500,
            Self::Tm => 4900,
            Self::Iro => 4700,
        }
    }

    /// Titles that the role map gives this category.
    pub(crate) const fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Sw => &["Social Worker", "QSW", "Experienced SW", "Supervising SW"],
            Self::Ssw => &["Senior SW", "Snr SW", "Senior Practitioner"],
            Self::Ap => &["Advanced Practitioner", "Consultant SW", "Practice Lead"],
            Self::Tm => &["Team Manager", "Service Team Manager", "Group Manager"],
            Self::Iro => &["IRO", "CP Chair", "Conference Chair"],
        }
    }
}

/// The first day of the rate card: an earlier assignment has no cap.
pub(crate) const CARD_FROM: Date = date(2025, 4, 1);
/// The first day of the tax parameters that gross a PAYE rate up.
pub(crate) const TAX_FROM: Date = date(2025, 4, 6);
/// From this day a worker needs three years' experience.
pub(crate) const EXPERIENCE_FROM: Date = date(2024, 10, 31);

/// The cap-basis rate of a PAYE rate in pence, for hours in quarters of an hour.
///
/// g = pay × 1.1207; employer NI = 15 % × max(0, g − 5000 ÷ (52 × hours)); levy = 0.5 % × g;
/// their sum, exact, rounded once, half away from zero.
pub(crate) fn grossed_up(pay: u32, quarter_hours: u32) -> u32 {
    let weeks = 52 * u128::from(quarter_hours.max(1));
    let gross = 11_207 * u128::from(pay) * weeks; // in 1/10,000 penny / weeks
    let threshold = 2_000_000 * 10_000; // £5,000 a year over quarters of an hour, same unit
    let insured = gross.saturating_sub(threshold);
    let total = gross * 1_005 + insured * 150; // in 1/1,000 of that unit
    let unit = 10_000_000 * weeks;
    u32::try_from((2 * total + unit) / (2 * unit)).unwrap_or(u32::MAX)
}

/// The highest PAYE rate whose cap-basis rate is at most `target`.
pub(crate) fn netted_down(target: u32, quarter_hours: u32) -> u32 {
    let mut pay = target;
    while pay > 0 && grossed_up(pay, quarter_hours) > target {
        pay -= 1;
    }
    pay
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paye_rate_is_grossed_up_as_worked_by_hand() {
        // 28.00 x 1.1207 = 31.3796; 5000 / (52 x 36) = 2.670940; NI 4.306299; levy 0.156898.
        // 10.00 at 5 hours: 11.207; 5000 / 260 = 19.23, so no NI; levy 0.056035.
        for (pay, quarter_hours, cap_basis) in
            [(2800, 144, 3584), (1000, 20, 1126), (3000, 150, 3845)]
        {
            assert_eq!(
                grossed_up(pay, quarter_hours),
                cap_basis,
                "{pay} {quarter_hours}"
            );
        }
    }

    #[test]
    fn a_rate_netted_down_never_grosses_up_to_more() {
        for target in [3400, 3700, 4100, 4900] {
            let pay = netted_down(target, 144);
            assert!(grossed_up(pay, 144) <= target);
            assert!(grossed_up(pay + 1, 144) > target);
        }
    }
}
