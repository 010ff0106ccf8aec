//! The page that an office makes of its register.
//!
//! Promises: every figure is the library's, of one state of the register; the page holds no names and no
//! texts of petitions, and needs no network.

use kiennghi::{lang::Lang, statistics::PeriodKind};
use kiennghi_exchange::{Letterhead, Overview, overview_file, overview_html};

use crate::{
    Register,
    error::guard,
    open::{Open, with},
    register::Answer,
    values::LocalDate,
};

/// What a page is to tell.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReportQuestion {
    /// Up to the end of which day the world is seen.
    pub as_of: LocalDate,
    /// The kind of its periods; months if not given.
    #[uniffi(default = None)]
    pub period: Option<PeriodKind>,
    /// A day in the first period; the first day of the year of `as_of` if not given.
    #[uniffi(default = None)]
    pub from: Option<LocalDate>,
    /// A day in the last period; `as_of` if not given.
    #[uniffi(default = None)]
    pub to: Option<LocalDate>,
    /// Whose register it is, told above the title.
    #[uniffi(default = None)]
    pub agency: Option<String>,
    /// The body above it, told on the workbook beside the page.
    #[uniffi(default = None)]
    pub parent: Option<String>,
    /// In which language; Vietnamese if not given.
    #[uniffi(default = None)]
    pub lang: Option<Lang>,
}

impl Register {
    fn overview(&self, question: ReportQuestion) -> Answer<Overview> {
        let ReportQuestion { as_of, period, from, to, agency, parent, lang: _ } = question;
        let periods = Overview::periods(period.unwrap_or(PeriodKind::Month), from, to, as_of);
        let overview = with!(&*self.lock()?, register => Overview::of(register, periods, as_of))?;
        Ok(Overview { letterhead: Letterhead { parent, agency }, ..overview })
    }
}

#[uniffi::export]
impl Register {
    /// A page to look at and to print, as HTML: figures, charts and what is overdue, without names and
    /// texts of petitions. It needs no network.
    /// Fails with `statistics` if the periods make no sense.
    pub fn report_html(&self, question: ReportQuestion) -> Answer<String> {
        guard(|| {
            let lang = question.lang.unwrap_or_default();
            Ok(overview_html(&self.overview(question)?, lang))
        })
    }

    /// Writes that page to a file, in place of a page that is there, and beside it a workbook of all that is
    /// overdue, which it links. `path` ends in `.html`.
    /// Fails with `file_unwritten`; what was there before is as it was then.
    pub fn report(&self, path: &str, question: ReportQuestion) -> Answer<()> {
        guard(|| {
            let lang = question.lang.unwrap_or_default();
            Ok(overview_file(&self.overview(question)?, path, lang)?)
        })
    }
}
