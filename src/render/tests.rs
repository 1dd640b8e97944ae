//! Pages of small portals: what they say, where they stand, how they call the state of a version.

mod answers;
mod changes;
mod feeds;
mod fidelity;
mod portals;
mod reference;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scraper::{Html, Selector};

use super::*;
use crate::across::Said;
use crate::content::{self, Content};
use crate::markdown;
use crate::portal::{facts, gather};

/// A portal as a build would see it.
struct Site {
    content: Content,
    assessments: Vec<Assessment>,
}

impl Site {
    fn read(root: &Path) -> Self {
        let (content, findings) = content::read(root);
        let content = content.unwrap_or_else(|| panic!("{findings:?}"));
        let assessments = content.documents.iter().map(|document| {
            let (blocks, _) = markdown::parse(&document.source, document.body);
            let (assessment, findings) =
                Assessment::read(document.source.clone(), document.meta.clone(), blocks);
            assessment.unwrap_or_else(|| panic!("{findings:?}"))
        });
        let assessments = assessments.collect();
        Self { content, assessments }
    }

    /// The sample of the repository.
    fn sample() -> Self {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))
    }

    /// The index of the longest document of the sample: number 12, 全項目, newest version.
    fn longest(&self) -> usize {
        let longest =
            (0..self.assessments.len()).max_by_key(|&at| self.content.documents[at].source.text().len());
        longest.expect("the sample has documents")
    }

    fn portal(&self) -> Portal {
        let facts = self.assessments.iter().enumerate().map(|(index, read)| facts(index, read)).collect();
        gather(&self.content, facts)
    }

    fn render(&self, lang: Lang) -> Vec<Page> {
        let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
        let portal = self.portal();
        let options = Options { base_url: self.content.portal.meta.base_url.clone(), lang };
        let renderer = Renderer::new(&theme, &portal, options);
        let mut pages = whole(&renderer, &portal);
        let said: Vec<Said> = self.assessments.iter().map(Said::of).collect();
        let across = renderer.across(|index| said.get(index));
        for group in across.groups() {
            pages.extend(across.pages(group).unwrap_or_else(|findings| panic!("{findings:#?}")));
        }
        for (index, assessment) in self.assessments.iter().enumerate() {
            let own = renderer.document_pages(index, assessment);
            pages.extend(own.unwrap_or_else(|findings| panic!("{findings:#?}")));
        }
        for comparison in portal.comparisons() {
            let read = |found: Located<'_>| &self.assessments[found.version.facts.index];
            let page = renderer.comparison_page(&comparison, read(comparison.older), read(comparison.newer));
            pages.push(page.unwrap_or_else(|findings| panic!("{findings:#?}")));
        }
        pages.extend(renderer.assets());
        pages
    }
}

/// The pages that a build makes of the whole, and the 要点 pages.
fn whole(renderer: &Renderer<'_>, portal: &Portal) -> Vec<Page> {
    let made =
        |pages: Result<Vec<Page>, Vec<Finding>>| pages.unwrap_or_else(|findings| panic!("{findings:#?}"));
    let mut pages = made(renderer.portal_pages());
    for municipality in &portal.municipalities {
        pages.extend(made(renderer.municipality_pages(municipality)));
    }
    let subjects: BTreeMap<_, _> =
        portal.versions().map(|found| (found.subject.address.clone(), found)).collect();
    for found in subjects.into_values() {
        pages.push(renderer.overview_page(found).unwrap_or_else(|findings| panic!("{findings:#?}")));
        pages.extend(renderer.task_feed(found).unwrap_or_else(|findings| panic!("{findings:#?}")));
    }
    pages
}

/// The text of a page.
fn html<'p>(pages: &'p [Page], path: &str) -> &'p str {
    let page = pages.iter().find(|page| page.path == path);
    let page = page.unwrap_or_else(|| panic!("no {path} among {:#?}", paths(pages)));
    std::str::from_utf8(&page.bytes).expect("UTF-8")
}

fn is_html(page: &Page) -> bool {
    Path::new(&page.path).extension().is_some_and(|extension| extension == "html")
}

fn paths(pages: &[Page]) -> Vec<&str> {
    pages.iter().map(|page| page.path.as_str()).collect()
}

/// Also writes the sample to the folder named by `KOHYO_RENDER_TO`, for the eye and the browser.
#[test]
fn the_sample_renders() {
    let pages = Site::sample().render(Lang::Ja);
    if let Some(folder) = std::env::var_os("KOHYO_RENDER_TO") {
        for page in &pages {
            let path = Path::new(&folder).join(&page.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, &page.bytes).expect("a page");
        }
    }
    let unique: std::collections::BTreeSet<_> = paths(&pages).into_iter().collect();
    assert_eq!(unique.len(), pages.len(), "an address is given out twice");
    assert!(unique.contains("mihon/12/zenkomoku/2026-03-24/index.html"));
    assert!(unique.contains("mihon/12/zenkomoku/changes/index.html"));
}

#[test]
fn both_languages_have_the_same_strings() {
    let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let keys = |lang| theme.strings(lang).keys().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(keys(Lang::Ja), keys(Lang::En));
    Site::sample().render(Lang::En);
}

#[test]
fn a_theme_overrides_single_files_and_strings() {
    let folder = tempfile::tempdir().expect("a folder");
    let theme = folder.path().join("mine");
    fs::create_dir_all(theme.join("templates")).expect("a folder");
    fs::create_dir_all(theme.join("i18n")).expect("a folder");
    fs::write(theme.join("i18n/ja.toml"), "[nav]\nhome = \"入口\"\n").expect("a file");
    fs::write(theme.join("templates/404.html"), "{% extends \"base.html\" %}").expect("a file");
    let loaded = Theme::load("mine", folder.path()).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert_eq!(loaded.strings(Lang::Ja).get("nav.home"), Some("入口"));
    assert_eq!(loaded.strings(Lang::Ja).get("nav.about"), Some("このサイトについて"));
}

#[test]
fn a_theme_can_bring_the_header_and_footer_of_a_city_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let templates = folder.path().join("city/templates");
    fs::create_dir_all(&templates).expect("a folder");
    let header = "<header>市のヘッダー</header>\n<a href=\"{{ frame.home }}\">入口</a>";
    let footer = "<footer>市のフッター</footer>\n{{ say(key=\"site.\" ~ frame.site.publisher) }} \
        <a href=\"{{ frame.about }}\">説明</a>";
    fs::write(templates.join("header.html"), header).expect("a file");
    fs::write(templates.join("footer.html"), footer).expect("a file");
    let theme = Theme::load("city", folder.path()).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let portal = Site::sample().portal();
    let renderer = Renderer::new(&theme, &portal, Options::default());
    let pages = whole(&renderer, &portal);
    for page in pages.iter().filter(|page| is_html(page)) {
        let text = html(&pages, &page.path);
        assert!(text.contains("<header>市のヘッダー</header>"), "{}", page.path);
        assert!(text.contains("<footer>市のフッター</footer>"), "{}", page.path);
        assert!(!text.contains("site-footer") && text.contains("<main id=\"main\""), "{}", page.path);
    }
}

#[test]
fn the_example_theme_changes_what_it_has_and_nothing_else() {
    let load = |name: &str| {
        let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        Theme::load(name, &themes).unwrap_or_else(|findings| panic!("{findings:#?}"))
    };
    let (own, plain) = (load("aoba"), load("default"));
    let sheet = |theme: &Theme| -> String {
        let sheet = theme
            .assets(Lang::Ja)
            .find(|page| page.path.starts_with("static/kohyo-"))
            .expect("a style sheet");
        String::from_utf8_lossy(&sheet.bytes).into_owned()
    };
    let (own_sheet, plain_sheet) = (sheet(&own), sheet(&plain));
    assert_eq!(own_sheet.matches("--key:").count(), plain_sheet.matches("--key:").count() + 2);
    assert!(own_sheet.find("--key: #0017c1") < own_sheet.find("--key: #115a36"), "its values come last");
    let site = Site::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let portal = site.portal();
    let home = |theme: &Theme, lang: Lang| {
        let renderer = Renderer::new(theme, &portal, Options { base_url: None, lang });
        let page = home::page(&renderer).unwrap_or_else(|findings| panic!("{findings:#?}"));
        String::from_utf8(page.bytes).expect("a page is UTF-8")
    };
    for (lang, words) in [(Lang::Ja, "公表の入口"), (Lang::En, "Start")] {
        let (own, plain) = (home(&own, lang), home(&plain, lang));
        let main = |html: &str| {
            html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).map(str::to_owned)
        };
        assert_eq!(main(&own), main(&plain));
        assert!(own.contains(words) && !plain.contains(words));
    }
}

#[test]
fn links_that_lead_out_of_the_site_say_so_on_every_page() {
    let links = Selector::parse("a[href^='http']").expect("a selector");
    let mark = Selector::parse(".external").expect("a selector");
    let mut marked = BTreeMap::new();
    let mut site = Site::sample();
    let (source, longest) =
        (site.assessments.iter().find_map(|read| read.meta.source.clone()), site.longest());
    site.assessments[longest].meta.source = source;
    let pages = site.render(Lang::Ja);
    for page in pages.iter().filter(|page| is_html(page)) {
        let read = Html::parse_document(html(&pages, &page.path));
        for link in read.select(&links) {
            let said: Vec<String> = link.select(&mark).map(|mark| mark.text().collect()).collect();
            assert_eq!(said, ["(外部サイト)"], "{}: {}", page.path, link.html());
            assert_eq!(link.attr("rel"), Some("external"), "{}: {}", page.path, link.html());
            *marked.entry(page.path.rsplit('/').nth(1).unwrap_or_default()).or_insert(0) += 1;
        }
    }
    assert!(marked.contains_key("changes") && marked.contains_key("mihon"), "{marked:?}");
}

#[test]
fn an_error_in_a_template_names_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let templates = folder.path().join("mine/templates");
    fs::create_dir_all(&templates).expect("a folder");
    fs::write(templates.join("home.html"), "一行目\n二行目 {{ page.title | nosuchfilter }}\n")
        .expect("a file");
    let findings = Theme::load("mine", folder.path()).expect_err("the filter does not exist");
    assert_eq!(format!("{:?}", findings[0].place), "mine/templates/home.html:2:21");
    assert!(findings[0].message.en.contains("nosuchfilter"), "{}", findings[0].message.en);
    assert_eq!(findings[0].id, "THEME-03");
}

#[test]
fn a_theme_that_is_not_there_is_a_finding() {
    let findings = Theme::load("nowhere", Path::new("themes")).expect_err("no such theme");
    assert_eq!(findings[0].id, "THEME-01");
}
