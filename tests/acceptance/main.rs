//! The acceptance tests: the real server, a real browser, a real SMTP server. One binary, one file per area.

mod administration;
mod changes;
mod colleagues;
mod crash;
mod crowd;
mod fatal;
mod full_disk;
mod journey;
mod people;
mod second_factor;
mod tutorial;
mod upgrade;
