//! How values are written where they are stored.

pub(in crate::workflow) fn is_false(value: &bool) -> bool {
    !value
}
