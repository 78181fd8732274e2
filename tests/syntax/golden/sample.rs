// Copyright 2026 The Sample Authors.

#![forbid(unsafe_code)]

//! Retries with a budget.
//!
//! A budget is shared by all calls to one host.

use std::fmt;

/// How long to wait before the next attempt.
pub type Delay = std::time::Duration;

/// Decides whether to try again.
///
/// ```
/// assert!(Budget::new(3).retry(1).is_some());
/// ```
#[derive(Debug, Clone)]
#[must_use = "a budget does nothing by itself"]
pub struct Budget<T = ()>
where
    T: Clone,
{
    left: u32,
    extra: T,
}

pub struct Attempt(pub u32, Delay);

struct Unlimited;

/** Why an attempt failed. */
pub enum Failure {
    TimedOut,
    Refused { code: u16 },
}

#[repr(C)]
union Bits {
    whole: u32,
    bytes: [u8; 4],
}

pub trait Policy {
    const NAME: &'static str;

    /// The wait before attempt `n`.
    fn delay(
        &self,
        n: u32,
    ) -> Option<Delay>;

    fn is_endless(&self) -> bool {
        self.delay(u32::MAX).is_some()
    }
}

impl<T: Clone> Budget<T> {
    pub const fn new(left: u32, extra: T) -> Self {
        Self { left, extra }
    }

    // Spends one attempt,
    // if one is left.
    #[inline]
    pub(crate) async fn spend<'a, F>(&'a mut self, work: F) -> Result<u32, Failure>
    where
        F: Fn(&'a str) -> u32 + Send,
    {
        let doubled = |n: u32| -> u32 { n * 2 };
        let waits: Vec<_> = (0..self.left).map(|n| doubled(n)).collect();
        fn first(waits: &[u32]) -> u32 {
            waits[0]
        }
        Ok(first(&waits))
    }
}

impl<T> Policy for Budget<Vec<Option<T>>> {
    const NAME: &'static str = "budget";

    fn delay(&self, n: u32) -> Option<Delay> {
        None
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "größer als 😀")
    }
}

impl<'a> Policy for &'a mut dyn Policy {}

impl From<(u32, u32)> for Attempt {
    fn from((n, _): (u32, u32)) -> Self {
        Attempt(n, Delay::default())
    }
}

/// Builds a budget from `key: value` pairs.
#[macro_export]
macro_rules! budget {
    ($($name:ident : $value:expr),*) => {
        { fn hidden() {} Budget::new(3) }
    };
}

pin_project! {
    /// A future that is retried.
    pub struct Retry<F> {
        #[pin]
        future: F,
    }
}

static CLAMP: fn(u32) -> u32 = |n| n.min(60);

mod clock;

pub mod überblick {
    //! What happened so far.

    /// Counts the attempts.
    pub fn zähle(r#type: &str) -> usize {
        r#type.len()
    }
}

extern "C" {
    fn now() -> u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spends_one() {
        let tokens = quote! {
            fn generated() {}
        };
    }
}
