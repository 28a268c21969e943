//! Who may do what to a case, and why not. What nobody declared permitted is denied.

mod answers;
mod bars;
mod collaboration;
mod reading;
mod remarks;
mod step;

pub(super) use answers::check_answers;
pub use bars::Bars;
pub use collaboration::{COMMENT_MAX, DELEGATIONS_MAX, EXTENSION_MAX, READERS_MAX, SIGNERS_MAX};
pub(super) use collaboration::{check as check_collaboration, may_comment};
pub(super) use reading::may_read;
pub use remarks::{FLAGS_MAX, ITEM_MAX, REASON_MAX};
pub(super) use remarks::{check_item, check_remarks, non_blank};
pub(super) use step::{
    check_one_at_a_time, check_separation_of_duties, may_act, may_claim, may_pass_on, may_release,
    open_step, works_whoever_has_it,
};
