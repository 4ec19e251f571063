//! A secret in every form in which it might slip out, and the search for them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// One form of a secret.
#[derive(Clone, Debug)]
pub struct Disguise {
    /// What it is, for the message: which secret, and how written.
    pub what: String,
    needle: Vec<u8>,
    /// Whether upper and lower case are the same.
    folded: bool,
    /// Whether it counts only where no letter or digit stands beside it.
    alone: bool,
}

/// Every form of a secret that is written in one of these ways.
#[must_use]
pub fn disguises(name: &str, spellings: &[&str]) -> Vec<Disguise> {
    let mut all = Vec::new();
    for spelling in spellings {
        let mut add = |how: &str, needle: Vec<u8>, folded: bool| {
            // A few digits stand in many a hash.
            let alone = how == "plain" && spelling.bytes().all(|byte| byte.is_ascii_digit());
            let what = format!("{name}: {how}");
            all.push(Disguise {
                what,
                needle,
                folded,
                alone,
            });
        };
        add("plain", spelling.to_lowercase().into_bytes(), true);
        for (how, escaped) in [("URL-encoded", "%20"), ("as in a form", "+")] {
            let text = url_encoded(spelling, escaped);
            if text != *spelling {
                add(how, text.to_lowercase().into_bytes(), true);
            }
        }
        for text in [
            (*spelling).to_owned(),
            spelling.to_lowercase(),
            spelling.to_uppercase(),
        ] {
            add("hexadecimal", hex(text.as_bytes()).into_bytes(), true);
            let units: Vec<u16> = text.encode_utf16().collect();
            let little = units.iter().flat_map(|unit| unit.to_le_bytes());
            let big = units.iter().flat_map(|unit| unit.to_be_bytes());
            add("UTF-16, little end first", little.collect(), false);
            add("UTF-16, big end first", big.collect(), false);
            for before in 0..3 {
                for needle in encoded_behind(text.as_bytes(), before) {
                    add("base64", needle.into_bytes(), false);
                }
            }
            for (how, hash) in unkeyed(text.as_bytes()) {
                add(
                    &format!("{how} in hexadecimal"),
                    hex(&hash).into_bytes(),
                    true,
                );
                add(
                    &format!("{how} in base64"),
                    STANDARD_NO_PAD.encode(&hash).into_bytes(),
                    false,
                );
                add(how, hash, false);
            }
        }
    }
    all.sort_by(|a, b| (&a.needle, a.folded).cmp(&(&b.needle, b.folded)));
    all.dedup_by(|a, b| a.needle == b.needle && a.folded == b.folded);
    all
}

/// The hashes that need no key.
#[must_use]
pub fn unkeyed(bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    [
        ("MD5", Md5::digest(bytes).to_vec()),
        ("SHA-1", Sha1::digest(bytes).to_vec()),
        ("SHA-256", Sha256::digest(bytes).to_vec()),
    ]
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The part of a base64 text that is the same whatever stands around `bytes`, when so many bytes
/// (modulo three) stand before them; in both alphabets.
fn encoded_behind(bytes: &[u8], before: usize) -> Vec<String> {
    let mut padded = vec![0; before];
    padded.extend_from_slice(bytes);
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    let mut texts = vec![
        STANDARD_NO_PAD.encode(&padded),
        URL_SAFE_NO_PAD.encode(&padded),
    ];
    for text in &mut texts {
        *text = text.get(first..last).unwrap_or_default().to_owned();
    }
    texts.dedup();
    texts
}

fn url_encoded(text: &str, space: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => space.to_owned(),
            b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A search for many disguises at once.
#[derive(Debug)]
pub struct Search {
    disguises: Vec<Disguise>,
    /// By the first two bytes, the disguises that begin so: exact ones, then folded ones.
    exact: Vec<Vec<usize>>,
    folded: Vec<Vec<usize>>,
}

impl Search {
    /// A search for these.
    #[must_use]
    pub fn new(disguises: Vec<Disguise>) -> Self {
        let mut exact = vec![Vec::new(); 1 << 16];
        let mut folded = vec![Vec::new(); 1 << 16];
        for (number, disguise) in disguises.iter().enumerate() {
            assert!(
                disguise.needle.len() >= 5,
                "{} is found anywhere",
                disguise.what
            );
            let table = if disguise.folded {
                &mut folded
            } else {
                &mut exact
            };
            if let Some(begun) = table.get_mut(start(&disguise.needle)) {
                begun.push(number);
            }
        }
        Self {
            disguises,
            exact,
            folded,
        }
    }

    /// What of them stands in `bytes`.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Vec<&str> {
        let lower = bytes.to_ascii_lowercase();
        let mut found = self.among(&self.exact, bytes);
        found.extend(self.among(&self.folded, &lower));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn among(&self, table: &[Vec<usize>], bytes: &[u8]) -> Vec<&str> {
        let mut found = Vec::new();
        for at in 0..bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            for number in table.get(start(rest)).into_iter().flatten() {
                let Some(disguise) = self.disguises.get(*number) else {
                    continue;
                };
                let Some(after) = rest.strip_prefix(disguise.needle.as_slice()) else {
                    continue;
                };
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                let beside = [before, after.first()];
                let touched = beside.into_iter().flatten().any(u8::is_ascii_alphanumeric);
                if !(disguise.alone && touched) {
                    found.push(disguise.what.as_str());
                }
            }
        }
        found
    }
}

fn start(bytes: &[u8]) -> usize {
    match bytes {
        [first, second, ..] => usize::from(*first) << 8 | usize::from(*second),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    #[test]
    fn a_secret_is_found_in_every_disguise() {
        let search = Search::new(disguises("who", &["Zoë Quill>f?", "SW918273"]));
        let name = "Zoë Quill>f?";
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (hidden, case) in [
            (name.as_bytes().to_vec(), "plain"),
            (b"x sw918273;".to_vec(), "other case"),
            (
                hex(name.as_bytes()).to_uppercase().into_bytes(),
                "hexadecimal",
            ),
            (b"a=Zo%c3%ABb&b=Zo%C3%AB%20Quill%3Ef%3f".to_vec(), "URL"),
            (b"Zo%C3%AB+Quill%3Ef%3F".to_vec(), "form"),
            (utf16, "UTF-16"),
            (
                STANDARD.encode(format!("{name} and more")).into_bytes(),
                "base64 at 0",
            ),
            (
                STANDARD.encode(format!("a{name} and more")).into_bytes(),
                "base64 at 1",
            ),
            (
                URL_SAFE.encode(format!("to{name}")).into_bytes(),
                "base64 at 2",
            ),
            (Sha256::digest(b"SW918273").to_vec(), "hash"),
            (
                hex(&Md5::digest(b"sw918273")).into_bytes(),
                "hash in hexadecimal",
            ),
            (
                STANDARD.encode(Sha1::digest(b"SW918273")).into_bytes(),
                "hash in base64",
            ),
        ] {
            assert!(!search.find(&hidden).is_empty(), "{case}");
        }
        for other in ["Zoë Quill", "SW918274", "918273", ""] {
            assert!(search.find(other.as_bytes()).is_empty(), "{other}");
        }
    }

    #[test]
    fn bare_digits_count_only_where_they_stand_alone() {
        let search = Search::new(disguises("number", &["918273"]));
        assert!(search.find(b"a3918273ff").is_empty());
        for alone in ["918273", "row 918273.", "\"918273\""] {
            assert_eq!(search.find(alone.as_bytes()), ["number: plain"], "{alone}");
        }
    }
}
