//! A column as whole numbers.
//!
//! Promises: numbers in the width that they came in, told apart from what is missing; one chunk is
//! shared with its owner, several are joined by a copy.

use arrow_array::{Array, ArrayRef};
use arrow_buffer::{ArrowNativeType, BooleanBufferBuilder, NullBuffer, ScalarBuffer};

/// The numbers, in the two widths that the library computes with.
pub(crate) enum Values {
    /// Of 32 bits: days, and amounts of days.
    Narrow(ScalarBuffer<i32>),
    /// Of 64 bits: moments, durations, and whatever came so wide.
    Wide(ScalarBuffer<i64>),
}

/// Which of them are missing.
pub(crate) enum Nulls {
    /// None.
    None,
    /// Those that are not set, as in Arrow.
    Unset(NullBuffer),
    /// Those that are the lowest number, NumPy's NaT.
    Lowest,
}

/// A column of whole numbers, of which some may be missing.
pub(crate) struct Lane {
    /// The numbers; what stands where one is missing has no meaning.
    pub(crate) values: Values,
    /// Which are missing.
    pub(crate) nulls: Nulls,
}

impl Lane {
    /// How many there are, with those that are missing.
    pub(crate) fn len(&self) -> usize {
        match &self.values {
            Values::Narrow(values) => values.len(),
            Values::Wide(values) => values.len(),
        }
    }

    /// Is the number at that place missing?
    #[inline]
    pub(crate) fn is_null(&self, index: usize) -> bool {
        match (&self.nulls, &self.values) {
            (Nulls::None, _) => false,
            (Nulls::Unset(nulls), _) => index < nulls.len() && nulls.is_null(index),
            (Nulls::Lowest, Values::Wide(values)) => values.get(index) == Some(&i64::MIN),
            (Nulls::Lowest, Values::Narrow(values)) => values.get(index) == Some(&i32::MIN),
        }
    }

    /// Is any of these missing?
    pub(crate) fn has_nulls(&self, range: core::ops::Range<usize>) -> bool {
        // Without a way out of the loop, since the processor then looks at several at once.
        match (&self.nulls, &self.values) {
            (Nulls::None, _) => false,
            (Nulls::Unset(nulls), _) => {
                range.end <= nulls.len() && nulls.inner().slice(range.start, range.len()).count_set_bits() < range.len()
            }
            (Nulls::Lowest, Values::Wide(values)) => {
                // Only the lowest number is negative while the one below it, around the end, is not.
                let sign = |sign: i64, value: &i64| sign | (value & !value.wrapping_sub(1));
                values.get(range).unwrap_or_default().iter().fold(0, sign) < 0
            }
            (Nulls::Lowest, Values::Narrow(values)) => {
                values.get(range).unwrap_or_default().iter().fold(false, |any, value| any | (*value == i32::MIN))
            }
        }
    }

    /// Numbers of 32 bits, in chunks.
    pub(super) fn narrow(chunks: &[ArrayRef]) -> Lane {
        Lane { values: Values::Narrow(joined(chunks)), nulls: nulls(chunks) }
    }

    /// Numbers of 64 bits, in chunks.
    pub(super) fn wide(chunks: &[ArrayRef]) -> Lane {
        Lane { values: Values::Wide(joined(chunks)), nulls: nulls(chunks) }
    }

    /// Numbers of another width, in chunks.
    pub(super) fn widened<T: ArrowNativeType + Into<i64>>(chunks: &[ArrayRef]) -> Lane {
        let values = joined::<T>(chunks).iter().map(|value| (*value).into()).collect::<Vec<i64>>();
        Lane { values: Values::Wide(values.into()), nulls: nulls(chunks) }
    }
}

/// The numbers of all chunks in one piece: where they lie, if there is one chunk.
fn joined<T: ArrowNativeType>(chunks: &[ArrayRef]) -> ScalarBuffer<T> {
    let numbers = |chunk: &ArrayRef| {
        let data = chunk.to_data();
        let buffer = data.buffers().first().cloned().unwrap_or_default();
        ScalarBuffer::<T>::new(buffer, data.offset(), data.len())
    };
    match chunks {
        [chunk] => numbers(chunk),
        chunks => {
            let mut all = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
            chunks.iter().for_each(|chunk| all.extend_from_slice(&numbers(chunk)));
            all.into()
        }
    }
}

/// What is missing of all chunks.
pub(super) fn nulls(chunks: &[ArrayRef]) -> Nulls {
    if chunks.iter().all(|chunk| chunk.null_count() == 0) {
        return Nulls::None;
    }
    if let [chunk] = chunks {
        return chunk.nulls().map_or(Nulls::None, |nulls| Nulls::Unset(nulls.clone()));
    }
    let mut set = BooleanBufferBuilder::new(chunks.iter().map(|chunk| chunk.len()).sum());
    for chunk in chunks {
        match chunk.nulls() {
            Some(nulls) => set.append_buffer(nulls.inner()),
            None => set.append_n(chunk.len(), true),
        }
    }
    Nulls::Unset(NullBuffer::new(set.finish()))
}
