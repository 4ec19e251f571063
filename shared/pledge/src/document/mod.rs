//! What derives from the declarations of the returns.

mod values;

pub use values::values;
