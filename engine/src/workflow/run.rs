//! The numbers of runs and of the groups that they form.

/// Numbers the runs of steps within a case, from 1.
pub type RunId = u32;

/// Numbers groups of runs within a case: the number of the first run.
pub type GroupId = u32;
