//! Limits on everything that comes from outside, each with its reason.

/// Bytes of one upload: two hundred thousand rows of the widest return with room to spare.
pub const UPLOAD_BYTES: u64 = 64 * 1024 * 1024;
/// Data rows of one upload: a thousand times what the largest borough sends.
pub const UPLOAD_ROWS: u32 = 200_000;
/// Columns of one upload: five times the widest return.
pub const UPLOAD_COLUMNS: usize = 200;
/// Bytes of one cell: a cell that is longer is an unclosed quotation mark, not an answer.
pub const CELL_BYTES: usize = 4 * 1024;
/// Lines within which the header row must stand: boroughs write a title and a date above it.
pub const HEADER_LINES: usize = 15;
/// Findings that a report lists one by one, of each of three sorts: those about the file or a whole
/// column, errors in rows, queries in rows. So none of a sort takes the place of another's; beyond
/// it they are counted by rule and column.
pub const LISTED_FINDINGS: usize = 10_000;
/// Seconds that a claim on an upload lasts at most.
pub const LEASE_SECONDS: i64 = 60 * 60;
/// Live versions of a rotating key; a further rotation is refused until one is destroyed.
pub const LIVE_KEY_VERSIONS: usize = 6;
