//! Nobody stops the service: the real program under clients that mean it harm, while another visitor is served.

mod connections;
mod drafts;
mod visitor;
