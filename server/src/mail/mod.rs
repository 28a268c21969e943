//! Mail: what goes into the outbox, how it is drawn, and how it is sent.

mod draw;
mod folder;
mod mailer;
mod message;
mod outbox;
mod send_error;
mod smtp;
mod smtp_url;

pub use draw::{Drawn, PARTS, check, draw, subject};
pub use mailer::Mailer;
pub use outbox::{
    ACCOUNT, ACCOUNT_NEWS, AccountNotification, ApplicantNotification, NotificationRemark,
    PASSWORD_CHANGED, RECOVERY, STAFF, STAFF_NOTIFICATIONS, StaffNotification, forget_link,
    hide_keys, link_is_gone, outbox_row, with_code,
};
pub use send_error::SendError;
