//! Moving along a scale of work, over pauses.
//!
//! Promises: the one place where pauses are honoured, for days and for time alike. On a scale of
//! work (a rank: how much lies before) a pause is a stretch that does not count; one outside
//! working hours has no length there, and so changes nothing.

use super::policy::Landing;

/// Where `amount` of work after `start` ends, if the `pauses` do not count. They are given as
/// stretches of the scale, earliest first, and may overlap. `None`: beyond what can be counted.
#[inline]
pub(crate) fn forward(start: i64, amount: i64, pauses: impl Iterator<Item = (i64, i64)>, landing: Landing) -> Option<i64> {
    forward_by(start, amount, pauses, |(from, _)| *from, |(_, to)| *to, landing)
}

/// As [`forward`], of pauses that are told by two functions: where one ends is only asked if it
/// matters.
#[inline]
pub(crate) fn forward_by<P>(
    start: i64,
    amount: i64,
    pauses: impl Iterator<Item = P>,
    from: impl Fn(&P) -> i64,
    to: impl Fn(&P) -> i64,
    landing: Landing,
) -> Option<i64> {
    let mut target = start.checked_add(amount)?;
    let mut cursor = start;
    // At a closing the work was done before the pause began; at the next opening it was not.
    let beyond = match landing {
        Landing::AtClosing => 0,
        Landing::AtNextOpening => 1,
    };
    for pause in pauses {
        let begin = from(&pause).max(cursor);
        if begin - beyond >= target {
            break;
        }
        cursor = to(&pause).max(begin);
        target = target.checked_add(cursor - begin)?;
    }
    Some(target)
}

/// Where `amount` of work before `start` begins, if the `pauses` do not count. They are given as
/// stretches of the scale, **latest first**.
#[inline]
pub(crate) fn backward(start: i64, amount: i64, pauses: impl Iterator<Item = (i64, i64)>, landing: Landing) -> Option<i64> {
    let mirrored = pauses.map(|(from, to)| (-to, -from));
    forward(-start, amount, mirrored, landing).map(|target| -target)
}

/// How much of `from ..= to` on the scale lies in `pauses`, earliest first; they may overlap.
#[inline]
pub(crate) fn paused((from, to): (i64, i64), pauses: impl Iterator<Item = (i64, i64)>) -> i64 {
    let mut cursor = from;
    let mut sum = 0;
    for (start, end) in pauses {
        let start = start.clamp(cursor, to);
        cursor = end.clamp(start, to);
        sum += cursor - start;
    }
    sum
}
