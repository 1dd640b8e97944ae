//! Broken input and what kohyo says about it.
