//! Covers in every shape that extraction leaves them in, about real and fictional municipalities. The words are ours.

use std::collections::BTreeMap;

use crate::content::Kind;
use crate::content::local_body::{Belongs, of_agency};
use crate::import::{Given, Imported, import};

/// What a cover says: 番号, 名, 種類, 機関, コード, 公表日, as written, 様式. Empty: it does not say it.
type Wanted<'a> = [&'a str; 8];

const BODY: &str = "\nⅠ 基本情報\n\n1. 特定個人情報ファイルを取り扱う事務\n\n①事務の名称\t介護の事務\n";
const SAY: &str = "は、この事務で特定個人情報ファイルを取り扱うに当たり、リスクを軽くする措置を講じ、個人の権利利益を守ることを宣言する。";

fn imported(cover: &str) -> Imported {
    let given = Given { kind: None, ..Given::default() };
    import(&format!("{cover}{BODY}"), &given).unwrap_or_else(|refusal| panic!("{refusal:?}\n{cover}"))
}

fn check(name: &str, cover: &str, wanted: Wanted<'_>) {
    let cover = cover.replace("SAY", SAY);
    let imported = imported(&cover);
    let identity = &imported.identity;
    let code = identity.agency.as_deref().and_then(|agency| match of_agency(agency) {
        Belongs::To(body) => Some(body.code),
        _ => None,
    });
    let found = [
        identity.number.clone().unwrap_or_default(),
        identity.title.clone().unwrap_or_default(),
        identity.kind.map(Kind::as_str).unwrap_or_default().to_owned(),
        identity.agency.clone().unwrap_or_default(),
        code.unwrap_or_default().to_owned(),
        identity.published.map(|day| day.to_string()).unwrap_or_default(),
        identity.published_as_written.clone().unwrap_or_default(),
        identity.form.clone().unwrap_or_default(),
    ];
    assert_eq!(found.each_ref().map(String::as_str), wanted, "{name}\n{cover}\n{}", imported.markdown);
    let body = imported.markdown.split_once("\n---\n").map_or("", |(_, body)| body);
    assert!(body.contains("### ①事務の名称\n介護の事務\n"), "{name}: the body is imported\n{body}");
    assert!(body.starts_with("\n# "), "{name}\n{body}");
    // Nothing of the cover is lost: every character is on the page or listed.
    let mut left: BTreeMap<char, isize> = BTreeMap::new();
    let unplaced = imported.unplaced.iter().map(|u| u.text.as_str());
    for c in std::iter::once(body).chain(unplaced).flat_map(str::chars) {
        *left.entry(c).or_default() += 1;
    }
    let skipped =
        imported.warnings.iter().any(|w| matches!(w.id, "TXT-06" | "TXT-07")) || name.contains("[twice]");
    if !skipped {
        let rules = |line: &&str| line.chars().any(|c| c != '-' && !c.is_whitespace()) || line.len() < 3;
        for c in cover
            .lines()
            .filter(rules)
            .flat_map(str::chars)
            .filter(|c| !c.is_whitespace() && !"#*:：\t".contains(*c))
        {
            let count = left.entry(c).or_default();
            *count -= 1;
            assert!(*count >= 0, "{name}: a {c} is lost\n{cover}\n{body}\n{:?}", imported.unplaced);
        }
    }
}

const ZEN: &str = "zenkomoku";

#[test]
fn tables_and_lines() {
    check(
        "tab table, headings",
        "# 特定個人情報保護評価書(全項目評価書)\n\n評価書番号\t評価書名\n4\t収納に関する事務 全項目評価書\n\n## 個人のプライバシー等の権利利益の保護の宣言\n\n岡山市SAY\n\n### 特記事項\n\n二つの版を併せて取り扱う。\n令和7年12月9日の版による。\n\n## 評価実施機関名\n\n岡山県岡山市長\n\n## 個人情報保護委員会 承認日【行政機関等のみ】\n\n## 公表日\n\n[令和7年5月 様式4]\n",
        ["4", "収納に関する事務", ZEN, "岡山県岡山市長", "331007", "", "", "令和7年5月 様式4"],
    );
    check(
        "tab table, note in its row",
        "特定個人情報保護評価書(重点項目評価書)\n\n評価書番号\t評価書名\n1\t住民の記録に関する事務 重点項目評価書\n\n個人のプライバシー等の権利利益の保護の宣言\n\n熊谷市SAY\n\n特記事項\tなし\n------\t----\n\n評価実施機関名\n\n熊谷市長\n\n公表日\n\n令和2年6月4日\n",
        ["1", "住民の記録に関する事務", "juten", "熊谷市長", "112020", "2020-06-04", "令和2年6月4日", ""],
    );
    check(
        "label line, value line",
        "特定個人情報保護評価書(基礎項目評価書)\n評価書番号\n31000\n評価書名\n年金に関する事務 基礎項目評価書\n個人のプライバシー等の権利利益の保護の宣言\n扶桑町SAY\n特記事項\n-\n評価実施機関名\n愛知県 扶桑町長\n公表日\n平成27年3月10日\n[平成26年4月 様式2]\n",
        [
            "31000",
            "年金に関する事務",
            "kiso",
            "愛知県 扶桑町長",
            "233625",
            "2015-03-10",
            "平成27年3月10日",
            "平成26年4月 様式2",
        ],
    );
    check(
        "labels in one row, values in the next",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n12\t国保に関する事務 全項目評価書\n宣言\n評価実施機関名\t公表日\nみほん市長\t令和８年３月２４日\n",
        ["12", "国保に関する事務", ZEN, "みほん市長", "", "2026-03-24", "令和８年３月２４日", ""],
    );
    check(
        "label and value in one row",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号\t７\n評価書名\t介護に関する事務 全項目評価書\n評価実施機関名\t東京都世田谷区長\n公表日\t令和元年5月31日\n様式\n[令和元年5月 様式4]\n",
        [
            "7",
            "介護に関する事務",
            ZEN,
            "東京都世田谷区長",
            "131121",
            "2019-05-31",
            "令和元年5月31日",
            "令和元年5月 様式4",
        ],
    );
    check(
        "colons",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号:108\n評価書名:税に関する事務 全項目評価書\n評価実施機関名:尼崎市長\n公表日:R6/12/25\n",
        ["108", "税に関する事務", ZEN, "尼崎市長", "282022", "2024-12-25", "R6/12/25", ""],
    );
    check(
        "no number",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n本人確認情報の提供に関する事務 全項目評価書 (案)\n個人のプライバシー等の権利利益の保護の宣言\n福島県SAY\n特記事項\n評価実施機関名\n福島県知事\n特定個人情報保護委員会 承認日 【行政機関等のみ】\n公表日\n[平成26年4月 様式4]\n1\n",
        ["", "本人確認情報の提供に関する事務", ZEN, "福島県知事", "070009", "", "", "平成26年4月 様式4"],
    );
}

#[test]
fn everything_on_one_line() {
    check(
        "one line",
        "特定個人情報保護評価書(基礎項目評価書) 評価書番号 4005 評価書名 保育料の決定事務 基礎項目評価書 個人のプライバシー等の権利利益の保護の宣言 赤磐市SAY 特記事項 評価実施機関名 岡山県 赤磐市長 公表日 平成27年1月13日 [平成26年4月 様式2]",
        [
            "4005",
            "保育料の決定事務",
            "kiso",
            "岡山県 赤磐市長",
            "332135",
            "2015-01-13",
            "平成27年1月13日",
            "平成26年4月 様式2",
        ],
    );
    check(
        "one line, labels glued",
        "特定個人情報保護評価書(基礎項目評価書) 評価書番号評価書名 2 住民税の事務基礎項目評価書 個人のプライバシー等の権利利益の保護の宣言 高島市SAY 特記事項 なし 評価実施機関名 高島市長 公表日 平成28年7月27日 [平成28年1月 様式2]",
        [
            "2",
            "住民税の事務",
            "kiso",
            "高島市長",
            "252123",
            "2016-07-27",
            "平成28年7月27日",
            "平成28年1月 様式2",
        ],
    );
    check(
        "one line, spaces in brackets and dates",
        "特定個人情報保護評価書 ( 全項目評価書 ) 評価書番号 1 評価書名 静岡市住民の記録に関する事務全項目評価書 個人のプライバシー等の権利利益の保護の宣言 静岡市SAY 特記事項 評価実施機関名 静岡市長 特定個人情報保護委員会承認日 【行政機関等のみ】 公表日 平成 27 年 2 月 3 日 平成 26 年 4 月様式 4",
        [
            "1",
            "静岡市住民の記録に関する事務",
            ZEN,
            "静岡市長",
            "221007",
            "2015-02-03",
            "平成 27 年 2 月 3 日",
            "平成26年4月 様式4",
        ],
    );
    check(
        "one line, page behind the edition",
        "特定個人情報保護評価書 ( 全項目評価書 ) 評価書番号 1 評価書名 住民の記録に関する事務全項目評価書 特記事項 評価実施機関名 品川区長 公表日 平成 26 年 4 月様式 4 1 / 69 ページ",
        ["1", "住民の記録に関する事務", ZEN, "品川区長", "131091", "", "", "平成26年4月 様式4"],
    );
    check(
        "a space between all characters",
        "特 定 個 人 情 報 保 護 評 価 書 ( 重 点 項 目 評 価 書 ) 評 価 書 番 号 評 価 書 名 1 住 民 の 記 録 事 務 重 点 項 目 評 価 書 個 人 のプライバシー 等 の 権 利 利 益 の 保 護 の 宣 言 大 崎 市 は, リスクを 軽 くし, 権 利 利 益 を 守 ることを 宣 言 する 特 記 事 項 なし 評 価 実 施 機 関 名 大 崎 市 長 公 表 日 平 成 27 年 3 月 24 日 平 成 26 年 4 月 様 式 3]",
        [
            "1",
            "住民の記録事務",
            "juten",
            "大崎市長",
            "042153",
            "2015-03-24",
            "平成27年3月24日",
            "平成26年4月 様式3",
        ],
    );
    check(
        "one line, running head behind",
        "特定個人情報保護評価書(重点項目評価書) 評価書番号 11 評価書名 医療制度に関する事務 重点項目評価書 個人のプライバシー等の権利利益の保護の宣言 郡山市SAY 特記事項 評価実施機関名 郡山市 公表日 平成27年1月9日 [平成26年4月 様式3] 医療制度に関する事務 1 郡山市市民部国民健康保険課",
        [
            "11",
            "医療制度に関する事務",
            "juten",
            "郡山市",
            "072036",
            "2015-01-09",
            "平成27年1月9日",
            "平成26年4月 様式3",
        ],
    );
}

#[test]
fn no_white_space_at_all_and_tables_with_bars() {
    let wanted = [
        "5",
        "予防接種に関する事務",
        ZEN,
        "札幌市長",
        "011002",
        "2023-06-01",
        "令和5年6月1日",
        "令和5年4月 様式4",
    ];
    check(
        "no white space",
        "特定個人情報保護評価書(全項目評価書)評価書番号5評価書名予防接種に関する事務全項目評価書個人のプライバシー等の権利利益の保護の宣言札幌市SAY特記事項なし評価実施機関名札幌市長公表日令和5年6月1日[令和5年4月様式4]",
        wanted,
    );
    check(
        "[twice] bars",
        "特定個人情報保護評価書(全項目評価書)\n| 評価書番号 | 評価書名 |\n| --- | --- |\n| 5 | 予防接種に関する事務 全項目評価書 |\n| 評価実施機関名 | 札幌市長 |\n| 公表日 | 令和5年6月1日 |\n[令和5年4月 様式4]\n",
        wanted,
    );
    // Values before their labels: what is certain by its shape is taken, the rest is not guessed.
    check(
        "values first",
        "5\n予防接種に関する事務 全項目評価書\n評価書番号 評価書名\n特定個人情報保護評価書(全項目評価書)\n札幌市長\n評価実施機関名\n令和5年6月1日\n公表日\n[令和5年4月 様式4]\n",
        ["", "", ZEN, "札幌市長", "011002", "2023-06-01", "令和5年6月1日", "令和5年4月 様式4"],
    );
}

#[test]
fn scrambled_order() {
    check(
        "date and edition before the agency",
        "特定個人情報保護評価書(全項目評価書)\n\n評価書番号 評価書名\n\n7 介護保険に関する事務\n\n個人のプライバシー等の権利利益の保護の宣言\n\n札幌市SAY\n\n特記事項 -\n\n令和3年3月3日\n\n[平成30年5月 様式4]\n\n評価実施機関名\n\n札幌市長\n\n個人情報保護委員会 承認日 【行政機関等のみ】\n\n公表日\n",
        [
            "7",
            "介護保険に関する事務",
            ZEN,
            "札幌市長",
            "011002",
            "2021-03-03",
            "令和3年3月3日",
            "平成30年5月 様式4",
        ],
    );
    check(
        "edition first, heading late, agency after 公表日",
        "[平成30年5月 様式4]\n\n個人のプライバシー等の権利利益の保護の宣言\n\n評価書名\n\n千葉市の医療に関する事務 全項目評価書\n\n評価書番号\n\n19\n\n平成31年4月4日\n\n 千葉市SAY\n\n評価実施機関名\n\n特定個人情報保護評価書(全項目評価書)\n\n公表日\n\n千葉市長\n\n個人情報保護委員会 承認日 【行政機関等のみ】\n\n特記事項\n",
        [
            "19",
            "千葉市の医療に関する事務",
            ZEN,
            "千葉市長",
            "121002",
            "2019-04-04",
            "平成31年4月4日",
            "平成30年5月 様式4",
        ],
    );
    check(
        "the same on one line",
        "[平成30年5月 様式4] 個人のプライバシー等の権利利益の保護の宣言 評価書名 千葉市の医療に関する事務 全項目評価書 評価書番号 19 平成31年4月4日 千葉市SAY 評価実施機関名 特定個人情報保護評価書(全項目評価書) 公表日 千葉市長 個人情報保護委員会 承認日 【行政機関等のみ】 特記事項",
        [
            "19",
            "千葉市の医療に関する事務",
            ZEN,
            "千葉市長",
            "121002",
            "2019-04-04",
            "平成31年4月4日",
            "平成30年5月 様式4",
        ],
    );
    check(
        "form mark, number and date before the title",
        "[平成30年5月 様式4]\n19\n平成31年4月4日\n特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n医療に関する事務 全項目評価書\n個人のプライバシー等の権利利益の保護の宣言\n千葉市SAY\n特記事項\n評価実施機関名\n千葉市長\n公表日\n",
        [
            "19",
            "医療に関する事務",
            ZEN,
            "千葉市長",
            "121002",
            "2019-04-04",
            "平成31年4月4日",
            "平成30年5月 様式4",
        ],
    );
    check(
        "agency and note before the title",
        "特定個人情報保護評価書(全項目評価書) 公表日 栃木県知事 個人情報保護委員会 承認日 【行政機関等のみ】 特記事項 ・専用回線を使う。 ・委託は一か所とする。 [平成30年5月 様式4] 個人のプライバシー等の権利利益の保護の宣言 評価書名 本人確認情報の管理及 び提供等に関する事務 全項目評価書 評価書番号 15 栃木県SAY 評価実施機関名",
        [
            "15",
            "本人確認情報の管理及び提供等に関する事務",
            ZEN,
            "栃木県知事",
            "090000",
            "",
            "",
            "平成30年5月 様式4",
        ],
    );
    check(
        "number behind the title",
        "特定個人情報保護評価書(重点項目評価書)\n評価書番号\n評価書名\n健康増進事業(がん検診等)の実施に関する事\n務 重点項目評価書\n21\n個人のプライバシー等の権利利益の保護の宣言\n奈良市SAY\n特記事項\n―\n評価実施機関名\n奈良市長\n公表日\n平成28年3月30日\n[平成26年4月 様式3]\n",
        [
            "21",
            "健康増進事業(がん検診等)の実施に関する事務",
            "juten",
            "奈良市長",
            "292010",
            "2016-03-30",
            "平成28年3月30日",
            "平成26年4月 様式3",
        ],
    );
    check(
        "the date between 承認日 and 公表日",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n3 税に関する事務 全項目評価書\n評価実施機関名\nみほん市長\n個人情報保護委員会 承認日 【行政機関等のみ】\n令和5年2月1日\n公表日\n",
        ["3", "税に関する事務", ZEN, "みほん市長", "", "2023-02-01", "令和5年2月1日", ""],
    );
    check(
        "an approval is no publication",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n3 年金に関する事務 全項目評価書\n評価実施機関名\n厚生労働大臣\n個人情報保護委員会 承認日 【行政機関等のみ】\n令和5年2月1日\n公表日\n",
        ["3", "年金に関する事務", ZEN, "厚生労働大臣", "", "", "", ""],
    );
    check(
        "two dates compete",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n3 税に関する事務 全項目評価書\n令和5年2月1日\n個人のプライバシー等の権利利益の保護の宣言\nみほん市SAY\n令和5年3月1日\n評価実施機関名\nみほん市長\n公表日\n",
        ["3", "税に関する事務", ZEN, "みほん市長", "", "", "", ""],
    );
}

#[test]
fn printed_twice() {
    check(
        "[twice] overprint to the side",
        "特定個人情報保護評価書( 特定個人情報保護評価書(全項目評価書) 全項目評価書) 評価書番号 評価書名 住民の記録事務 全項目評価書(案) 個人のプライバシー 個人のプライバシー等 のプライバシー等の権利利益の 権利利益の保護の 保護の宣言 茨木市SAY 特記事項 契約で守秘の義務を課す。 評価実施機関名 茨木市 特定個人情報保護委員会 特定個人情報保護委員会 承認日 【 承認日 【行政機関等 【行政機関等のみ 行政機関等のみ】 のみ】 公表日 [平成26年4月 様式4] 1 ページ",
        ["", "住民の記録事務", ZEN, "茨木市", "272116", "", "", "平成26年4月 様式4"],
    );
    check(
        "[twice] every line",
        "特定個人情報保護評価書(全項目評価書)\n特定個人情報保護評価書(全項目評価書)\n評価書番号\n評価書番号\n4\n評価書名\n評価書名\n税に関する事務 全項目評価書\n評価実施機関名\n評価実施機関名\n周南市\n公表日\n公表日\n令和4年4月1日\n",
        ["4", "税に関する事務", ZEN, "周南市", "352152", "2022-04-01", "令和4年4月1日", ""],
    );
    check(
        "[twice] every character of the labels",
        "特特定定個個人人情情報報保保護護評評価価書書((全全項項目目評評価価書書))\n評評価価書書番番号号\n11\n評評価価書書名名\n税に関する事務 全項目評価書\n評評価価実実施施機機関関名名\n周南市長\n公公表表日日\n令和4年4月1日\n",
        ["11", "税に関する事務", ZEN, "周南市長", "352152", "2022-04-01", "令和4年4月1日", ""],
    );
    check(
        "[twice] a label again",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名 評価書番号 評価書名\n4 税に関する事務 全項目評価書\n評価実施機関名 評価実施機関名 周南市長\n公表日 公表日 令和4年4月1日\n",
        ["4", "税に関する事務", ZEN, "周南市長", "352152", "2022-04-01", "令和4年4月1日", ""],
    );
}

#[test]
fn wrapped_lines_and_page_furniture() {
    check(
        "the kind is wrapped",
        "特定個人情報保護評価書(基礎項目評価書)\n評価書番号\n3\n評価書名\n奨学の補助金の支給に関する事務 基\n礎項目評価書\n個人のプライバシー等の権利利益の保護の宣言\n兵庫県教育委員会は、個人の\n権利利益を守ることを宣\n言する。\n特記事項\n評価実施機関名\n兵庫県教育委員会\n公表日\n平成27年12月18日\n[平成26年4月 様式2]\n",
        [
            "3",
            "奨学の補助金の支給に関する事務",
            "kiso",
            "兵庫県教育委員会",
            "280003",
            "2015-12-18",
            "平成27年12月18日",
            "平成26年4月 様式2",
        ],
    );
    check(
        "the heading is wrapped",
        "特定個人情報保護評価書\n(全項目評価書)\n評価書番号 評価書名\n6 児童手当に関する事務 全項目\n評価書\n評価実施機関名\n埼玉県熊谷市長\n公表日\n令和6年1月4日\n",
        ["6", "児童手当に関する事務", ZEN, "埼玉県熊谷市長", "112020", "2024-01-04", "令和6年1月4日", ""],
    );
    check(
        "running heads, draft",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号\n1\n評価書名\n相模原市 住民の記録事務 全項目評価書(素案)\n個人のプライバシー等の権利利益の保護の宣言\n相模原市SAY\n特記事項\nシステムについて記載していない。\n評価実施機関名\n相模原市\n特定個人情報保護委員会 承認日 【行政機関等のみ】\n公表日\n[平成26年4月 様式4]\n住民の記録事務\n1 / 72\n相模原市市民局区政支援課\n",
        ["1", "相模原市 住民の記録事務", ZEN, "相模原市", "141500", "", "", "平成26年4月 様式4"],
    );
    check(
        "edition without brackets on the next line",
        "特定個人情報保護評価書（全項目評価書）\n評価書番号　評価書名\n２３　国民年金に関する事務　全項目評価書\n評価実施機関名\n甲府市長\n公表日\n令和７年４月１日\n令和７年５月　様式４\n",
        [
            "23",
            "国民年金に関する事務",
            ZEN,
            "甲府市長",
            "192015",
            "2025-04-01",
            "令和７年４月１日",
            "令和7年5月 様式4",
        ],
    );
    check(
        "the month alone is no day",
        "特定個人情報保護評価書(全項目評価書)\n評価書番号 評価書名\n5 税に関する事務 全項目評価書\n評価実施機関名\n甲府市長\n公表日\n令和7年4月\n",
        ["5", "税に関する事務", ZEN, "甲府市長", "192015", "", "令和7年4月", ""],
    );
    check(
        "ended",
        "特定個人情報保護評価書(基礎項目評価書)\n評価書番号 評価書名\n5 手当に関する事務 基礎項目評価書【令和5年3月31日 終了】\n評価実施機関名\n甲府市長\n公表日\n令和4年4月1日\n",
        [
            "5",
            "手当に関する事務 基礎項目評価書【令和5年3月31日 終了】",
            "kiso",
            "甲府市長",
            "192015",
            "2022-04-01",
            "令和4年4月1日",
            "",
        ],
    );
}

#[test]
fn agencies() {
    let cover = |agency: &str| {
        format!(
            "特定個人情報保護評価書(基礎項目評価書)\n評価書番号\n1\n評価書名\n手当に関する事務 基礎項目評価書\n個人のプライバシー等の権利利益の保護の宣言\n本機関SAY\n特記事項\n評価実施機関名\n{agency}\n公表日\n令和4年4月1日\n"
        )
    };
    for (printed, agency, code) in [
        ("茨城県土浦市教育委員会", "茨城県土浦市教育委員会", "082031"),
        ("茨城県 土浦市 教育委員会", "茨城県 土浦市 教育委員会", "082031"),
        ("みほん市長 山田 太郎", "みほん市長", ""),
        ("岐阜県海津市長 山田 花子", "岐阜県海津市長", "212211"),
        ("岐阜県海津市長\n山田 花子", "岐阜県海津市長", "212211"),
        ("海津市長山田花子", "海津市長", "212211"),
        ("栃木県知事 山田 太郎", "栃木県知事", "090000"),
        ("北海道知事", "北海道知事", "010006"),
        ("北海道", "北海道", "010006"),
        ("東京都後期高齢者医療広域連合長", "東京都後期高齢者医療広域連合長", ""),
        ("東京都後期高齢者医療広域連合", "東京都後期高齢者医療広域連合", ""),
        ("みほん地区広域市町村圏組合管理者", "みほん地区広域市町村圏組合管理者", ""),
        ("東京都千代田区長", "東京都千代田区長", "131016"),
        ("府中市長", "府中市長", ""),
        ("広島県府中市長", "広島県府中市長", "342084"),
        ("愛知県丹羽郡扶桑町長", "愛知県丹羽郡扶桑町長", "233625"),
        ("周南市", "周南市", "352152"),
        ("横浜市職員共済組合", "横浜市職員共済組合", ""),
    ] {
        check(
            printed,
            &cover(printed),
            ["1", "手当に関する事務", "kiso", agency, code, "2022-04-01", "令和4年4月1日", ""],
        );
    }
    // The name of the person stays in the document, word for word.
    let markdown = imported(&cover("みほん市長 山田 太郎")).markdown;
    assert!(markdown.contains("## 評価実施機関名\nみほん市長 山田 太郎\n"), "{markdown}");
    assert!(markdown.contains("\nagency: みほん市長\n"), "{markdown}");
}

#[test]
fn a_cover_says_its_state_only_where_it_is_certain() {
    use crate::content::Status;
    let cover = |title: &str, date: &str| {
        format!(
            "特定個人情報保護評価書(全項目評価書)\n評価書番号\n1\n評価書名\n{title}\n評価実施機関名\n甲府市長\n公表日\n{date}\n"
        )
    };
    let status = |title: &str, date: &str| imported(&cover(title, date)).status;
    assert_eq!(status("税に関する事務 全項目評価書", "令和4年4月1日"), Some(Status::Published));
    assert_eq!(status("税に関する事務 全項目評価書", ""), None);
    assert_eq!(status("税に関する事務 全項目評価書(案)", "令和4年4月1日"), None);
    assert_eq!(
        status("税に関する事務 全項目評価書【令和5年3月31日終了】", "令和4年4月1日"),
        Some(Status::Ended)
    );
}

#[test]
fn what_is_not_understood_is_kept_and_listed() {
    let imported = imported(
        "特定個人情報保護評価書(全項目評価書)\n評価書番号\n1\n評価書名\n税に関する事務 全項目評価書\n評価実施機関名\n甲府市長\n公表日\n令和4年4月1日\n(この版は差替え)\n",
    );
    let unplaced: Vec<_> = imported.unplaced.iter().map(|u| (u.line, u.text.as_str())).collect();
    assert_eq!(unplaced, [(10, "(この版は差替え)")]);
    assert!(
        imported.markdown.contains("# 特定個人情報保護評価書(全項目評価書)\n(この版は差替え)\n"),
        "{}",
        imported.markdown
    );
    assert!(imported.placed_ratio < 1.0);
}

#[test]
fn what_the_cover_leaves_open_is_put_on_the_checklist() {
    let cover = |kind: &str, title: &str, dates: &str| {
        format!(
            "特定個人情報保護評価書({kind})\n評価書番号\n1\n評価書名\n税に関する事務 {title}\n評価実施機関名\n甲府市長\n公表日\n{dates}\n"
        )
    };
    let ids = |cover: &str| imported(cover).warnings.iter().map(|w| w.id).collect::<Vec<_>>();
    let plain = cover("全項目評価書", "全項目評価書", "令和4年4月1日");
    assert!(!ids(&plain).iter().any(|id| id.starts_with("COVER-")), "{:?}", ids(&plain));
    let kinds = cover("全項目評価書", "重点項目評価書", "令和4年4月1日");
    assert!(ids(&kinds).contains(&"COVER-02"), "{:?}", ids(&kinds));
    // Above its label stands one day, or two of which neither is certain.
    let one = plain.replace("公表日\n令和4年4月1日\n", "").replace("評価書番号", "令和4年4月1日\n評価書番号");
    assert_eq!(imported(&one).identity.published.map(|day| day.to_string()).as_deref(), Some("2022-04-01"));
    assert!(ids(&one).contains(&"COVER-01"), "{:?}", ids(&one));
    let two = one.replace("令和4年4月1日\n", "令和4年4月1日\n令和5年4月1日\n");
    assert_eq!(imported(&two).identity.published, None);
    assert!(ids(&two).contains(&"COVER-01"), "{:?}", ids(&two));
}

#[test]
fn long_covers_are_read_once() {
    let heading = "特定個人情報保護評価書(全項目評価書)\n";
    let labels = "評価書番号\t評価書名\n7\tTITLE\n評価実施機関名\nAGENCY\n公表日\nDAY\n";
    let fields = |title: &str, agency: &str, day: &str| {
        format!("{heading}{}", labels.replace("TITLE", title).replace("AGENCY", agency).replace("DAY", day))
    };
    let dates = "令和8年3月24日 令和7年1月2日".repeat(1_000);
    // Each of these took a time that grew with the square or the cube of its length.
    for cover in [
        fields(&"事 務 ".repeat(4_000), "甲市長", ""),
        fields(&"児".repeat(20_000), "甲市長", ""),
        fields("甲に関する事務", &"市長 ".repeat(4_000), ""),
        fields("甲に関する事務", &"市".repeat(10_000), ""),
        fields("甲に関する事務", "甲市長", &"公表日".repeat(4_000)),
        fields("甲に関する事務", "甲市長", &"1/72 ".repeat(4_000)),
        fields("甲に関する事務", "甲市長", &dates),
        fields("甲に関する事務", "甲市長", &"個人情報 ".repeat(4_000)),
        format!("{heading}{dates}\n"),
    ] {
        let imported = imported(&cover);
        assert!(imported.markdown.contains("### ①事務の名称\n介護の事務\n"));
    }
}
