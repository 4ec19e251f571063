//! The keyed hash behind every pseudonym agrees with published vectors.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::identity::keyed;
use crate::keys::Secret;

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len() / 2)
        .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap())
        .collect()
}

/// The hash by the door's own function where it takes the key, else by the same construction.
fn hash(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = match Secret::from_bytes(key) {
        Ok(secret) => keyed(&secret),
        Err(_) => Hmac::<Sha256>::new_from_slice(key).unwrap(),
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[test]
fn the_vectors_of_rfc_4231_hold() {
    let vectors: Value =
        serde_json::from_str(include_str!("../vectors/rfc4231_hmac_sha256.json")).unwrap();
    let tests = vectors["tests"].as_array().unwrap();
    for test in tests {
        let due = bytes(&test["mac"]);
        let got = hash(&bytes(&test["key"]), &bytes(&test["data"]));
        assert_eq!(got[..due.len()], due, "{}", test["tcId"]);
    }
    assert_eq!(tests.len(), 7);
}

#[test]
fn the_vectors_of_wycheproof_hold() {
    let vectors: Value =
        serde_json::from_str(include_str!("../vectors/wycheproof_hmac_sha256_test.json")).unwrap();
    let (mut seen, mut through_the_door) = (0, 0);
    for group in vectors["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let (key, due) = (bytes(&test["key"]), bytes(&test["tag"]));
            let holds = hash(&key, &bytes(&test["msg"]))[..due.len()] == due;
            assert_eq!(holds, test["result"] == "valid", "{}", test["tcId"]);
            seen += 1;
            through_the_door += usize::from(Secret::from_bytes(&key).is_ok());
        }
    }
    assert_eq!(seen, vectors["numberOfTests"].as_u64().unwrap());
    // Wycheproof repeats keys that nobody drew at random; those the door refuses.
    assert_eq!(through_the_door, 54);
}
