//! Pages of small portals.

use std::fs;
use std::path::Path;

use super::*;
use crate::content::{self, Content};
use crate::markdown;
use crate::portal::{facts, gather};

/// Reads a content folder as a build would.
fn read(root: &Path) -> (Content, Vec<Assessment>) {
    let (content, findings) = content::read(root);
    let content = content.unwrap_or_else(|| panic!("{findings:?}"));
    let assessments = content.documents.iter().map(|document| {
        let (blocks, _) = markdown::parse(&document.source, document.body);
        let (assessment, findings) = Assessment::read(document.source.clone(), document.meta.clone(), blocks);
        assessment.unwrap_or_else(|| panic!("{findings:?}"))
    });
    let assessments = assessments.collect();
    (content, assessments)
}

/// Renders everything.
fn render(content: &Content, assessments: &[Assessment], lang: Lang) -> Vec<Page> {
    let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let facts = assessments.iter().enumerate().map(|(index, assessment)| facts(index, assessment)).collect();
    let portal = gather(content, facts);
    let options = Options { base_url: content.portal.meta.base_url.clone(), lang, live_reload: false };
    let renderer = Renderer::new(&theme, &portal, options);
    let mut pages = renderer.portal_pages().unwrap_or_else(|findings| panic!("{findings:#?}"));
    for (index, assessment) in assessments.iter().enumerate() {
        let of_document =
            renderer.document_pages(index, assessment).unwrap_or_else(|findings| panic!("{findings:#?}"));
        pages.extend(of_document);
    }
    pages.extend(renderer.assets());
    pages
}

fn sample() -> (Content, Vec<Assessment>) {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))
}

/// Writes the sample to the folder named by `KOHYO_RENDER_TO`, for the eye and the browser.
#[test]
fn the_sample_renders() {
    let (content, assessments) = sample();
    let pages = render(&content, &assessments, Lang::Ja);
    if let Some(folder) = std::env::var_os("KOHYO_RENDER_TO") {
        for page in &pages {
            let path = Path::new(&folder).join(&page.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, &page.bytes).expect("a page");
        }
    }
    let paths: std::collections::BTreeSet<_> = pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(paths.len(), pages.len(), "an address is given out twice");
    assert!(paths.contains("mihon/12/zenkomoku/2026-03-24/index.html"));
    assert!(paths.contains("mihon/12/zenkomoku/changes/index.html"));
}
