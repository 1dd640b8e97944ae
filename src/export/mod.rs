//! Files beside the pages, for programs: what the site tells search engines and hosts. Each is made of what is known of the whole, without a
//! look at any text.

mod host;
mod sitemap;

pub use host::for_hosts;
pub use sitemap::{Listed, robots, sitemap};
