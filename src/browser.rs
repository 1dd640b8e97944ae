//! What JavaScript calls of [`crate::search`], compiled to WebAssembly: opening an index, asking it. The worker that calls
//! it, and everything that fetches, is in `themes/default/static/search/`.
//!
//! Errors are strings: one of the codes of [`code`], or `failed: ` and what went wrong.

use std::io;
use std::ops::Range;

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt as _;
use js_sys::{Function, Promise, Uint8Array};
use tantivy::directory::OwnedBytes;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::search;
use crate::search::engine::{Engine, Error};
use crate::search::reply::{self, NoReply};
use crate::search::storage::{Bytes, Source};

/// Which indexes can be read.
#[wasm_bindgen]
pub fn format() -> String {
    search::format()
}

/// Expands a compressed file, or a piece of one.
#[wasm_bindgen]
pub fn expand(bytes: &[u8]) -> Result<Vec<u8>, String> {
    search::press::expanded(bytes).map_err(|error| format!("failed: {error}"))
}

/// An opened index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Search(Engine);

#[wasm_bindgen]
impl Search {
    /// Opens an index whose bundle holds all of it.
    #[wasm_bindgen(js_name = openWhole)]
    pub fn open_whole(bundle: Vec<u8>) -> Result<Search, String> {
        Engine::open_whole(bundle).map(Self).map_err(|error| code(&error))
    }

    /// Opens an index by its hot bundle. Its pack has `length` bytes and is read in pieces: `read(from, to)` promises a
    /// `Uint8Array` with the bytes of the one from `from` up to `to`.
    pub fn open(hot: Vec<u8>, length: f64, read: Function) -> Result<Search, String> {
        let (wanted, wants) = mpsc::unbounded();
        spawn_local(fetch(wants, read));
        let source = Remote { length: whole_number(length), wanted };
        Engine::open(hot, Box::new(source)).map(Self).map_err(|error| code(&error))
    }

    /// Answers a question with JSON: what `kohyo search --format json --details` prints, but for the time it took.
    pub async fn ask(&self, question: String, limit: u32) -> Result<String, String> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let reply = reply::ask(&self.0, &question, limit).await.map_err(|why| match why {
            NoReply::Refused => "refused".to_owned(),
            NoReply::Empty => "empty".to_owned(),
            NoReply::TooLong => "too-long".to_owned(),
            NoReply::Failed(error) => code(&error),
        })?;
        serde_json::to_string(&reply).map_err(|error| code(&error.into()))
    }

    /// At most `limit` words of the portal that begin as was typed.
    pub async fn complete(&self, typed: String, limit: u32) -> Result<Vec<String>, String> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.0.complete(&typed, limit).await.map_err(|error| code(&error))
    }

    /// How many bytes of the index are kept in memory.
    pub fn kept(&self) -> f64 {
        number(self.0.kept() as u64)
    }
}

fn code(error: &Error) -> String {
    match error {
        Error::Format(_) => "format".to_owned(),
        error => format!("failed: {error}"),
    }
}

/// A number of bytes as JavaScript counts them.
#[expect(clippy::cast_precision_loss, reason = "exact up to eight pebibytes")]
fn number(bytes: u64) -> f64 {
    bytes as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length, as `number` made it")]
fn whole_number(bytes: f64) -> u64 {
    bytes as u64
}

/// A pack that JavaScript reads. What JavaScript hands out stays on its thread and a [`Source`] may be called from any,
/// so that a source sends what it wants to a task on that thread.
struct Remote {
    length: u64,
    wanted: mpsc::UnboundedSender<Wanted>,
}

struct Wanted {
    range: Range<u64>,
    answer: oneshot::Sender<io::Result<Vec<u8>>>,
}

impl Source for Remote {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let (answer, answered) = oneshot::channel();
        let sent = self.wanted.unbounded_send(Wanted { range, answer });
        Box::pin(async move {
            sent.map_err(io::Error::other)?;
            answered.await.map_err(io::Error::other)?.map(OwnedBytes::new)
        })
    }
}

/// Hands on what is wanted until the index is closed.
async fn fetch(mut wants: mpsc::UnboundedReceiver<Wanted>, read: Function) {
    while let Some(Wanted { range, answer }) = wants.next().await {
        let called = read.call2(&JsValue::NULL, &number(range.start).into(), &number(range.end).into());
        spawn_local(async move {
            // Nobody waits any more where the question was given up.
            let _ = answer.send(received(called, &range).await);
        });
    }
}

async fn received(called: Result<JsValue, JsValue>, range: &Range<u64>) -> io::Result<Vec<u8>> {
    let failed = |error: JsValue| io::Error::other(format!("{error:?}"));
    let promise: Promise = called.map_err(failed)?.dyn_into().map_err(failed)?;
    let bytes: Uint8Array = JsFuture::from(promise).await.map_err(failed)?.dyn_into().map_err(failed)?;
    if u64::from(bytes.length()) != range.end - range.start {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    }
    Ok(bytes.to_vec())
}
