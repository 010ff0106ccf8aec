//! The end of the ledger while it is written.
//!
//! Promises: what is recorded never goes back in time, whatever the clock does.

use alloc::string::String;

use chrono::{DateTime, SubsecRound, Utc};

use crate::{
    case::World,
    ledger::{CommandId, Draft, Hash, Head, Identity, StreamId},
    store::{Reader, StoreError, Transaction},
    time::Moment,
};

/// The end of the ledger while it is written.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    head: Head,
    last_recorded: Option<DateTime<Utc>>,
}

impl Writer {
    pub(super) fn over(reader: &(impl Reader + ?Sized)) -> Result<Writer, StoreError> {
        Ok(Writer { head: reader.head()?, last_recorded: reader.last_recorded()? })
    }

    /// The last entry that was written.
    pub(super) fn head(&self) -> Head {
        self.head
    }

    /// The time that an entry gets: the caller's present in microseconds, but never before the
    /// last entry. A clock that was set back does not set the ledger back.
    pub(super) fn recorded_at(&self, world: &World) -> DateTime<Utc> {
        let now = world.now.trunc_subsecs(6);
        self.last_recorded.map_or(now, |last| last.max(now))
    }

    /// What is recorded now, of a stream that has `version` entries with it; its payload is to come.
    pub(super) fn draft(
        &mut self,
        (stream, version): (StreamId, u32),
        command_id: CommandId,
        occurred_at: Moment,
        world: &World,
    ) -> Draft {
        let recorded_at = self.recorded_at(world);
        self.last_recorded = Some(recorded_at);
        let (actor, payload) = (world.actor.clone(), String::new());
        Draft { stream, version, command_id, occurred_at, recorded_at, actor, payload }
    }

    /// Appends what was recorded, in the order in which it was.
    ///
    /// # Errors
    /// The store fails.
    pub(super) fn append(&mut self, transaction: &mut dyn Transaction, draft: Draft) -> Result<(), StoreError> {
        let entry = self.head.append(draft);
        transaction.append(&entry)?;
        self.head = Head::from(&entry);
        Ok(())
    }

    /// Appends an entry about the register itself, which no command asked for: its id is made from
    /// its content and its place. Returns its number.
    pub(super) fn append_own(
        &mut self,
        transaction: &mut dyn Transaction,
        stream: StreamId,
        payload: String,
        zone: chrono_tz::Tz,
        world: &World,
    ) -> Result<u64, StoreError> {
        let version = u32::try_from(transaction.stream(&stream)?.len()).unwrap_or(u32::MAX).saturating_add(1);
        let parts = [stream.kind.as_str().as_bytes(), &version.to_be_bytes(), payload.as_bytes()];
        let id = Identity::from_hash(&Hash::of_parts("kiennghi/own/1", &parts));
        let at = Moment::of(self.recorded_at(world), zone);
        let draft = self.draft((stream, version), id, at, world);
        self.append(transaction, Draft { payload, ..draft })?;
        Ok(self.head.sequence)
    }
}
