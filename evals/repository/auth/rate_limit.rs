//! Requests that one customer may send.

use std::collections::HashMap;

pub struct Bucket {
    tokens: f64,
    last_ms: u64,
}

/// A bucket of tokens for each customer: it fills at `per_second` and holds `burst` at most.
pub struct RateLimit {
    per_second: f64,
    burst: f64,
    buckets: HashMap<String, Bucket>,
}

impl RateLimit {
    pub fn new(per_second: f64, burst: f64) -> Self {
        RateLimit { per_second, burst, buckets: HashMap::new() }
    }

    /// Takes one token; without one the request is answered with 429.
    pub fn allow(&mut self, customer: &str, now_ms: u64) -> bool {
        let burst = self.burst;
        let bucket = self
            .buckets
            .entry(customer.to_string())
            .or_insert(Bucket { tokens: burst, last_ms: now_ms });
        let elapsed = (now_ms - bucket.last_ms) as f64 / 1000.0;
        bucket.tokens = (bucket.tokens + elapsed * self.per_second).min(burst);
        bucket.last_ms = now_ms;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }

    /// Forgets customers that were quiet for an hour, so that memory does not grow for ever.
    pub fn forget_idle(&mut self, now_ms: u64) {
        self.buckets.retain(|_, bucket| now_ms - bucket.last_ms < 3_600_000);
    }
}
