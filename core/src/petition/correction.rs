//! Corrections of what was typed wrong.
//!
//! Promises: what is right replaces what was typed wherever it is read, and the ledger keeps both;
//! texts are sealed. The times of acts can be corrected, the receipt's too, as long as nothing then
//! comes before what made it possible. What is not a typing error has an act of its own: the number
//! and the rules are never corrected.

use alloc::{boxed::Box, string::String, vec::Vec};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    About, ActName, Channel, Command, Petition, Refusal, SourceKind,
    order::{act_of, must_follow},
};
use crate::{
    case::{Document, Party, PartyInput, Sealed, Sealer},
    time::Moment,
};

/// A time that was typed wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Which act of the petition, as its history numbers them: 1 is the receipt.
    pub version: u32,
    /// When it really happened.
    pub at: Moment,
}

/// What is right, as a command tells it. What is not given stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionInput {
    /// What it says, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The name of who delivered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<String>,
    /// Who raised it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub originator: Option<PartyInput>,
    /// Who delivered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceKind>,
    /// How it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The field of work; an empty text: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The number that an old book gave it; an empty text: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_number: Option<String>,
    /// Number and symbol of the letter it came by; an empty text: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// The date that the letter bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
    /// Who issued the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_issuer: Option<String>,
    /// When the receipt, or another act, really happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
}

/// What is right, as the ledger keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Correction {
    /// What it says, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Sealed>,
    /// The name of who delivered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Sealed>,
    /// Who raised it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub originator: Option<Party>,
    /// Who delivered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceKind>,
    /// How it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The field of work; empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The number that an old book gave it; empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_number: Option<String>,
    /// Number and symbol of the letter it came by; empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// The date that the letter bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
    /// Who issued the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_issuer: Option<Sealed>,
    /// When the receipt, or another act, really happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
}

impl Correction {
    /// Does it change what statistics count: a dimension, or a time?
    pub(super) fn is_counted(&self) -> bool {
        self.source.is_some()
            || self.originator.is_some()
            || self.channel.is_some()
            || self.about.is_some()
            || self.field.is_some()
            || self.moved.is_some()
    }
}

/// The correction, if it may be made.
pub(super) fn corrected(
    input: &CorrectionInput,
    petition: &Petition,
    command: &Command,
    sealer: &mut Sealer,
) -> Result<Box<Correction>, Refusal> {
    if *input == CorrectionInput::default() {
        return Err(Refusal::Empty { field: "correction" });
    }
    let blank = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    let must_be_said = [
        ("summary", blank(&input.summary)),
        ("delivered_by", blank(&input.delivered_by)),
        ("originator", input.originator.as_ref().is_some_and(|party| party.name.trim().is_empty())),
        ("document_issuer", blank(&input.document_issuer)),
    ];
    if let Some((field, _)) = must_be_said.into_iter().find(|(_, blank)| *blank) {
        return Err(Refusal::Empty { field });
    }
    if let Some(moved) = input.moved {
        may_move(petition, moved, command)?;
    }
    let trimmed = |text: &Option<String>| text.as_ref().map(|text| text.trim().into());
    Ok(Box::new(Correction {
        summary: sealer.seal_some(input.summary.as_deref()),
        delivered_by: sealer.seal_some(input.delivered_by.as_deref()),
        originator: input.originator.as_ref().map(|party| Party::seal(party, sealer)),
        source: input.source,
        channel: input.channel,
        about: input.about,
        field: trimmed(&input.field),
        arrival_number: trimmed(&input.arrival_number),
        document_number: trimmed(&input.document_number),
        document_date: input.document_date,
        document_issuer: sealer.seal_some(input.document_issuer.as_deref()),
        moved: input.moved,
    }))
}

/// May that act be said to have happened then?
fn may_move(petition: &Petition, moved: Moved, command: &Command) -> Result<(), Refusal> {
    let Moved { version, at } = moved;
    // Nothing that was recorded had happened later than the correction itself.
    if at.is_after(command.at) {
        return Err(Refusal::InFuture { at, now: command.at });
    }
    let acts = petition.acts();
    let Some(place) = acts.iter().position(|act| act.version == version) else {
        let known = acts.iter().map(|act| act.version).collect();
        return Err(Refusal::NoTimeToCorrect { number: petition.case.number().clone(), version, known });
    };
    if version == 1 {
        let due = petition.received.assigned_due.filter(|due| due.is_before(at) && command.provenance.is_live());
        let early = acts.iter().skip(1).find(|act| act.at.is_before(at));
        return match (early, due) {
            (Some(act), _) => Err(Refusal::ReceiptAfterAct { at, act: act.name, then: act.at }),
            (None, Some(due)) => Err(Refusal::DueBeforeReceipt { due, received: at }),
            (None, None) => Ok(()),
        };
    }
    let received = petition.case.received_at();
    if at.is_before(received) {
        return Err(Refusal::BeforeReceipt { at, received });
    }
    // What made an act possible still comes before it: those before this one, and those after.
    let time = |act: &ActAt<'_>| if act.version == version { at } else { act.at };
    for (index, later) in acts.iter().enumerate().skip(place) {
        let made_possible = acts.iter().take(index).rev().find_map(|earlier| {
            let relevant = later.version == version || earlier.version == version;
            Some((must_follow(later.name, earlier.turn?)?, earlier)).filter(|_| relevant)
        });
        if let Some((after, earlier)) = made_possible
            && time(later).is_before(time(earlier))
        {
            return Err(Refusal::OutOfOrder { act: later.name, at: time(later), after, then: time(earlier) });
        }
    }
    Ok(())
}

/// An act that has a time.
pub(super) struct ActAt<'a> {
    pub(super) version: u32,
    pub(super) name: ActName,
    pub(super) at: Moment,
    /// What it was to the case; an interim reply is nothing to it.
    pub(super) turn: Option<&'a crate::case::TurnKind>,
}

impl Petition {
    /// The acts that have a time, in the order of recording.
    pub(super) fn acts(&self) -> Vec<ActAt<'_>> {
        let turns = self.case.turns().iter().zip(&self.turn_versions);
        let turns = turns.map(|(turn, version)| ActAt {
            version: *version,
            name: act_of(&turn.turn),
            at: turn.at,
            turn: Some(&turn.turn),
        });
        let known = |version: u32| self.turn_versions.contains(&version);
        let replies = self.replies.iter().filter(|reply| !known(reply.version));
        let replies = replies.map(|reply| ActAt { version: reply.version, name: ActName::Reply, at: reply.at, turn: None });
        let mut acts: Vec<_> = turns.chain(replies).collect();
        acts.sort_by_key(|act| act.version);
        acts
    }

    /// Puts right what a correction says.
    pub(super) fn correct(&mut self, correction: &Correction) {
        let received = &mut self.received;
        fn put<T: Clone>(to: &mut T, right: &Option<T>) {
            if let Some(right) = right {
                *to = right.clone();
            }
        }
        fn put_text(to: &mut Option<String>, right: &Option<String>) {
            if let Some(right) = right {
                *to = Some(right.clone()).filter(|text| !text.is_empty());
            }
        }
        put(&mut received.summary, &correction.summary);
        put(&mut received.delivered_by, &correction.delivered_by);
        put(&mut received.source, &correction.source);
        put(&mut received.channel, &correction.channel);
        received.originator = correction.originator.clone().or(received.originator.take());
        received.about = correction.about.or(received.about);
        put_text(&mut received.field, &correction.field);
        put_text(&mut received.arrival_number, &correction.arrival_number);
        let Correction { document_number, document_date, document_issuer, .. } = correction;
        if document_number.is_some() || document_date.is_some() || document_issuer.is_some() {
            let nothing = || Document { number: None, issued_on: None, issuer: None, attachments: Vec::new() };
            let document = received.document.get_or_insert_with(nothing);
            put_text(&mut document.number, document_number);
            document.issued_on = document_date.or(document.issued_on);
            document.issuer = document_issuer.clone().or(document.issuer.take());
            self.documents.remove(&1);
            self.documents.extend(document.key().map(|key| (1, key)));
        }
        self.case.set_dimensions(super::state::dimensions(&self.received, self.kind));
        if let Some(moved) = correction.moved {
            self.move_act(moved);
        }
    }

    /// Puts an act at another time, in its order of recording among those of that time.
    fn move_act(&mut self, Moved { version, at }: Moved) {
        for reply in self.replies.iter_mut().filter(|reply| reply.version == version) {
            reply.at = at;
        }
        let versions = core::mem::take(&mut self.turn_versions);
        let mut turns: Vec<_> = versions.into_iter().zip(self.case.take_turns()).collect();
        turns.sort_by_key(|(version, _)| *version);
        for (known, mut turn) in turns {
            if known == version {
                turn.at = at;
            }
            self.push(known, turn);
        }
    }
}
