//! Who is one worker: two entries that share a pseudonym under one version of the key, directly or
//! by way of others.

use std::collections::HashMap;

use pledge::register::{Filed, Worker};

/// Workers brought together: each pseudonym leads to the place of one that stands for all of them.
#[derive(Default)]
pub(super) struct Workers {
    places: HashMap<Worker, usize>,
    /// For each place the one that it leads to; one that stands for others leads to itself.
    leads: Vec<usize>,
}

impl Workers {
    /// Learns that all pseudonyms of an entry are one worker's.
    pub(super) fn learn(&mut self, filed: &Filed) {
        let own = self.place(filed.worker);
        for other in &filed.also {
            let other = self.place(*other);
            let (a, b) = (self.end(own), self.end(other));
            if let Some(lead) = self.leads.get_mut(a.max(b)) {
                *lead = a.min(b);
            }
        }
    }

    /// What stands for the worker of an entry. It holds until more is learnt.
    pub(super) fn of(&self, filed: &Filed) -> Option<usize> {
        self.places.get(&filed.worker).map(|place| self.end(*place))
    }

    fn place(&mut self, worker: Worker) -> usize {
        let next = self.leads.len();
        let place = *self.places.entry(worker).or_insert(next);
        if place == next {
            self.leads.push(next);
        }
        place
    }

    /// Places only ever lead to lower ones, so this ends.
    fn end(&self, mut place: usize) -> usize {
        while let Some(lead) = self.leads.get(place).filter(|lead| **lead != place) {
            place = *lead;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use pledge::identity::Pseudonym;
    use pledge::keys::KeyVersion;
    use pledge::register::{Engagement, Entry};

    fn filed(own: (u16, u8), also: &[(u16, u8)]) -> Filed {
        let worker = |(version, number): (u16, u8)| Worker {
            key: KeyVersion::new(version).unwrap(),
            pseudonym: Pseudonym::from_bytes([number; 32]),
        };
        Filed {
            row: 2,
            worker: worker(own),
            also: also.iter().copied().map(worker).collect(),
            entry: Entry::Engagement(Engagement {
                start: date(2026, 7, 6),
                end: None,
                category: "SW",
                declared: "clear",
                hours_hundredths: 3_600,
            }),
        }
    }

    #[test]
    fn entries_are_one_workers_if_a_pseudonym_leads_from_one_to_the_other() {
        let all = [
            filed((1, 7), &[]),
            filed((3, 9), &[(2, 8)]),
            filed((2, 7), &[]),
            filed((2, 8), &[(1, 7)]),
            filed((3, 5), &[]),
            filed((3, 4), &[(3, 5)]),
        ];
        for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 5, 0, 4, 1, 2]] {
            let mut workers = Workers::default();
            for place in order {
                workers.learn(&all[place]);
            }
            let same = |a: usize, b: usize| workers.of(&all[a]) == workers.of(&all[b]);
            assert!(same(0, 1) && same(1, 3) && same(4, 5), "{order:?}");
            // The same bytes under another version are somebody else's.
            assert!(!same(0, 2) && !same(2, 3) && !same(0, 4), "{order:?}");
        }
    }
}
