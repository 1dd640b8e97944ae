//! What the server answers: files of the site, with live reload put into pages, and the events behind it.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State as Shelf};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};

use super::State;
use super::api::Api;
use super::connection::{self, Limits};
use super::encoding::{self, encode};
use super::{preview, review};
use crate::export::FOR_EVER;
use crate::finding::Lang;
use crate::publish::media_type;
use crate::review::Room;
use crate::text::html::escaped;
use crate::text::{file, limit, percent};

/// What every answer is made from.
#[derive(Clone)]
pub(super) struct Shared {
    /// The folder of the site.
    pub(super) site: PathBuf,
    /// What there is to tell the browser.
    pub(super) seen: Receiver<State>,
    /// The language of the waiting page.
    pub(super) lang: Lang,
    /// What answers questions.
    pub(super) api: Api,
    /// What answers about imported evaluations.
    pub(super) room: Arc<Room>,
    /// What shows texts that are not published.
    pub(super) previews: preview::Shared,
}

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// Serves until the process is asked to end.
pub(super) fn serve(listener: TcpListener, shared: Shared) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // An open stream of events would keep a graceful end waiting for ever.
        tokio::select! {
            served = connection::serve(listener, router(shared, addr), Limits::default()) => served,
            () = asked_to_end() => Ok(()),
        }
    });
    runtime.shutdown_background();
    served
}

/// Ends when somebody asks the server to: Ctrl-C, or a termination signal.
///
/// The handlers are in place when this function returns, not when its future is first polled: a signal that
/// comes before the first request must not kill the process half-way.
#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        match (interrupt, terminate) {
            (Ok(mut interrupt), Ok(mut terminate)) => {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            }
            // Without handlers the signals end the process themselves.
            _ => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    drop(tokio::signal::ctrl_c().await);
}

fn router(shared: Shared, addr: SocketAddr) -> Router {
    let review = review::router(Arc::clone(&shared.room), Arc::clone(&shared.previews), addr);
    let room = Arc::clone(&shared.room);
    let router = Router::new()
        .route("/api/search", get(search))
        .route("/__kohyo/events", get(events))
        .route("/__kohyo/live.js", get(|| async { fixed("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/__kohyo/live.css", get(|| async { fixed("text/css; charset=utf-8", STYLE) }))
        .fallback(get(file))
        .with_state(Arc::new(shared))
        .merge(review);
    if addr.ip().is_loopback() {
        router.layer(from_fn_with_state(room, connection::own_name))
    } else {
        router
    }
}

const NO_STORE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

pub(super) fn fixed(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), NO_STORE], text).into_response()
}

/// A page of the site that listens.
#[derive(Deserialize)]
struct Listening {
    /// The path of its address.
    #[serde(default)]
    page: String,
}

/// The state of a page now, and every one that follows.
async fn events(
    Shelf(shared): Shelf<Arc<Shared>>,
    Query(Listening { page }): Query<Listening>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let states = WatchStream::new(shared.seen.clone()).map(move |state| {
        let (generation, problems) = (state.since(&page), state.problems.as_deref());
        let data = serde_json::json!({ "generation": generation, "problems": problems });
        Ok(Event::default().event("state").data(data.to_string()))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

async fn search(Shelf(shared): Shelf<Arc<Shared>>, uri: Uri) -> Response {
    let index = shared.seen.borrow().index;
    shared.api.answer(uri.query().unwrap_or_default(), index, shared.lang).await
}

async fn file(Shelf(shared): Shelf<Arc<Shared>>, headers: HeaderMap, uri: Uri) -> Response {
    let path = uri.path().to_owned();
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answer = tokio::task::spawn_blocking(move || answer(&shared, &path, accepted.as_deref())).await;
    answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(shared: &Shared, path: &str, accepted: Option<&str>) -> Response {
    let state = shared.seen.borrow().clone();
    if state.generation == 0 {
        return waiting(shared.lang, &state);
    }
    match find(&shared.site, path) {
        Resource::File(found) => match file::read(&found, u64::MAX) {
            Ok(bytes) => {
                let kind = media_type(&found.to_string_lossy());
                let generation = state.since(path);
                // Named after its bytes: what the page needs is there at once when it is shown again.
                let cache = if file_of(path).starts_with("static/") { FOR_EVER } else { NO_STORE.1 };
                page(StatusCode::OK, Sent { kind, bytes, generation, file: Some(&found), accepted, cache })
            }
            Err(_) => not_found(shared, state.since(path), accepted),
        },
        Resource::Folder => {
            // An address that begins with two slashes would be one of another host.
            let to = format!("/{}/", path.trim_start_matches(['/', '\\']));
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to.as_str()), NO_STORE]).into_response()
        }
        Resource::Nothing => not_found(shared, state.since(path), accepted),
    }
}

fn not_found(shared: &Shared, generation: u64, accepted: Option<&str>) -> Response {
    let bytes =
        file::read(&shared.site.join("404.html"), limit::ORIGINAL).unwrap_or_else(|_| b"404".to_vec());
    let cache = NO_STORE.1;
    page(StatusCode::NOT_FOUND, Sent { kind: HTML, bytes, generation, file: None, accepted, cache })
}

/// There has been no site yet: the page says why, also without scripts.
fn waiting(lang: Lang, state: &State) -> Response {
    let (title, text) = match &state.problems {
        Some(problems) => (problems.title().to_owned(), problems.text()),
        None => ("…".to_owned(), String::new()),
    };
    let language = match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    let (title, text) = (escaped(&title), escaped(&text));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><meta charset=\"utf-8\"><title>{title}</title>\n<body><h1>{title}</h1><pre>{text}</pre></body></html>\n"
    );
    let (bytes, cache) = (html.into_bytes(), NO_STORE.1);
    let sent = Sent { kind: HTML, bytes, generation: 0, file: None, accepted: None, cache };
    page(StatusCode::SERVICE_UNAVAILABLE, sent)
}

/// An answer; a page gets the script that listens for the next one.
fn page(status: StatusCode, sent: Sent<'_>) -> Response {
    let Sent { kind, bytes, generation, file, accepted, cache } = sent;
    let bytes = if kind.starts_with("text/html") { with_script(bytes, generation) } else { bytes };
    let (coding, bytes) = encode(bytes, kind, file, accepted);
    let mut response =
        (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)], bytes).into_response();
    if encoding::is_text(kind) {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(coding) = coding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

const HTML: &str = "text/html; charset=utf-8";

/// What is sent, and what the browser takes.
struct Sent<'a> {
    kind: &'static str,
    bytes: Vec<u8>,
    generation: u64,
    /// Where the bytes come from.
    file: Option<&'a Path>,
    /// `Accept-Encoding`.
    accepted: Option<&'a str>,
    /// `Cache-Control`.
    cache: &'static str,
}

pub(super) fn with_script(mut page: Vec<u8>, generation: u64) -> Vec<u8> {
    let script =
        format!("<script type=\"module\" src=\"/__kohyo/live.js?generation={generation}\"></script>\n");
    let end = page.windows(7).rposition(|tag| tag.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    page.splice(end..end, script.bytes());
    page
}

enum Resource {
    File(PathBuf),
    /// A folder without the slash at the end that relative links need.
    Folder,
    Nothing,
}

/// The path in the site of the file that the path of an address names.
pub(super) fn file_of(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty()).map(percent::decode);
    let index = path.ends_with('/').then(|| "index.html".into());
    parts.chain(index).collect::<Vec<_>>().join("/")
}

/// The file that a path of an address names. Nothing outside of the site can be named.
fn find(site: &Path, path: &str) -> Resource {
    let mut file = site.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = percent::decode(part);
        if part.starts_with('.') || part.contains(['/', '\\', ':', '\0']) {
            return Resource::Nothing;
        }
        file.push(part);
    }
    match fs::metadata(&file) {
        Ok(found) if found.is_file() && !path.ends_with('/') => Resource::File(file),
        Ok(found) if found.is_dir() => {
            let index = file.join("index.html");
            match (index.is_file(), path.ends_with('/')) {
                (true, true) => Resource::File(index),
                (true, false) => Resource::Folder,
                _ => Resource::Nothing,
            }
        }
        _ => Resource::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_site_can_be_named() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("mihon/12")).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(site.join("index.html"), "x").unwrap();
        fs::write(site.join("mihon/12/index.html"), "x").unwrap();
        fs::write(site.join("mihon/市.txt"), "x").unwrap();
        for path in [
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/mihon/..%5c..%5csecret",
            "/%2Fetc/passwd",
            "//etc/passwd",
            "/index.html/",
            "/mihon/",
            "/.git",
        ] {
            assert!(matches!(find(&site, path), Resource::Nothing), "{path}");
        }
        for path in ["/", "/index.html", "/mihon/12/", "/mihon/%E5%B8%82.txt"] {
            assert!(matches!(find(&site, path), Resource::File(_)), "{path}");
        }
        assert!(matches!(find(&site, "/mihon/12"), Resource::Folder));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_page() {
        let page = String::from_utf8(with_script(b"<body>x</body></html>".to_vec(), 3)).unwrap();
        assert!(
            page.starts_with("<body>x<script type=\"module\" src=\"/__kohyo/live.js?generation=3\">"),
            "{page}"
        );
        assert!(page.ends_with("</script>\n</body></html>"), "{page}");
    }
}
