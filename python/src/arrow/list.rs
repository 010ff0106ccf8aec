//! Lists of pairs of moments, one list for each item.
//!
//! Promises: the pairs of one chunk with short offsets are read where they lie. A list that is
//! missing, a pair that is missing and a pair of which one moment is missing are told.

use arrow_array::{Array, ArrayRef, OffsetSizeTrait, cast::AsArray};
use arrow_buffer::NullBuffer;

use super::{
    given::{Given, Times},
    lane::{self, Lane, Values},
};

/// Those of item `i` stand at `bounds[i] .. bounds[i + 1]`.
pub(crate) struct Lists {
    /// One more than there are items; missing where the list of an item is.
    pub(crate) bounds: Lane,
    /// The first moment of each pair.
    pub(crate) from: Times,
    /// The second.
    pub(crate) to: Times,
}

impl Lists {
    /// The lists of all chunks; `None` if they are none of pairs of moments, or more than an offset
    /// of 32 bits can tell.
    pub(super) fn read<O: OffsetSizeTrait>(chunks: &[ArrayRef]) -> Option<Lists> {
        let lists = chunks.iter().map(|chunk| chunk.as_list_opt::<O>()).collect::<Option<Vec<_>>>()?;
        let (mut from, mut to, mut bounds) = (Vec::new(), Vec::new(), Vec::from([0]));
        let mut before = 0_usize;
        for list in &lists {
            let pairs = list.values().as_struct_opt()?;
            let [first, second] = pairs.columns() else { return None };
            // Of several chunks only what their lists hold is joined; one is left as it is.
            let offsets = list.value_offsets();
            let (start, end) = match lists.len() {
                1 => (0, pairs.len()),
                _ => (offsets.first()?.as_usize(), offsets.last()?.as_usize()),
            };
            from.push(within(first, pairs.nulls()).slice(start, end.checked_sub(start)?));
            to.push(within(second, pairs.nulls()).slice(start, end - start));
            let place = |offset: &O| i32::try_from((before + offset.as_usize()).checked_sub(start)?).ok();
            if lists.len() > 1 {
                bounds.extend(offsets.get(1..)?.iter().map(place).collect::<Option<Vec<_>>>()?);
            } else {
                bounds = offsets.iter().map(place).collect::<Option<Vec<_>>>()?;
            }
            before += end - start;
        }
        let moments = |columns: Vec<ArrayRef>| Given::Arrow(columns.first()?.data_type().clone(), columns).moments("pauses").ok();
        let bounds = Lane { values: Values::Narrow(bounds.into()), nulls: lane::nulls(chunks) };
        Some(Lists { bounds, from: moments(from)?, to: moments(to)? })
    }
}

/// A column of a struct: missing too where the struct is.
fn within(column: &ArrayRef, nulls: Option<&NullBuffer>) -> ArrayRef {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return column.clone() };
    let all = NullBuffer::union(Some(nulls), column.nulls());
    column.to_data().into_builder().nulls(all).build().map_or_else(|_| column.clone(), arrow_array::make_array)
}
