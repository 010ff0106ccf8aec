//! What leaves a register: texts for good, and copies of it.

use std::path::PathBuf;

use kiennghi::{
    register::{CopyKind, Erasure, ErasureGrounds, ErasureSubject, RegisterCopy},
    store::MemoryStore,
};
use kiennghi_exchange::{export_ledger_file, import_ledger_file};
use kiennghi_store::{backup_to, empty_store};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{
    error::{Failure, argument},
    given::{Named, named},
    guard,
    handle::{Handle, Kept, PyRegister, on},
    open::{supplied, text_of},
    values::{PyHead, PyWorld},
};

/// Whose texts are erased, as Python names them.
enum Subject {
    Petition(Named),
    Name(String),
}

fn subject(petition: Option<&Bound<'_, PyAny>>, name: Option<String>) -> PyResult<Subject> {
    match (petition, name) {
        (Some(petition), None) => Ok(Subject::Petition(named(petition, "petition")?)),
        (None, Some(name)) => Ok(Subject::Name(name)),
        _ => Err(argument("give either `petition` or `name`")),
    }
}

impl Handle {
    /// The same as the library takes it.
    fn erased<'a>(&mut self, subject: &'a Subject) -> Result<ErasureSubject<'a>, Failure> {
        Ok(match subject {
            Subject::Petition(named) => ErasureSubject::Petition(self.find(named)?),
            Subject::Name(name) => ErasureSubject::Name(name),
        })
    }
}

fn copies<'py>(py: Python<'py>, copies: &[RegisterCopy]) -> PyResult<Bound<'py, PyList>> {
    let told = copies.iter().map(|copy| {
        let told = PyDict::new(py);
        told.set_item("entry", copy.entry)?;
        told.set_item("kind", copy.kind.code())?;
        told.set_item("label", &copy.label)?;
        told.set_item("head", PyHead::from(copy.head))?;
        told.set_item("recorded_at", copy.recorded_at)?;
        Ok(told)
    });
    PyList::new(py, told.collect::<PyResult<Vec<_>>>()?)
}

fn told<'py>(py: Python<'py>, erasure: &Erasure) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("entry", erasure.entry)?;
    told.set_item("texts", erasure.texts)?;
    told.set_item("petitions", erasure.petitions.iter().map(|(_, number)| number.to_string()).collect::<Vec<_>>())?;
    told.set_item("held_openly", &erasure.held_openly)?;
    told.set_item("copies", copies(py, &erasure.copies)?)?;
    Ok(told)
}

#[pymethods]
impl PyRegister {
    /// What `erase` would take away; nothing is written. Look at it first: a name is met whatever its
    /// case and diacritics, so another person's may be too.
    ///
    /// >>> register.erasure_plan(name="cong ty a")["petitions"]
    /// ['PAKN-2026-0001']
    #[pyo3(signature = (petition = None, *, name = None))]
    fn erasure_plan<'py>(
        &self,
        py: Python<'py>,
        petition: Option<&Bound<'_, PyAny>>,
        name: Option<String>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let subject = subject(petition, name)?;
        let erasure = self.with(py, |handle| {
            let subject = handle.erased(&subject)?;
            Ok(on!(handle, register => register.erasure_plan(subject)?))
        })?;
        told(py, &erasure)
    }

    /// Erases for good all texts of a petition, or every text of the register in which a name stands:
    /// from the vault, from lists and searches, from every file of the register. Ledger, counts and
    /// `verify` stay whole; the ledger keeps `reason` and `citation`, which hold no personal data.
    ///
    /// The answer has `entry`, `texts` (how many), `petitions`, `held_openly` (entries from before
    /// texts were sealed, which hold one openly) and `copies`, the backups and exports on record that
    /// may hold the texts.
    ///
    /// Raises `ArgumentError` with code `erasure` if the grounds are empty or hold the name;
    /// `StoreError` with code `not_purged` if others who read kept bytes in the files: call `purge`.
    ///
    /// >>> erased = register.erase(p, reason="Theo đơn số 12", citation="Luật 91/2025/QH15")
    /// >>> erased["texts"], register.petition(p).summary
    /// (2, None)
    #[pyo3(signature = (petition = None, *, name = None, reason, citation, world = None))]
    fn erase<'py>(
        &self,
        py: Python<'py>,
        petition: Option<&Bound<'_, PyAny>>,
        name: Option<String>,
        reason: String,
        citation: String,
        world: Option<&Bound<'_, PyWorld>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (subject, given) = (subject(petition, name)?, supplied(world));
        let grounds = ErasureGrounds { reason, citation };
        let erasure = self.with(py, |handle| {
            let world = handle.world(given)?;
            let subject = handle.erased(&subject)?;
            Ok(on!(handle, register => register.erase(subject, &grounds, &world)?))
        })?;
        told(py, &erasure)
    }

    /// Leaves no byte in the register's files of what was erased. `erase` does it itself; this is for
    /// when others who were reading kept it from that.
    ///
    /// >>> register.purge()
    fn purge(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |handle| on!(handle, register => register.purge()).map_err(Failure::from))
    }

    /// The copies of the register that are on record, in their order: `entry`, `kind` (`backup`,
    /// `export`), `label`, `head`, `recorded_at`.
    ///
    /// >>> register.copies()
    /// []
    fn copies<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let recorded = self.with(py, |handle| Ok(on!(handle, register => register.copies()?)))?;
        copies(py, &recorded)
    }

    /// Records a copy that another program made, so that an erasure can tell of it. `label` says where
    /// it lies, without personal data. Gives the entry.
    ///
    /// >>> register.record_copy("băng từ số 3")
    /// 6
    #[pyo3(signature = (label, *, head = None, world = None))]
    fn record_copy(
        &self,
        py: Python<'_>,
        label: &str,
        head: Option<&Bound<'_, PyHead>>,
        world: Option<&Bound<'_, PyWorld>>,
    ) -> PyResult<u64> {
        let (head, given) = (head.map(|head| head.get().head()).transpose()?, supplied(world));
        self.with(py, |handle| {
            let world = handle.world(given)?;
            Ok(on!(handle, register => {
                let head = head.map_or_else(|| register.head(), Ok)?;
                register.record_copy(CopyKind::Backup, label, &head, &world)?
            }))
        })
    }

    /// Writes a backup to a new file while the register is in use, verifies it, and records it. Gives
    /// the head that it holds.
    ///
    /// Raises `StoreError` if there is a file already or it cannot be written, `ArgumentError` for a
    /// register in memory, which is exported instead.
    ///
    /// >>> register.backup_to("so-luu.db")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.ArgumentError: a register in memory has no file to copy; use export_ledger(path)
    #[pyo3(signature = (path, *, world = None))]
    fn backup_to(&self, py: Python<'_>, path: PathBuf, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyHead> {
        let (path, given) = (text_of(path)?, supplied(world));
        self.with(py, |handle| {
            let world = handle.world(given)?;
            match &mut handle.kept {
                Kept::File(register) => Ok(backup_to(register, &path, &world)?.into()),
                Kept::Memory(_) => {
                    Err(Failure::Argument("a register in memory has no file to copy; use export_ledger(path)".into()))
                }
            }
        })
    }

    /// Writes the whole ledger, with the texts that are not erased, to a new file of JSON Lines, and
    /// records it. Gives the head that it leads to. Texts of confidential petitions are in it.
    ///
    /// Raises `StoreError` if there is a file already, or it cannot be written.
    ///
    /// >>> import os, tempfile
    /// >>> with tempfile.TemporaryDirectory() as folder:
    /// ...     path = os.path.join(folder, "so-cai.jsonl")
    /// ...     head = register.export_ledger(path)
    /// ...     again = kn.Register.import_ledger(path)
    /// >>> again.head == head, again.petition(p.number).summary
    /// (True, 'Xin gia hạn thuê đất')
    #[pyo3(signature = (path, *, world = None))]
    fn export_ledger(&self, py: Python<'_>, path: PathBuf, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyHead> {
        let (path, given) = (text_of(path)?, supplied(world));
        self.with(py, |handle| {
            let world = handle.world(given)?;
            Ok(on!(handle, register => export_ledger_file(register, &path, &world)?).into())
        })
    }

    /// Makes a register from such a file: the same entries, texts and head, or nothing. `into` is the
    /// path of a new register file, or a URL of PostgreSQL; without it the register is in memory.
    ///
    /// Raises `StoreError`: with code `ledger_line`, which names the first line that does not fit;
    /// `already_created` if there is a register.
    ///
    /// >>> kn.Register.import_ledger("no-such-file.jsonl")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.StoreError: no-such-file.jsonl: No such file or directory (os error 2)
    #[staticmethod]
    #[pyo3(signature = (path, *, into = None, actor = "python"))]
    fn import_ledger(py: Python<'_>, path: PathBuf, into: Option<PathBuf>, actor: &str) -> PyResult<PyRegister> {
        let (path, place) = (text_of(path)?, into.map(text_of).transpose()?.unwrap_or_default());
        let handle = guard::run(py, || {
            let kept = match place.as_str() {
                "" => Kept::Memory(import_ledger_file(MemoryStore::new(), &path)?),
                place => Kept::File(import_ledger_file(empty_store(place)?, &path)?),
            };
            Ok(Handle::new(kept, actor.into()))
        })?;
        Ok(PyRegister::new(place, handle))
    }
}
