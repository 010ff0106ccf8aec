//! The threads that columns are worked on with.
//!
//! Promises: as many as rayon would start (`RAYON_NUM_THREADS` is heard), started when the first
//! column comes. A process that was forked off gets threads of its own: of those of its parent it
//! has none, and would wait for them for ever.

use std::{
    mem, process,
    sync::{Arc, Mutex, PoisonError},
};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::Failure;

/// The threads, and the process that started them.
static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// Does the work on those threads.
pub(crate) fn with<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    pool()?.install(work)
}

fn pool() -> Result<Arc<ThreadPool>, Failure> {
    let mut kept = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    match &*kept {
        Some((process, pool)) if *process == process::id() => Ok(Arc::clone(pool)),
        _ => {
            let started = ThreadPoolBuilder::new().thread_name(|at| format!("kiennghi-{at}")).build();
            let pool = Arc::new(started.map_err(|error| Failure::Internal(format!("no threads could be started: {error}")))?);
            // Those of a parent cannot be told to end.
            mem::forget(kept.replace((process::id(), Arc::clone(&pool))));
            Ok(pool)
        }
    }
}
