//! Work that another thread can do beside the one that holds the store.
//!
//! Promises: what is made is taken in the order of what it was made of, with or without another thread.
//! Whoever holds the store never waits for a thread that has not begun: what nobody began when it is
//! needed is made on the spot, so that a busy machine costs little more than one thread would.

use super::RegisterError;

/// Takes what `work` makes of each thing that `next` gives, in their order. `next` and `take` are called
/// on this thread, which holds the store; `work` beside them, if there is more than one thing.
///
/// # Errors
/// The first of `next` and `take`; nothing is called after it.
#[cfg(not(feature = "parallel"))]
pub(super) fn in_turns<T, U>(
    mut next: impl FnMut() -> Result<Option<T>, RegisterError>,
    work: impl Fn(T) -> U,
    mut take: impl FnMut(U) -> Result<(), RegisterError>,
) -> Result<(), RegisterError> {
    while let Some(thing) = next()? {
        take(work(thing))?;
    }
    Ok(())
}

#[cfg(feature = "parallel")]
pub(super) use beside::in_turns;

#[cfg(feature = "parallel")]
mod beside {
    use alloc::{collections::VecDeque, string::ToString};
    use std::{
        sync::{Condvar, Mutex, MutexGuard, PoisonError},
        thread,
    };

    use super::RegisterError;

    /// Things that wait, and what was made of those before them.
    struct Desk<T, U> {
        papers: Mutex<Papers<T, U>>,
        changed: Condvar,
    }

    struct Papers<T, U> {
        waiting: VecDeque<T>,
        /// Of the thing before those that wait, while the helper is at it.
        helper: Helper,
        made: VecDeque<U>,
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Helper {
        Free,
        AtWork,
        /// It panicked, or is told to go.
        Gone,
    }

    /// Sends the helper home, whatever happened.
    struct Closing<'a, T, U>(&'a Desk<T, U>);

    impl<T, U> Drop for Closing<'_, T, U> {
        fn drop(&mut self) {
            self.0.papers().helper = Helper::Gone;
            self.0.changed.notify_all();
        }
    }

    impl<T, U> Desk<T, U> {
        fn papers(&self) -> MutexGuard<'_, Papers<T, U>> {
            self.papers.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn wait<'a>(&self, papers: MutexGuard<'a, Papers<T, U>>) -> MutexGuard<'a, Papers<T, U>> {
            self.changed.wait(papers).unwrap_or_else(PoisonError::into_inner)
        }

        fn put(&self, thing: T) {
            self.papers().waiting.push_back(thing);
            self.changed.notify_all();
        }

        /// What was made of the first thing that was not taken; made here if nobody began. `None` if there
        /// is none, or the helper panicked over it.
        fn made(&self, work: &impl Fn(T) -> U) -> Option<U> {
            let mut papers = self.papers();
            loop {
                if let Some(made) = papers.made.pop_front() {
                    return Some(made);
                }
                match papers.helper {
                    Helper::AtWork => papers = self.wait(papers),
                    Helper::Gone => return None,
                    Helper::Free => break,
                }
            }
            let thing = papers.waiting.pop_front()?;
            drop(papers);
            Some(work(thing))
        }

        /// What the helper does until it is sent home.
        fn help(&self, work: &impl Fn(T) -> U) {
            // A panic of `work` leaves it gone, which the one who waits is told; the scope passes it on.
            let _closing = Closing(self);
            let mut papers = self.papers();
            loop {
                match papers.helper {
                    Helper::Gone => return,
                    Helper::Free | Helper::AtWork => match papers.waiting.pop_front() {
                        None => papers = self.wait(papers),
                        Some(thing) => {
                            papers.helper = Helper::AtWork;
                            drop(papers);
                            let made = work(thing);
                            papers = self.papers();
                            papers.made.push_back(made);
                            if papers.helper == Helper::AtWork {
                                papers.helper = Helper::Free;
                            }
                            self.changed.notify_all();
                        }
                    },
                }
            }
        }
    }

    /// Takes what `work` makes of each thing that `next` gives, in their order. `next` and `take` are called
    /// on this thread, which holds the store; `work` beside them, if there is more than one thing.
    ///
    /// # Errors
    /// The first of `next` and `take`; nothing is called after it.
    pub(in super::super) fn in_turns<T: Send, U: Send>(
        mut next: impl FnMut() -> Result<Option<T>, RegisterError>,
        work: impl Fn(T) -> U + Sync,
        mut take: impl FnMut(U) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        let Some(first) = next()? else { return Ok(()) };
        let Some(second) = next()? else { return take(work(first)) };
        let papers = Papers { waiting: VecDeque::from([first, second]), helper: Helper::Free, made: VecDeque::new() };
        let desk = Desk { papers: Mutex::new(papers), changed: Condvar::new() };
        thread::scope(|scope| {
            // Where no thread is to be had, everything is made here.
            let _ = thread::Builder::new().name("kiennghi-helper".to_string()).spawn_scoped(scope, || desk.help(&work));
            let _closing = Closing(&desk);
            let mut is_more = true;
            while let Some(made) = desk.made(&work) {
                if is_more {
                    match next()? {
                        Some(thing) => desk.put(thing),
                        None => is_more = false,
                    }
                }
                take(made)?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use proptest::prelude::*;

    use super::*;

    fn stop(at: u32) -> RegisterError {
        RegisterError::NoSuchPetition(at.to_string())
    }

    proptest! {
        #[test]
        fn what_is_made_is_taken_in_order_up_to_the_first_error(
            count in 0_u32..40, fails_to_give in 0_u32..60, fails_to_take in 0_u32..60, slow in 0_u32..3
        ) {
            let (mut given, mut taken) = (0, Vec::new());
            let done = in_turns(
                || {
                    given += 1;
                    if given - 1 == fails_to_give { Err(stop(given)) } else { Ok((given <= count).then_some(given)) }
                },
                |thing| {
                    // Some of them take long, so that either thread comes first now and then.
                    (0..thing % 3 * slow * 2000).fold(thing, |sum, n| core::hint::black_box(sum ^ n ^ n))
                },
                |made| {
                    taken.push(made);
                    if made == fails_to_take + 1 { Err(stop(made)) } else { Ok(()) }
                },
            );
            let sound = fails_to_give > count && fails_to_take >= count;
            prop_assert_eq!(done.is_ok(), sound);
            let whole: Vec<u32> = (1..=count).collect();
            prop_assert!(whole.starts_with(&taken));
            if sound {
                prop_assert_eq!(taken, whole);
            }
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    #[cfg(feature = "parallel")]
    fn a_panic_of_the_helper_is_passed_on_and_nobody_waits() {
        let here = std::thread::current().id();
        let (begun, has_begun) = std::sync::mpsc::channel();
        let work = |thing| {
            if std::thread::current().id() != here {
                begun.send(()).unwrap();
                panic!("the helper fails");
            }
            thing
        };
        let mut things = 0_u32..;
        // Who makes one here waits until the helper has begun another.
        let _ = in_turns(
            || Ok(things.next()),
            work,
            |_| {
                has_begun.recv().unwrap();
                Ok(())
            },
        );
    }
}
