//! Tokens that a customer's programs send with each request.

use std::time::{Duration, SystemTime};

/// How long a token is good for.
pub const LIFETIME: Duration = Duration::from_secs(15 * 60);

pub struct Token {
    pub subject: String,
    pub issued: SystemTime,
    pub signature: Vec<u8>,
}

/// Compares without stopping at the first difference: the time must not tell how far an attacker
/// has guessed.
pub fn constant_time_equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut difference = 0;
    for (x, y) in a.iter().zip(b) {
        difference |= x ^ y;
    }
    difference == 0
}

/// A token from the future is refused, too: somebody has set back our clock.
pub fn is_expired(token: &Token, now: SystemTime) -> bool {
    match now.duration_since(token.issued) {
        Ok(age) => age > LIFETIME,
        Err(_) => true,
    }
}

/// Accepts the signature of the current key and of the one before, so that keys can be exchanged
/// while programs hold old tokens.
pub fn verify(token: &Token, keys: &[Vec<u8>], sign: fn(&[u8], &str) -> Vec<u8>) -> bool {
    keys.iter()
        .take(2)
        .any(|key| constant_time_equal(&sign(key, &token.subject), &token.signature))
}
