//! The documents under test: where their text is, whose they are, how they are imported.

use super::program::Seed;

/// 様式4, the newest edition.
const ZENKOMOKU: &[&str] = &["src/form/y4-2025-05.toml"];

/// The documents, in the order of their names.
pub(crate) static SEEDS: [Seed; 5] = [
    Seed {
        name: "000",
        file: "000_5c3bd323773476a1.txt",
        forms: ZENKOMOKU,
        municipality: "hiroshima",
        municipality_file: HIROSHIMA,
        // Only the list of changes, without a cover: its identity comes from the command line. The number is made up.
        import: &[
            "--number",
            "1",
            "--kind",
            "zenkomoku",
            "--agency",
            "広島市長",
            "--title",
            "住民基本台帳に関する事務",
            "--status",
            "published",
        ],
        front_matter: &[],
        page: "hiroshima/1/zenkomoku/index.html",
    },
    Seed {
        name: "001",
        file: "001_1b1c7ce1ba643768.txt",
        // It prints no edition and is read with the newest form; its own options are those of the edition before.
        forms: &["src/form/y3-2025-05.toml", "src/form/y3-2018-05.toml"],
        municipality: "kumagaya",
        municipality_file: "code: \"112020\"\nname: 熊谷市\nkana: くまがやし\nprefecture: 埼玉県\nagencies:\n  - {slug: mayor, name: 熊谷市長, primary: true}\n",
        import: &[],
        front_matter: &[],
        page: "kumagaya/1/juten/index.html",
    },
    Seed {
        name: "002",
        file: "002_ba3a1ecc36aa3767.txt",
        forms: ZENKOMOKU,
        municipality: "hiroshima",
        municipality_file: HIROSHIMA,
        import: &[],
        front_matter: &[],
        page: "hiroshima/12/zenkomoku/index.html",
    },
    Seed {
        name: "003",
        file: "003_562ec7d12d75fcb6.txt",
        forms: ZENKOMOKU,
        municipality: "kawaguchi",
        municipality_file: "code: \"112038\"\nname: 川口市\nkana: かわぐちし\nprefecture: 埼玉県\nagencies:\n  - {slug: mayor, name: 川口市長, primary: true}\n",
        // As 000; its list has pages instead of dates.
        import: &[
            "--number",
            "1",
            "--kind",
            "zenkomoku",
            "--agency",
            "川口市長",
            "--title",
            "住民基本台帳に関する事務",
            "--status",
            "published",
        ],
        front_matter: &[],
        page: "kawaguchi/1/zenkomoku/index.html",
    },
    Seed {
        name: "004",
        file: "004_7e3c8c24cfb8176d.txt",
        forms: ZENKOMOKU,
        municipality: "okayama",
        municipality_file: "code: \"331007\"\nname: 岡山市\nkana: おかやまし\nprefecture: 岡山県\nagencies:\n  - {slug: mayor, name: 岡山市長, primary: true}\n",
        // A draft without a date. Its comment period is made up: an address needs one.
        import: &["--status", "consultation"],
        front_matter: &[("consultation", "{from: 2026-05-01, to: 2026-05-31}")],
        page: "okayama/4/zenkomoku/draft-2026-05-01/index.html",
    },
];

const HIROSHIMA: &str = "code: \"341002\"\nname: 広島市\nkana: ひろしまし\nprefecture: 広島県\nagencies:\n  - {slug: mayor, name: 広島市長, primary: true}\n";
