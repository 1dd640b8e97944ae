//! `/review/` and `/preview/`: who may ask, and how the answers of [`crate::review`] travel.
//!
//! Only this computer may, by a name of its own (`connection`), and only pages of this server may send forms. Foreign pages can neither read, frame nor embed what is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::sync::Semaphore;

use super::http::fixed;
use super::preview;
use crate::review::{self, Refused, Reply, Room};

/// The longest form, in bytes.
const LONGEST_FORM: usize = 16 << 10;

/// Pages of originals that are drawn at once.
const AT_ONCE: usize = 2;

/// How long the drawing of a page may take, waiting included.
const LONGEST: Duration = Duration::from_secs(20);

/// What answers.
#[derive(Clone)]
struct Desk {
    room: Arc<Room>,
    previews: preview::Shared,
    /// The server can be reached from this computer alone.
    local: bool,
    places: Arc<Semaphore>,
}

/// The addresses of the review. `addr` is where the server listens.
pub(super) fn router(room: Arc<Room>, previews: preview::Shared, addr: SocketAddr) -> Router {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let desk = Desk { room, previews, local: addr.ip().is_loopback(), places };
    Router::new()
        .route("/review", get(async || go("/review/")))
        .route("/review/", get(index))
        .route("/review/{folder}/{name}/", get(show).post(act))
        .route("/review/{folder}/{name}/page/{original}/{page}", get(picture))
        .route("/preview", get(async || go("/preview/")))
        .route("/preview/", get(previews_index))
        .route("/preview/{*path}", get(preview_page))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(from_fn_with_state(desk.clone(), guard))
        .route("/__kohyo/review.css", get(async || fixed("text/css; charset=utf-8", review::STYLE)))
        .route("/__kohyo/preview.css", get(async || fixed("text/css; charset=utf-8", preview::STYLE)))
        .route("/__kohyo/review.js", get(async || fixed("text/javascript; charset=utf-8", review::SCRIPT)))
        .with_state(desk)
}

/// Sends away who must not ask, and closes every answer against other sites.
async fn guard(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let mut response = match refused(desk.local, request.method(), request.headers()) {
        Some(why) => answer(desk.room.refuse(why)),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let closed: [(HeaderName, &str); 6] = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in closed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refused(local: bool, method: &Method, headers: &HeaderMap) -> Option<Refused> {
    if !local {
        return Some(Refused::Address);
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or_default();
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let mode = text(HeaderName::from_static("sec-fetch-mode"));
    let origin = text(header::ORIGIN);
    let own = origin.is_none_or(|origin| origin == format!("http://{host}"));
    let near = match site {
        None | Some("same-origin" | "none") => true,
        // Somebody follows a link to a page; what it says stays with the browser.
        Some(_) => *method == Method::GET && mode == Some("navigate"),
    };
    (!own || !near).then_some(Refused::Origin)
}

fn go(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or_else(|_| HeaderValue::from_static("/review/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

pub(super) fn answer(reply: Reply) -> Response {
    match reply {
        Reply::Page(status, html) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
        }
        Reply::Go(to) => go(&to),
        // Its address names the very file: for going to and fro it need not be sent again.
        Reply::Picture(png) => (
            [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=600")],
            Bytes::from_owner(Png(png)),
        )
            .into_response(),
    }
}

/// A picture that is kept and sent at once.
struct Png(Arc<Vec<u8>>);

impl AsRef<[u8]> for Png {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Reading files and drawing must not keep the server from answering others.
async fn apart(desk: &Desk, work: impl FnOnce(&Room) -> Reply + Send + 'static) -> Response {
    let room = Arc::clone(&desk.room);
    let reply = tokio::task::spawn_blocking(move || work(&room)).await;
    answer(reply.unwrap_or_else(|_| desk.room.missing()))
}

async fn previews_index(State(desk): State<Desk>) -> Response {
    aside(&desk, |desk| desk.previews.index(&desk.room)).await
}

async fn preview_page(State(desk): State<Desk>, Path(path): Path<String>) -> Response {
    aside(&desk, move |desk| desk.previews.show(&desk.room, &path)).await
}

/// As [`apart`], for answers that are put together elsewhere.
async fn aside(desk: &Desk, work: impl FnOnce(&Desk) -> Response + Send + 'static) -> Response {
    let own = desk.clone();
    let done = tokio::task::spawn_blocking(move || work(&own)).await;
    done.unwrap_or_else(|_| answer(desk.room.missing()))
}

async fn index(State(desk): State<Desk>) -> Response {
    apart(&desk, Room::index).await
}

async fn show(State(desk): State<Desk>, Path((folder, name)): Path<(String, String)>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default().to_owned();
    apart(&desk, move |room| room.show(&folder, &name, &query)).await
}

async fn act(
    State(desk): State<Desk>,
    Path((folder, name)): Path<(String, String)>,
    form: Bytes,
) -> Response {
    apart(&desk, move |room| room.act(&folder, &name, &String::from_utf8_lossy(&form))).await
}

async fn picture(
    State(desk): State<Desk>,
    Path((folder, name, original, page)): Path<(String, String, usize, usize)>,
) -> Response {
    let (room, turns) = (Arc::clone(&desk.room), Arc::clone(&desk.places));
    let drawn = async move {
        // The place is kept until the work is done, also where nobody waits for it any more.
        let place = turns.acquire_owned().await;
        let work = tokio::task::spawn_blocking(move || {
            let picture = room.picture(&folder, &name, original, page);
            drop(place);
            picture
        });
        work.await.ok()
    };
    let reply = tokio::time::timeout(LONGEST, drawn).await.ok().flatten();
    answer(reply.unwrap_or_else(|| desk.room.missing()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_this_computer_and_its_own_pages_may_ask() {
        let ask = |local, method: Method, pairs: &[(&'static str, &'static str)]| {
            refused(local, &method, &headers(pairs))
        };
        let (get, post) = (|| Method::GET, || Method::POST);
        assert_eq!(ask(false, get(), &[("host", "127.0.0.1:3000")]), Some(Refused::Address));
        let own = ("host", "127.0.0.1:3000");
        for (method, more, wanted) in [
            (post(), vec![], true),
            (post(), vec![("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-origin")], true),
            (post(), vec![("origin", "http://localhost:3000")], false),
            (post(), vec![("origin", "https://127.0.0.1:3000")], false),
            (post(), vec![("origin", "null")], false),
            (post(), vec![("origin", "http://example.jp")], false),
            (post(), vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], false),
            (post(), vec![("sec-fetch-site", "same-site")], false),
            (get(), vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], true),
            (get(), vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], false),
            (get(), vec![("origin", "http://example.jp")], false),
        ] {
            let pairs = [vec![own], more.clone()].concat();
            assert_eq!(ask(true, method.clone(), &pairs).is_none(), wanted, "{method} {more:?}");
        }
    }
}
