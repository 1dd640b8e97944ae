//! `/preview/` of the server: what is not published yet, for this computer alone.

use std::fs;

use super::portal::{Portal, document};
use super::serve::Server;

const BANNER: &str = "確認用の表示です。公表されていません";

/// One valid evaluation; of others one each in preparation, of a day to come, and converted without comparison.
fn portal() -> Portal {
    let text = |number: &str, keys: &str| {
        document(number, "予防接種に関する事務")
            .replace("status: published\npublished: 2026-03-24\n", keys)
            .replace("被保険者の資格を管理する。", "接種の記録を管理する。")
    };
    Portal::new()
        .file(
            "content/mihon/12-next.md",
            &document("12", "国民健康保険に関する事務")
                .replace(
                    "status: published\npublished: 2026-03-24\n",
                    "status: preparing\npublished: 2099-04-01\n",
                )
                .replace("資格を管理する。\n\n### ③", "資格を次の版で管理する。\n\n### ③"),
        )
        .file("content/mihon/20.md", &text("20", "status: preparing\n").replace("- [x] 5)", "- [?] 5)"))
        .file("content/mihon/21.md", &text("21", "status: published\npublished: 2099-04-01\n"))
        .file(
            "content/mihon/22.md",
            &text("22", "status: published\npublished: 2026-03-24\nsource: {conversion: ocr}\n"),
        )
}

#[test]
fn what_is_not_published_is_shown_with_a_banner_and_stays_here() {
    let portal = portal();
    let server = Server::start(&portal);
    let get = |path: &str| server.ask("GET", path, &[], "");
    let (status, list) = get("/preview/");
    assert_eq!(status, 200, "{list}");
    for said in [
        "href=\"/preview/mihon/12/zenkomoku/2099-04-01/\"",
        "href=\"/preview/mihon/20/zenkomoku/draft/\"",
        "公表予定 ",
        "答えていない [?] が1か所",
        "原本と照合していない",
        "check: エラー1件",
        "frame-ancestors 'none'",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(!list.contains("/preview/mihon/12/zenkomoku/2026-03-24/"), "{list}");
    // The unverified text keeps the site from being built, and is shown here all the same.
    for (path, says) in [
        ("/preview/mihon/12/zenkomoku/2099-04-01/", "次の版で管理する"),
        ("/preview/mihon/12/", "国民健康保険に関する事務"),
        ("/preview/mihon/12/zenkomoku/2099-04-01/since-previous/", "次の版で管理する"),
        ("/preview/mihon/20/zenkomoku/draft/", "案(公表前)"),
        ("/preview/mihon/21/zenkomoku/2099-04-01/", "接種の記録を管理する。"),
        ("/preview/mihon/22/zenkomoku/2026-03-24/index.html", "接種の記録を管理する。"),
    ] {
        let (status, page) = get(path);
        assert!(status == 200 && page.contains(says), "{path} {status}: {}", &page[..page.len().min(2000)]);
        assert!(page.contains(BANNER) && page.contains("content=\"noindex, nofollow\""), "{path}");
        assert!(page.to_lowercase().contains("x-robots-tag: noindex") && page.contains("no-store"), "{path}");
    }
    // What is published is where it always is.
    let (status, answer) = get("/preview/mihon/");
    assert!(status == 307 && answer.to_lowercase().contains("location: /mihon/"), "{answer}");
    let (status, answer) = get("/preview//example.jp/");
    assert!(status == 307 && answer.to_lowercase().contains("location: /example.jp/"), "{answer}");
}

#[test]
fn nobody_else_sees_it_and_it_is_in_no_output() {
    let portal = portal();
    fs::remove_file(portal.path("content/mihon/22.md")).expect("removed");
    portal.build();
    for path in portal.output().keys() {
        let bytes = fs::read(portal.path("output").join(path)).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("次の版で管理") && !text.contains("接種の記録") && !text.contains(BANNER),
            "{path}"
        );
        assert!(!path.contains("preview") && !path.contains("2099"), "{path}");
    }
    let server = Server::start(&portal);
    for path in ["/preview/", "/preview/mihon/20/zenkomoku/draft/"] {
        for headers in [
            &[("Host", "example.jp")][..],
            &[("Origin", "http://example.jp")],
            &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")],
        ] {
            let (status, answer) = server.ask("GET", path, headers, "");
            assert!(status == 403 && !answer.contains("接種の記録"), "{path} {headers:?}: {answer}");
        }
    }
    let open = Server::at(&portal, "0.0.0.0:0");
    assert_eq!(open.ask("GET", "/preview/", &[], "").0, 403);
    assert_eq!(open.ask("GET", "/preview/mihon/20/zenkomoku/draft/", &[], "").0, 403);
    assert_eq!(open.ask("GET", "/mihon/20/", &[], "").0, 404, "nor does the site have it");
}
