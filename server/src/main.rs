//! The `guichet` command.

use std::process::ExitCode;

/// Gives back what a burst of work took, where the system's own keeps it; its options are in `.cargo/config.toml`.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    guichet::cli::main()
}
