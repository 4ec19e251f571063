//! Figures in these tables were computed apart from this program, with Python's `fractions`.

use proptest::prelude::*;

use super::*;
use crate::reference::Reference;
use jiff::civil::date;

fn distribution(rates: &[i64]) -> Distribution {
    let mut distribution = Distribution::default();
    for pence in rates {
        distribution.add(*pence);
    }
    distribution
}

#[test]
fn a_paye_rate_is_grossed_up_to_the_penny() {
    let tax = Reference::compiled().tax(date(2026, 7, 1)).unwrap();
    for (pay, hours, rate) in [
        (3_000, 3_600, 3_843),
        (3_150, 3_750, 4_039),
        (2_842, 3_625, 3_639),
        (3_315, 3_700, 4_252),
        (1_271, 4_000, 1_609),
        (12_000, 6_000, 15_509),
        // Pay over the threshold, hardly over it, and not.
        (1_271, 800, 1_465),
        (1_271, 675, 1_432),
        (1_271, 650, 1_432),
        (2_500, 25, 2_816),
    ] {
        assert_eq!(cap_basis(pay, hours, &tax), rate, "{pay} for {hours}");
    }
    // Hours are above 0 in a readable row; were they not, nobody would reach the threshold.
    for hours in [0, -100] {
        assert_eq!(cap_basis(2_500, hours, &tax), 2_816);
    }
}

#[test]
fn the_same_hours_can_tell_insurance_from_none_by_a_penny_of_pay() {
    let tax = TaxParameters {
        holiday: 0,
        national_insurance: 10_000,
        threshold_pence_a_year: 520_000,
        levy: 0,
        assumed: true,
    };
    // 10 hours in 52 weeks: the threshold is £10 an hour, and all over it counts twice.
    for (pay, rate) in [(999, 999), (1_000, 1_000), (1_001, 1_002)] {
        assert_eq!(cap_basis(pay, 1_000, &tax), rate, "{pay}");
    }
}

#[test]
fn quantiles_interpolate_and_round_half_away_from_zero() {
    let tenth = |rates: &[i64]| {
        let distribution = distribution(rates);
        [0, 10, 25, 50, 75, 90, 100].map(|q| distribution.quantile(q, 100).unwrap())
    };
    for (rates, expected) in [
        (
            &[3_725, 3_400, 3_550, 3_500][..],
            [3_400, 3_430, 3_475, 3_525, 3_594, 3_673, 3_725],
        ),
        (&[3_700], [3_700; 7]),
        (
            &[3_600, 3_601],
            [3_600, 3_600, 3_600, 3_601, 3_601, 3_601, 3_601],
        ),
        (&[-3, -2], [-3, -3, -3, -3, -2, -2, -2]),
        (
            &[
                3_700, 3_700, 4_100, 3_700, 3_700, 3_700, 4_100, 3_700, 3_700, 4_100, 3_999,
            ],
            [3_700, 3_700, 3_700, 3_700, 4_050, 4_100, 4_100],
        ),
    ] {
        assert_eq!(tenth(rates), expected, "{rates:?}");
    }
}

#[test]
fn a_mean_rounds_half_away_from_zero() {
    for (rates, mean) in [
        (&[3_725, 3_400, 3_550, 3_500][..], Some(3_544)),
        (&[3_600, 3_601], Some(3_601)),
        (&[-3, -2], Some(-3)),
        (&[1, 1, 2], Some(1)),
        (&[1, 2, 2], Some(2)),
        (&[], None),
    ] {
        assert_eq!(distribution(rates).mean_pence(), mean, "{rates:?}");
    }
}

#[test]
fn nothing_has_no_quantile_and_nothing_lies_beyond_the_ends() {
    assert_eq!(Distribution::default().quantile(1, 2), None);
    for (numerator, denominator) in [(3, 2), (0, 0), (1, 0)] {
        let quantile = distribution(&[1]).quantile(numerator, denominator);
        assert_eq!(quantile, None, "{numerator}/{denominator}");
    }
}

#[test]
fn a_share_is_in_hundredths_of_a_per_cent() {
    for (part, whole, share) in [
        (22, 100, Some(2_200)),
        (1, 3, Some(3_333)),
        (2, 3, Some(6_667)),
        (1, 20_000, Some(1)),
        (1, 20_001, Some(0)),
        (0, 5, Some(0)),
        (5, 5, Some(10_000)),
        (1, 0, None),
        (0, 0, None),
    ] {
        assert_eq!(share_hundredths(part, whole), share, "{part} of {whole}");
    }
}

#[test]
fn a_released_figure_is_rounded_once_from_the_exact_value() {
    // In pence 3 624.5 would round to 3 625 and then to 3 650; exactly it is nearer to 3 600.
    for (rates, mean, median) in [
        (vec![3_624, 3_625], 3_600, 3_600),
        (vec![3_625, 3_625], 3_650, 3_650),
        (vec![3_600, 3_650], 3_650, 3_650),
        (vec![3_674, 3_675], 3_650, 3_650),
        (vec![-3_625], -3_650, -3_650),
    ] {
        let distribution = distribution(&rates);
        assert_eq!(distribution.mean_to(50), Some(mean), "{rates:?}");
        assert_eq!(
            distribution.quantile_to(1, 2, 50),
            Some(median),
            "{rates:?}"
        );
    }
    for (exact, shown) in [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (-3, -5)] {
        assert_eq!(rounded_to(exact, 1, 5), shown, "{exact}");
    }
    for (part, whole, percent) in [(1, 200, Some(1)), (449, 1_000, Some(45)), (0, 0, None)] {
        assert_eq!(share_percent(part, whole), percent, "{part} of {whole}");
    }
}

/// Half away from zero, by doubling and not by adding a half.
fn model_rounded(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    if 2 * rest.abs() >= denominator {
        whole + numerator.signum()
    } else {
        whole
    }
}

proptest! {
    #[test]
    fn a_distribution_agrees_with_a_sorted_list(
        rates in prop::collection::vec(-50_i64..5_000, 1..200),
        hundredths in 0_u32..=100,
    ) {
        let distribution = distribution(&rates);
        let mut sorted = rates.clone();
        sorted.sort_unstable();
        let place = (rates.len() - 1) * usize::try_from(hundredths).unwrap();
        let low = i128::from(sorted[place / 100]);
        let high = i128::from(sorted[(place / 100 + 1).min(rates.len() - 1)]);
        let exact = low * 100 + (high - low) * i128::try_from(place % 100).unwrap();
        let quantile = distribution.quantile(hundredths, 100).map(i128::from);
        prop_assert_eq!(quantile, Some(model_rounded(exact, 100)));
        let count = i128::try_from(rates.len()).unwrap();
        let mean = model_rounded(rates.iter().copied().map(i128::from).sum(), count);
        prop_assert_eq!(distribution.mean_pence().map(i128::from), Some(mean));
        prop_assert_eq!(i128::from(distribution.count()), count);
    }

    #[test]
    fn a_quarter_is_twenty_five_hundredths(
        rates in prop::collection::vec(0_i64..9_000, 1..50),
    ) {
        let distribution = distribution(&rates);
        prop_assert_eq!(distribution.quantile(1, 4), distribution.quantile(25, 100));
        prop_assert_eq!(distribution.quantile(1, 2), distribution.quantile(50, 100));
    }

    #[test]
    fn more_pay_is_never_a_lower_rate(pay in 1_i64..12_000, quarters in 1_i64..=240) {
        let tax = Reference::compiled().tax(date(2026, 7, 1)).unwrap();
        let rate = cap_basis(pay, quarters * 25, &tax);
        prop_assert!(rate >= pay && rate <= cap_basis(pay + 1, quarters * 25, &tax));
    }
}
