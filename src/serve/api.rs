//! `/api/search`: the index of the site that is shown, asked over HTTP.
//!
//! The same JSON as `kohyo search --format json`. Questions are bounded in length, time and number at once, and are
//! written nowhere.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Semaphore;

use super::Asked;
use crate::finding::{Lang, Text};
use crate::index::ask::{LIMIT, NoReply, Reply, ask};
use crate::index::{self, Unavailable};
use crate::search::engine::{Engine, MOST_HITS};
use crate::text::percent::decode;

/// Questions that are answered at once; others wait.
const AT_ONCE: usize = 4;

/// How long a question may take, waiting included.
const LONGEST: Duration = Duration::from_secs(5);

/// Longest query string, in bytes: 300 characters of three bytes, percent-encoded, and the other parameters.
const LONGEST_BYTES: usize = 300 * 9 + 200;

/// What answers questions.
#[derive(Debug, Clone)]
pub(super) struct Api {
    shelf: Arc<Shelf>,
    places: Arc<Semaphore>,
    asked: fn(Asked),
}

#[derive(Debug)]
struct Shelf {
    site: PathBuf,
    /// The index of the site, with the site's number.
    engine: Mutex<Option<(u64, Arc<Engine>)>>,
}

/// What was asked for.
struct Request {
    question: String,
    limit: usize,
    details: bool,
}

/// Why there is no answer.
struct Refusal(StatusCode, Text);

impl Api {
    /// Answers questions about the site in `site`.
    pub(super) fn new(site: &Path, asked: fn(Asked)) -> Self {
        let shelf = Shelf { site: site.to_owned(), engine: Mutex::default() };
        Self { shelf: Arc::new(shelf), places: Arc::new(Semaphore::new(AT_ONCE)), asked }
    }

    /// The answer to a request. `generation` is the number of the site that is shown.
    pub(super) async fn answer(&self, query: &str, generation: u64, lang: Lang) -> Response {
        let started = Instant::now();
        let outcome = match Request::of(query) {
            Ok(request) => self.ask(request, generation).await,
            Err(refusal) => Err(refusal),
        };
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status, hits, body) = match outcome {
            Ok(reply) => {
                (StatusCode::OK, Some(reply.total), serde_json::to_string(&reply).unwrap_or_default())
            }
            Err(Refusal(status, text)) => (status, None, json!({ "error": text.get(lang) }).to_string()),
        };
        (self.asked)(Asked { status: status.as_u16(), took_ms, hits });
        let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
        (status, headers, body).into_response()
    }

    async fn ask(&self, request: Request, generation: u64) -> Result<Reply, Refusal> {
        let (books, turns) = (Arc::clone(&self.shelf), Arc::clone(&self.places));
        let answer = async move {
            // The place is kept until the work is done, also where nobody waits for it any more.
            let place = turns.acquire_owned().await;
            let work = tokio::task::spawn_blocking(move || {
                let answer = books.ask(&request, generation);
                drop(place);
                answer
            });
            work.await.unwrap_or_else(|_| Err(failed()))
        };
        match tokio::time::timeout(LONGEST, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(Refusal(
                StatusCode::SERVICE_UNAVAILABLE,
                Text::new(
                    "時間がかかりすぎるため、検索をやめました。条件を加えてください。",
                    "The search took too long. Add conditions.",
                ),
            )),
        }
    }
}

impl Shelf {
    fn ask(&self, request: &Request, generation: u64) -> Result<Reply, Refusal> {
        let engine = self.engine(generation)?;
        let mut reply = ask(&engine, &request.question, request.limit).map_err(|why| refused(&why))?;
        if !request.details {
            reply.details = None;
        }
        Ok(reply)
    }

    fn engine(&self, generation: u64) -> Result<Arc<Engine>, Refusal> {
        let mut held = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, engine)) = held.as_ref()
            && *of == generation
        {
            return Ok(Arc::clone(engine));
        }
        let engine = Arc::new(index::open(&self.site).map_err(|why| match why {
            Unavailable::Missing => Refusal(
                StatusCode::NOT_FOUND,
                Text::new("検索できる評価書がまだありません。", "There is no assessment to search yet."),
            ),
            Unavailable::Format | Unavailable::Damaged(_) => failed(),
        })?);
        *held = Some((generation, Arc::clone(&engine)));
        Ok(engine)
    }
}

impl Request {
    fn of(query: &str) -> Result<Self, Refusal> {
        if query.len() > LONGEST_BYTES {
            return Err(refused(&NoReply::TooLong));
        }
        let mut request = Self { question: String::new(), limit: LIMIT, details: false };
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(&value.replace('+', " "));
            match name {
                "q" => request.question = value,
                "limit" => {
                    let limit = value.parse().ok().filter(|n| (1..=MOST_HITS).contains(n));
                    request.limit = limit.ok_or_else(|| {
                        Refusal(
                            StatusCode::BAD_REQUEST,
                            Text::new(
                                format!("`limit` は1から{MOST_HITS}までの数です。"),
                                format!("`limit` is a number from 1 to {MOST_HITS}."),
                            ),
                        )
                    })?;
                }
                "details" => request.details = value == "1",
                _ => {}
            }
        }
        Ok(request)
    }
}

fn failed() -> Refusal {
    Refusal(
        StatusCode::INTERNAL_SERVER_ERROR,
        Text::new("検索の索引を読めません。", "The search index cannot be read."),
    )
}

fn refused(why: &NoReply) -> Refusal {
    let text = match why {
        NoReply::Refused => Text::new(
            "マイナンバーのような12桁の数字です。検索していません。入力した数字は保存していません。",
            "This is a number of 12 digits like a personal number. It has not been searched for and is not stored.",
        ),
        NoReply::Empty => Text::new("`q` に探す語を指定してください。", "Give what to look for as `q`."),
        NoReply::TooLong => {
            Text::new("検索の文は300字以内にしてください。", "A question has at most 300 characters.")
        }
        NoReply::Failed(_) => return failed(),
    };
    Refusal(StatusCode::BAD_REQUEST, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_from_the_address() {
        let request = Request::of("q=%E5%86%8D+-x&limit=3&details=1&other").ok().expect("a request");
        assert_eq!((request.question.as_str(), request.limit, request.details), ("再 -x", 3, true));
        for query in ["q=x&limit=0", "q=x&limit=101", "q=x&limit=-1", "q=x&limit="] {
            assert!(Request::of(query).is_err(), "{query}");
        }
        assert!(Request::of(&format!("q={}", "x".repeat(LONGEST_BYTES))).is_err());
    }
}
