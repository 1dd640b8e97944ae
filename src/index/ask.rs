//! Asking from programs that have a clock and can wait.

use std::time::Instant;

use crate::search::engine::Engine;
use crate::search::reply;

pub use crate::search::reply::{Details, LIMIT, NoReply, Reply};

/// Asks a question. Blocks until it is answered.
pub fn ask(engine: &Engine, question: &str, limit: usize) -> Result<Reply, NoReply> {
    let started = Instant::now();
    let reply = pollster::block_on(reply::ask(engine, question, limit))?;
    Ok(Reply { took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX), ..reply })
}
