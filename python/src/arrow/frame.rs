//! A table that Python gives, column by column.
//!
//! Promises: any table with the Arrow PyCapsule interface, whatever its chunks; a column is taken by
//! its name, and texts are read as texts, stored as such or as the categories of a dictionary.

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use pyo3::{intern, prelude::*, types::PyCapsule};

use super::{Given, glue};
use crate::error::argument;

/// A table as it came.
pub(crate) struct Frame {
    columns: Vec<(String, DataType, Vec<ArrayRef>)>,
    rows: usize,
}

impl Frame {
    /// What has the Arrow PyCapsule interface for tables.
    pub(crate) fn read(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Frame> {
        let py = value.py();
        let unreadable =
            |error: arrow_schema::ArrowError| argument(format!("`{name}` cannot be read as an Arrow table: {error}"));
        let (data_type, chunks) = if let Some(export) = value.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            let stream: Bound<'_, PyCapsule> = export.call0()?.extract()?;
            glue::stream_in(&stream)?.map_err(unreadable)?
        } else if let Some(export) = value.getattr_opt(intern!(py, "__arrow_c_array__"))? {
            let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = export.call0()?.extract()?;
            let array = glue::array_in(&schema, &array)?.map_err(unreadable)?;
            (array.data_type().clone(), Vec::from([array]))
        } else {
            let found = value.get_type().name()?;
            let right = "a table with the Arrow PyCapsule interface, such as those of pyarrow, polars and pandas";
            return Err(argument(format!("`{name}` is a {found}; give {right}")));
        };
        let DataType::Struct(fields) = &data_type else {
            return Err(argument(format!("`{name}` is one column of {data_type}; give a table")));
        };
        let column =
            |place: usize| chunks.iter().filter_map(|chunk| chunk.as_struct_opt()?.columns().get(place).cloned()).collect();
        let columns =
            fields.iter().enumerate().map(|(place, field)| (field.name().clone(), field.data_type().clone(), column(place)));
        Ok(Frame { columns: columns.collect(), rows: chunks.iter().map(Array::len).sum() })
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The column of a name; `asked` is what it was named for.
    pub(crate) fn column(&self, name: &str, asked: &str) -> PyResult<Given> {
        let named = self.columns.iter().find(|(known, ..)| known == name).ok_or_else(|| {
            let known: Vec<&str> = self.columns.iter().map(|(name, ..)| name.as_str()).collect();
            argument(format!("`{asked}` names the column `{name}`; the table has `{}`", known.join("`, `")))
        });
        named.map(|(_, data_type, chunks)| Given::Arrow(data_type.clone(), chunks.clone()))
    }
}

/// A column of texts.
pub(crate) struct Texts(Vec<ArrayRef>);

impl Given {
    /// Texts, or categories that are texts.
    pub(crate) fn texts(self, name: &str) -> PyResult<Texts> {
        let is_text = |data_type: &DataType| matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        match self {
            Given::Arrow(data_type, chunks) if is_text(&data_type) => Ok(Texts(chunks)),
            Given::Arrow(DataType::Dictionary(_, values), chunks) if is_text(&values) => Ok(Texts(chunks)),
            other => Err(other.wrong(name, "texts: string, large_string, string_view, or a dictionary of them")),
        }
    }
}

impl Texts {
    /// What `of` makes of each text, `None` where one is missing; it is asked once for each category.
    pub(crate) fn each<T: Copy>(&self, mut of: impl FnMut(&str) -> T) -> Vec<Option<T>> {
        let mut all = Vec::with_capacity(self.0.iter().map(|chunk| chunk.len()).sum());
        self.0.iter().for_each(|chunk| each(chunk, &mut of, &mut all));
        all
    }
}

fn each<T: Copy>(chunk: &ArrayRef, of: &mut impl FnMut(&str) -> T, all: &mut Vec<Option<T>>) {
    match chunk.data_type() {
        DataType::Utf8 => all.extend(chunk.as_string::<i32>().iter().map(|text| text.map(&mut *of))),
        DataType::LargeUtf8 => all.extend(chunk.as_string::<i64>().iter().map(|text| text.map(&mut *of))),
        DataType::Utf8View => all.extend(chunk.as_string_view().iter().map(|text| text.map(&mut *of))),
        _ => {
            let dictionary = chunk.as_any_dictionary();
            let mut values = Vec::with_capacity(dictionary.values().len());
            each(dictionary.values(), of, &mut values);
            if values.is_empty() {
                all.resize(all.len() + chunk.len(), None);
                return;
            }
            let keys = dictionary.normalized_keys().into_iter().enumerate();
            all.extend(keys.map(|(row, key)| values.get(key).copied().flatten().filter(|_| dictionary.keys().is_valid(row))));
        }
    }
}
