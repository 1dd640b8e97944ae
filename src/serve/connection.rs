//! The connections of the server: by what name it may be called, how many there are at once, and how long one may take
//! to say what it wants. What is answered is decided elsewhere.
//!
//! A page of another site may name a host that leads to this computer; to the browser both are then one site, and its
//! scripts could read what is shown here (DNS rebinding). Whoever listens on this computer alone is called by a name of
//! this computer, or does not answer.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::review::answer;
use crate::review::{Refused, Room};

/// How much a server takes upon itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Connections that are open at once; others wait. A browser opens six to a host.
    pub(super) open: usize,
    /// How long the head of a request may take to come.
    pub(super) head: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { open: 256, head: Duration::from_secs(15) }
    }
}

/// Answers all who connect.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: Limits) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.open));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
        let Ok((stream, _)) = listener.accept().await else {
            // The connection is gone, or there are no more files to open: both pass.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            // An error is the end of this connection, and nobody else's business.
            let _ended = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}

/// Sends away who calls this computer by a name that is not its own.
pub(super) async fn own_name(State(room): State<Arc<Room>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or("?"));
    if is_own(host.unwrap_or_default()) {
        next.run(request).await
    } else {
        answer(room.refuse(Refused::Host))
    }
}

/// Whether a host, with or without its port, is this computer under its own name.
fn is_own(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Instant;

    use axum::routing::get;

    use super::*;

    #[test]
    fn this_computer_has_few_names() {
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000", "LocalHost", "127.0.0.1"] {
            assert!(is_own(host), "{host}");
        }
        for host in [
            "",
            "example.jp",
            "example.jp:3000",
            "127.0.0.1.example.jp:3000",
            "localhost.example.jp",
            "127.0.0.1:x",
            "localhost:",
            "::1",
        ] {
            assert!(!is_own(host), "{host}");
        }
    }

    #[test]
    fn who_says_nothing_does_not_keep_others_out() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let addr = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "here"));
        let head = Duration::from_millis(100);
        runtime.spawn(serve(listener, router, Limits { open: 2, head }));
        let silent = ["", "GET / HTTP/1.1\r\nHo", "GET /"].map(|begun| {
            let mut stream = TcpStream::connect(addr).unwrap();
            stream.write_all(begun.as_bytes()).unwrap();
            stream
        });
        let begun = Instant::now();
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("here"), "{answer}");
        // Both places were taken by those who say nothing: they had to be given up first.
        assert!(begun.elapsed() >= head / 2, "{:?}", begun.elapsed());
        drop(silent);
    }
}
