//! The development server: builds, shows, watches, and shows again.
//!
//! The site is built into a folder of its own under `.kohyo/` beside the output, so that trying things out never
//! touches what has been published; `kohyo build` publishes. Its pages are the very bytes that `build` would make:
//! what the browser needs for live reload is put into a page on its way out. While the content is broken the last
//! good site stays, and the browser shows what is wrong and where. What was imported is reviewed under `/review/`; what is
//! not published yet is shown under `/preview/`.

mod api;
mod connection;
mod encoding;
mod http;
mod preview;
mod problems;
mod review;
mod watch;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch as channel;

use crate::finding::{Lang, Text, Trouble};
use crate::pipeline::{self, Extent, Outcome, Workshop};
use crate::publish::Changed;
use crate::review::Room;
use crate::text::date::Date;
use preview::Previews;
use problems::Problems;

/// What is served, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen, e.g. `127.0.0.1:3000`.
    pub addr: String,
    /// What is built. Its output folder is not touched; the folder of the server lies beside it.
    pub build: pipeline::Options,
    /// The language of what the browser shows about problems.
    pub lang: Lang,
    /// Is told of every question that was asked. Called from the threads of the server.
    pub asked: fn(Asked),
    /// What day it is.
    pub today: fn() -> Date,
}

/// A question that was asked, without the question itself: what people look for is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Status of the answer.
    pub status: u16,
    /// How long it took.
    pub took_ms: u64,
    /// How many hits there were, where it was answered.
    pub hits: Option<u64>,
}

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server can be reached.
    Listening(SocketAddr),
    /// A build ended, with or without a new site.
    Built(&'a Outcome),
    /// A build could not be made.
    Failed(&'a Trouble),
}

/// What the browser is told: which site it is shown, and what is wrong since.
#[derive(Debug, Clone, Default)]
struct State {
    /// Counts whenever files of the site are replaced.
    moment: u64,
    /// The moment of the last whole site.
    generation: u64,
    /// When files changed last, by their paths in the site; of those that did since the first site.
    changed: Arc<HashMap<String, u64>>,
    /// How many search indexes there have been.
    index: u64,
    problems: Option<Arc<Problems>>,
}

/// Serves until the process is asked to end. `tell` is called from the thread that builds.
pub fn run(mut options: Options, tell: &(dyn Fn(Event<'_>) + Sync)) -> Result<(), Trouble> {
    let listener = listen(&options.addr)?;
    let addr = listener.local_addr().map_err(|error| no_address(&options.addr, &error))?;
    let folder = folder(&options.build, addr.port())?;
    options.build.base_url.get_or_insert_with(|| format!("http://{addr}/"));
    let workshop = Workshop::open(&options.build, &folder.join("site"))?;
    let site = workshop.output().to_owned();
    let changes = watch::start(&options.build)?;
    let (state, seen) = channel::channel(State::default());
    let room = Arc::new(Room::new(&options.build.content, options.lang, options.today)?);
    let previews = Arc::new(Previews::new(options.build.clone(), options.lang));
    let mut builder = Builder {
        workshop,
        lang: options.lang,
        day: options.build.day,
        today: options.today,
        state,
        lists_wait: false,
        lists_take: Duration::ZERO,
        index_waits: false,
        room: Arc::clone(&room),
        previews: Arc::clone(&previews),
    };
    builder.build_pages(tell);
    builder.build_rest(tell);
    tell(Event::Listening(addr));
    let (lang, asked) = (options.lang, options.asked);
    let served = thread::scope(|scope| {
        let api = api::Api::new(&site, asked);
        let server = scope
            .spawn(move || http::serve(listener, http::Shared { site, seen, lang, api, room, previews }));
        while !server.is_finished() {
            // Whoever saves again soon, or is just being shown a page, does not share the processors with what may wait.
            if changes.next() {
                if !builder.build_subjects() || builder.lists_take < LONG {
                    builder.build_pages(tell);
                }
            } else if builder.lists_wait {
                builder.build_pages(tell);
            } else {
                builder.build_rest(tell);
            }
        }
        server.join().unwrap_or_else(|_| Err(io::Error::other("the server has failed")))
    });
    // Nothing in it is needed any more; what cannot be removed is removed by the next start.
    let _ = fs::remove_dir_all(&folder);
    served.map_err(|error| no_address(&addr.to_string(), &error))
}

impl State {
    /// The moment since which a page is what it is. `path` is that of its address; without one it is that of the site, and so
    /// of what is made when somebody asks.
    fn since(&self, path: &str) -> u64 {
        let made_when_asked = ["/preview/", "/review/"].iter().any(|folder| path.starts_with(folder));
        if path.is_empty() || made_when_asked || self.generation == 0 {
            return self.generation;
        }
        self.changed.get(&http::file_of(path)).copied().unwrap_or(FIRST)
    }

    /// Files of the site have been replaced.
    fn replaced(&mut self, files: &Changed) {
        self.moment += 1;
        if self.moment > FIRST {
            let changed = Arc::make_mut(&mut self.changed);
            for path in [&files.new, &files.changed, &files.removed].into_iter().flatten() {
                changed.insert(path.clone(), self.moment);
            }
        }
    }
}

/// The moment of the first site.
const FIRST: u64 = 1;

/// How long a build may take that nobody has to be spared.
const LONG: Duration = Duration::from_millis(100);

struct Builder {
    /// Keeps what an edit does not touch.
    workshop: Workshop,
    lang: Lang,
    /// The day that was asked for.
    day: Option<Date>,
    today: fn() -> Date,
    state: channel::Sender<State>,
    /// There are pages that the lists do not know.
    lists_wait: bool,
    /// How long the last build of all pages took.
    lists_take: Duration,
    /// There are pages that the index does not know.
    index_waits: bool,
    /// Is told what every build finds.
    room: Arc<Room>,
    previews: preview::Shared,
}

impl Builder {
    /// Builds and shows the pages of what was edited, for whoever looks at it. Whether the lists can follow, and what is wrong,
    /// is said by the build of all pages, which comes next; at once where this comes to nothing.
    fn build_subjects(&mut self) -> bool {
        self.lists_wait = self.state.borrow().generation > 0
            && self.workshop.build(Extent::Subjects, self.day()).is_ok_and(|outcome| {
                let is_shown = outcome.published.is_some();
                if is_shown {
                    self.state.send_modify(|state| state.replaced(&outcome.report.files));
                }
                is_shown
            });
        self.lists_wait
    }

    /// Builds and shows all pages.
    fn build_pages(&mut self, tell: &(dyn Fn(Event<'_>) + Sync)) {
        self.lists_wait = false;
        let started = Instant::now();
        let built = self.workshop.build(Extent::Pages, self.day());
        self.lists_take = started.elapsed();
        let problems = match &built {
            Ok(outcome) => {
                self.room.learn(&outcome.findings);
                let state = self.state.borrow().clone();
                let is_new = outcome.published.is_some();
                self.previews.learn(outcome, if is_new { state.moment + 1 } else { state.generation });
                outcome.published.is_none().then(|| Problems::of_findings(&outcome.findings, self.lang))
            }
            Err(trouble) => Some(Problems::of_trouble(trouble, self.lang)),
        };
        self.index_waits = problems.is_none();
        self.state.send_modify(|state| {
            if let (None, Ok(outcome)) = (&problems, &built) {
                state.replaced(&outcome.report.files);
                state.generation = state.moment;
            }
            state.problems = problems.map(Arc::new);
        });
        match &built {
            Ok(outcome) => tell(Event::Built(outcome)),
            Err(trouble) => tell(Event::Failed(trouble)),
        }
    }

    /// The day of a build: today, also where the server has been running since yesterday.
    fn day(&self) -> Option<Date> {
        self.day.or_else(|| Some((self.today)()))
    }

    /// Makes what takes longer and is on no page, where it waits.
    fn build_rest(&mut self, tell: &(dyn Fn(Event<'_>) + Sync)) {
        if !std::mem::take(&mut self.index_waits) {
            return;
        }
        if let Err(trouble) = self.workshop.build(Extent::All, self.day()) {
            tell(Event::Failed(&trouble));
        }
        self.state.send_if_modified(|state| {
            state.index += 1;
            false
        });
    }
}

fn listen(addr: &str) -> Result<TcpListener, Trouble> {
    let addresses: Vec<SocketAddr> =
        addr.to_socket_addrs().map_err(|error| no_address(addr, &error))?.collect();
    TcpListener::bind(addresses.as_slice()).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Trouble::new(
            Text::new(format!("{addr} はほかのプログラムが使っています。"), format!("{addr} is in use by another program.")),
            Text::new(
                "動いている `kohyo serve` を終えるか、`--addr 127.0.0.1:3001` のように別の番号を指定してください。",
                "End the other `kohyo serve`, or choose another port, e.g. `--addr 127.0.0.1:3001`.",
            ),
        ),
        _ => no_address(addr, &error),
    })
}

fn no_address(addr: &str, error: &io::Error) -> Trouble {
    Trouble::new(
        Text::new(
            format!("{addr} で待ち受けられません({error})。"),
            format!("Cannot listen on {addr} ({error})."),
        ),
        Text::new(
            "`--addr 127.0.0.1:3000` のように、アドレスと番号を指定してください。",
            "Give an address and a port, e.g. `--addr 127.0.0.1:3000`.",
        ),
    )
}

/// The folder of this server; a second one on another port has its own.
fn folder(build: &pipeline::Options, port: u16) -> Result<PathBuf, Trouble> {
    let output = std::path::absolute(&build.output).map_err(|error| Trouble::io(&build.output, &error))?;
    let folder = output.parent().unwrap_or(&output).join(".kohyo").join(format!("serve-{port}"));
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Trouble::io(&folder, &error)),
        _ => fs::create_dir_all(&folder).map_err(|error| Trouble::io(&folder, &error)).map(|()| folder),
    }
}
