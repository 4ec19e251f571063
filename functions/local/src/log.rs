//! Logging to standard error. What is logged holds ids and counts only.

use tracing::level_filters::LevelFilter;

/// Starts logging from this level on.
pub(crate) fn start(level: LevelFilter) {
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .init();
}
