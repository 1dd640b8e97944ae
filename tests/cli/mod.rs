//! kohyo through its command line: what scripts, clerks and web servers rely on.

mod begin;
mod check;
mod commands;
mod damages;
mod days;
mod files;
mod histories;
mod hosting;
mod import;
mod lasting;
mod next;
mod official;
mod originals;
mod portal;
mod preview;
mod privacy;
mod publish;
mod report;
mod review;
mod search;
mod serve;
mod status;
mod unread;
mod whole;
mod year;
