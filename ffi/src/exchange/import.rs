//! A sheet into a register, and who watches it.
//!
//! Promises: a row is taken whole or refused whole; whoever is told of the progress can stop the
//! import, and if that fails, it is stopped; he cannot ask the register meanwhile, and is told so instead
//! of waiting for himself.

use std::{ops::ControlFlow, sync::Arc};

use kiennghi_exchange::{self as exchange, import_as};

use super::{Encoding, ImportReport, Mapping, Sheet, sheet::with_mapping};
use crate::{
    KiennghiError, Register,
    error::guard,
    open::{Open, with},
    output::signed,
    register::Answer,
};

/// What is written of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ImportMode {
    /// Each row that can be taken, in batches that are durable one by one. The default.
    RowByRow,
    /// All rows in one write, or none if one is refused.
    AllOrNothing,
    /// None: the report says what would become of each row. The register is locked meanwhile, as for a
    /// write.
    DryRun,
}

impl From<ImportMode> for exchange::ImportMode {
    fn from(mode: ImportMode) -> Self {
        match mode {
            ImportMode::RowByRow => exchange::ImportMode::RowByRow,
            ImportMode::AllOrNothing => exchange::ImportMode::AllOrNothing,
            ImportMode::DryRun => exchange::ImportMode::DryRun,
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Progress {
    /// Rows that were looked at.
    pub done: i64,
    /// All rows.
    pub rows: i64,
}

/// What an import does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ImportStep {
    /// It goes on.
    GoOn,
    /// It stops: what was durable before stays, and the same file again goes on from there.
    Stop,
}

/// Is told how far an import is, every few hundred rows and at the end, on the thread that imports. The
/// register cannot be asked from it.
#[uniffi::export(foreign)]
pub trait ImportProgress: Send + Sync {
    /// So far it is; what next? An error stops the import too.
    fn told(&self, progress: Progress) -> Result<ImportStep, KiennghiError>;
}

impl Register {
    fn take_in(
        &self,
        sheet: &Sheet,
        mapping: Option<&Mapping>,
        mode: Option<ImportMode>,
        progress: Option<Arc<dyn ImportProgress>>,
    ) -> Answer<ImportReport> {
        let mode = mode.map(exchange::ImportMode::from).unwrap_or_default();
        let world = self.world()?;
        let told = &mut |at: exchange::Progress| {
            let Some(progress) = &progress else { return ControlFlow::Continue(()) };
            let at = Progress { done: signed(at.done), rows: signed(at.rows) };
            match self.telling(|| progress.told(at)) {
                Ok(ImportStep::GoOn) => ControlFlow::Continue(()),
                Ok(ImportStep::Stop) | Err(_) => ControlFlow::Break(()),
            }
        };
        with_mapping(mapping, |mapping| {
            let report = with!(&mut *self.lock()?, register => import_as(register, &sheet.0, mapping, &world, mode, told))?;
            Ok(report.into())
        })
    }
}

#[uniffi::export]
impl Register {
    /// Takes in a register sheet as history: CSV in any encoding and separator, XLSX, XLS or ODS.
    /// Importing it again adds nothing. What its columns mean is said by `mapping`; without it the
    /// headings are those of a Vietnamese register sheet. `encoding` and `sheet`, the name of one in a
    /// workbook, are found out if not given; row by row is the mode then.
    /// Fails with `file_unreadable`, `file_too_large`, `mapping`, or `import_stopped` if `progress` stops
    /// it; a row that cannot be taken is in the report.
    #[uniffi::method(default(mapping = None, encoding = None, sheet = None, mode = None, progress = None))]
    pub fn import_file(
        &self,
        path: &str,
        mapping: Option<Arc<Mapping>>,
        encoding: Option<Encoding>,
        sheet: Option<String>,
        mode: Option<ImportMode>,
        progress: Option<Arc<dyn ImportProgress>>,
    ) -> Answer<ImportReport> {
        guard(|| {
            let sheet = Sheet::from_file(path, encoding, sheet, mapping.clone())?;
            self.take_in(&sheet, mapping.as_deref(), mode, progress)
        })
    }

    /// Takes in a sheet that was read before, as `importFile` takes in a file.
    #[uniffi::method(default(mapping = None, mode = None, progress = None))]
    pub fn import_sheet(
        &self,
        sheet: &Sheet,
        mapping: Option<Arc<Mapping>>,
        mode: Option<ImportMode>,
        progress: Option<Arc<dyn ImportProgress>>,
    ) -> Answer<ImportReport> {
        guard(|| self.take_in(sheet, mapping.as_deref(), mode, progress))
    }
}
