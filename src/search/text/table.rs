//! Data files: one row per line, cells between tabs, `#` begins a remark.

/// The rows of a table, without empty lines and remarks.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim_end());
    lines.filter(|line| !line.trim().is_empty()).map(|line| line.split('\t').map(str::trim).collect())
}
