//! What somebody wants to do about an open step among colleagues.

use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::workflow::actor::Actor;
use crate::workflow::unattended::Unattended;

/// A wish of somebody about an open step, to be arranged with colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub enum CollaborationCommand {
    /// Gives the step to somebody: whoever has it hands it over, a manager assigns it.
    Assign {
        /// To whom; [`Actor::Staff`]; `None` where nobody is named yet, which is refused.
        to: Option<Actor>,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// Gives the step to a colleague until they give it back.
    Delegate {
        /// To whom; [`Actor::Staff`]; `None` where nobody is named yet, which is refused.
        to: Option<Actor>,
        /// Says what they are asked.
        reason: Option<String>,
    },
    /// Gives a delegated step back, with an opinion; or takes back what one has delegated.
    GiveBack {
        /// The opinion.
        reason: Option<String>,
    },
    /// Asks a colleague to sign (加签).
    AddSigner {
        /// Names whom; [`Actor::Staff`]; `None` where nobody is named yet, which is refused.
        to: Option<Actor>,
        /// Says whether they sign after the decision, which waits for them, rather than before it.
        after: bool,
        /// Says what they are asked.
        reason: Option<String>,
    },
    /// Signs as asked, or objects.
    Sign {
        /// Says whether they agree.
        agrees: bool,
        /// Says why; must be given where they do not.
        reason: Option<String>,
    },
    /// Asks no longer for a signature.
    Excuse {
        /// The id of whoever was asked.
        signer: AccountId,
    },
    /// Lets a colleague read the application (抄送).
    CopyTo {
        /// Names whom; [`Actor::Staff`]; `None` where nobody is named yet, which is refused.
        to: Option<Actor>,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// Reminds whoever is to do the step (催办).
    Remind,
    /// Gives a step more time, and the whole.
    Extend {
        /// Says how much, in the unit of the step's time.
        by: u32,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// Notes that nobody can act, and tells those who can see to it; the service itself does.
    Notice {
        /// Says why.
        why: Unattended,
    },
}

/// Tells collaboration commands apart, whomever they name and whatever is said with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollaborationKind {
    /// [`CollaborationCommand::Assign`].
    Assign,
    /// [`CollaborationCommand::Delegate`].
    Delegate,
    /// [`CollaborationCommand::GiveBack`].
    GiveBack,
    /// [`CollaborationCommand::AddSigner`].
    AddSigner,
    /// [`CollaborationCommand::Sign`].
    Sign,
    /// [`CollaborationCommand::Excuse`].
    Excuse,
    /// [`CollaborationCommand::CopyTo`].
    CopyTo,
    /// [`CollaborationCommand::Remind`].
    Remind,
    /// [`CollaborationCommand::Extend`].
    Extend,
    /// [`CollaborationCommand::Notice`].
    Notice,
}

impl CollaborationKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Assign,
        Self::Delegate,
        Self::AddSigner,
        Self::CopyTo,
        Self::GiveBack,
        Self::Sign,
        Self::Excuse,
        Self::Remind,
        Self::Extend,
    ];
}

impl CollaborationCommand {
    /// Tells its kind.
    #[must_use]
    pub fn kind(&self) -> CollaborationKind {
        match self {
            Self::Assign { .. } => CollaborationKind::Assign,
            Self::Delegate { .. } => CollaborationKind::Delegate,
            Self::GiveBack { .. } => CollaborationKind::GiveBack,
            Self::AddSigner { .. } => CollaborationKind::AddSigner,
            Self::Sign { .. } => CollaborationKind::Sign,
            Self::Excuse { .. } => CollaborationKind::Excuse,
            Self::CopyTo { .. } => CollaborationKind::CopyTo,
            Self::Remind => CollaborationKind::Remind,
            Self::Extend { .. } => CollaborationKind::Extend,
            Self::Notice { .. } => CollaborationKind::Notice,
        }
    }

    /// Returns the colleague whom it names.
    #[must_use]
    pub fn to(&self) -> Option<&Actor> {
        match self {
            Self::Assign { to, .. }
            | Self::Delegate { to, .. }
            | Self::AddSigner { to, .. }
            | Self::CopyTo { to, .. } => to.as_ref(),
            Self::GiveBack { .. }
            | Self::Sign { .. }
            | Self::Excuse { .. }
            | Self::Remind
            | Self::Extend { .. }
            | Self::Notice { .. } => None,
        }
    }

    /// Returns what is said with it.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Assign { reason, .. }
            | Self::Delegate { reason, .. }
            | Self::GiveBack { reason }
            | Self::AddSigner { reason, .. }
            | Self::Sign { reason, .. }
            | Self::CopyTo { reason, .. }
            | Self::Extend { reason, .. } => reason.as_deref(),
            Self::Excuse { .. } | Self::Remind | Self::Notice { .. } => None,
        }
    }
}
