use std::sync::Arc;

use super::*;
use crate::assessment::Assessment;
use crate::content::read_document;
use crate::markdown;
use crate::text::source::Source;

const BODY: &str = "\
# Ⅰ 基本情報
## 2. 特定個人情報ファイルを取り扱う事務において使用するシステム
### システム1
#### ①システムの名称
住民記録システム
#### ③他のシステムとの接続
- [x] 庁内連携システム
### システム2
#### ①システムの名称
宛名システム
## 6. 情報提供ネットワークシステムによる情報連携 ※
### ②法令上の根拠
番号利用法第19条第8号
## 7. 評価実施機関における担当部署
### ②所属長の役職名
課長
# Ⅱ 特定個人情報ファイルの概要
## 1. 特定個人情報ファイル名
住民基本台帳ファイル
## 2. 基本情報
### ④記録される項目
#### 主な記録項目 ※
- [x] 個人番号
#### その妥当性
必要なため。
### ⑥事務担当部署
市民課
## 4. 特定個人情報ファイルの取扱いの委託
### 委託の有無 ※
- [x] 1) 委託する

(1) 件
### 委託事項1 システムの保守
#### ⑥委託先名
みほん電算株式会社
## 6. 特定個人情報の保管・消去
### ①保管場所 ※
電算室
### ②保管期間
- [x] 6) 5年
# Ⅱ 特定個人情報ファイルの概要
## 1. 特定個人情報ファイル名
本人確認情報ファイル
## 2. 基本情報
### ⑥事務担当部署
市民課
## 4. 特定個人情報ファイルの取扱いの委託
### 委託事項1 システムの保守
#### ⑥委託先名
みほん電算株式会社
### 委託事項2 帳票の印刷
#### ⑥委託先名
ためし印刷株式会社
# (別添2) 特定個人情報ファイル記録項目
## 住民基本台帳ファイル
1.番号、2.氏名
# Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策
## 1. 特定個人情報ファイル名
住民基本台帳ファイル
## 2. 特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)
### リスク3: 入手した特定個人情報が不正確であるリスク
#### 特定個人情報の正確性確保の措置の内容
照合する。
## 3. 特定個人情報の使用
### リスク2: 権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク
#### ユーザ認証の管理
- [x] 1) 行っている
##### 具体的な管理方法
識別符号による。
#### アクセス権限の管理
- [x] 1) 行っている
##### 具体的な管理方法
毎年見直す。
#### 特定個人情報の使用の記録
- [x] 1) 記録を残している
##### 具体的な方法
記録する。
### 特定個人情報の使用におけるその他のリスク及びそのリスクに対する措置
離席の際に画面を閉じる。
## 7. 特定個人情報の保管・消去
### リスク1: 特定個人情報の漏えい・滅失・毀損リスク
#### ⑤物理的対策
- [x] 2) 十分に行っている
##### 具体的な対策の内容
施錠する。
#### ⑨過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか
- [x] 1) 発生あり
##### その内容
誤送付。
##### 再発防止策の内容
確認の徹底。
#### ⑩死者の個人番号
- [x] 1) 保管している
#### その他の措置の内容
なし
# Ⅳ その他のリスク対策 ※
## 1. 監査
### ②監査
- [x] 2) 十分に行っている
#### 具体的な内容
毎年行う。
## 2. 従業者に対する教育・啓発
### 従業者に対する教育・啓発
- [x] 2) 十分に行っている
#### 具体的な方法
研修する。
# Ⅴ 開示請求、問合せ
## 1. 特定個人情報の開示・訂正・利用停止請求
### ②請求方法
書面
## 2. 特定個人情報ファイルの取扱いに関する問合せ
### ①連絡先
市民課
";

fn document(body: &str, paths: &[&str]) -> Assessment {
    let front = "---\nnumber: \"1\"\ntitle: 住民基本台帳に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\ncompleteness: pages-missing\nfiles: [{id: juki, name: 住民基本台帳ファイル}, {id: honnin, name: 本人確認情報ファイル}]\n---\n\n";
    let rows: Vec<_> =
        paths.iter().map(|path| format!("| 令和8年3月24日 | {path} | 前 | 後 | 事前 | |\n")).collect();
    let rows = rows.concat();
    let body = body.replace("\n#", "\n\n#").replace("\n- [", "\n\n- [");
    let text = format!(
        "{front}{body}\n# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n{rows}"
    );
    let source = Arc::new(Source::new("1.md", text));
    let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
    let (blocks, findings) = markdown::parse(&source, span);
    assert!(findings.is_empty(), "{findings:?}");
    let (assessment, findings) = Assessment::read(source, meta, blocks);
    assert!(findings.iter().all(|finding| finding.id != "FORM-01"), "{findings:?}");
    assessment.expect("the form is known")
}

fn told(paths: &[&str]) -> Vec<String> {
    let document = document(BODY, paths);
    let targets = document.targets();
    let word = |target: &Target<'_>| {
        let anchors: Vec<&str> = target.nodes.iter().map(|node| node.anchor.as_str()).collect();
        format!("{:?} {:?} {}", target.reach, target.sure, anchors.join("+"))
    };
    targets.iter().map(word).collect()
}

/// Every path beside what it means.
fn all(cases: &[(&str, &str)]) {
    let paths: Vec<&str> = cases.iter().map(|(path, _)| *path).collect();
    for ((path, meant), told) in cases.iter().zip(told(&paths)) {
        assert_eq!(told, *meant, "{path}");
    }
}

#[test]
fn a_path_in_the_words_of_the_form_is_exact() {
    all(&[
        ("Ⅱ (住民基本台帳ファイル) 2. 基本情報 ④記録される項目 その妥当性", "Item Exact ii-juki-2-4-why"),
        (
            "Ⅱ特定個人情報ファイルの概要(2)本人確認情報ファイル<br>4. 特定個人情報ファイルの取扱いの委託 委託事項2 ⑥委託先名",
            "Item Exact ii-honnin-4-t2-6",
        ),
        ("I 基本情報<br>6. 情報提供ネットワークシステムによる情報連携※<br>②法令上の根拠", "Item Exact i-6-2"),
        (
            "III 特定個人情報ファイルの取扱いプロセスにおけるリスク対策ー(1) 住民基本台帳ファイルー7. 特定個人情報の保管・消去ーリスク1ー⑤物理的対策ー具体的な対策の内容",
            "Item Exact iii-juki-7-r1-5-how",
        ),
        ("Ⅳ リスク対策(その他)<br>1. -②監査、-具体的な内容", "Item Likely iv-1-2-how"),
        ("Ⅱ (住民基本台帳ファイル) 6. 特定個人情報の保管・消去 ②保管期間 期間", "Item Exact ii-juki-6-2"),
    ]);
}

#[test]
fn levels_may_be_left_out_where_one_item_fits() {
    all(&[
        (
            "Ⅲ (住民基本台帳ファイル) 3. 特定個人情報の使用 特定個人情報の使用の記録 具体的な方法",
            "Item Exact iii-juki-3-r2-record-how",
        ),
        (
            "Ⅲ (住民基本台帳ファイル) 3. 特定個人情報の使用 リスク2 具体的な管理方法",
            "Section Shared iii-juki-3-r2",
        ),
        (
            "Ⅱ (住民基本台帳ファイル) 4. 特定個人情報ファイルの取扱いの委託 ⑥委託先名",
            "Item Likely ii-juki-4-t1-6",
        ),
        (
            "Ⅱ (本人確認情報ファイル) 4. 特定個人情報ファイルの取扱いの委託 ⑥委託先名",
            "Section Shared ii-honnin-4",
        ),
        (
            "Ⅲ (住民基本台帳ファイル) 3. 特定個人情報の使用 リスク2 特定個人情報の使用におけるその他のリスク及びそのリスクに対する措置",
            "Item Likely iii-juki-3-rest",
        ),
    ]);
}

#[test]
fn sheets_short_names_and_bare_numbers_are_read() {
    all(&[
        ("I-7-②所属長", "Item Likely i-7-2"),
        ("II ファイルの概要\\_住基台帳<br>2. 基本情報<br>⑥事務担当部署", "Item Likely ii-juki-2-6"),
        (
            "Ⅲ-リスク対策(プロセス)、住基台帳 3. 特定個人情報の使用-リスク2-ユーザ認証の管理",
            "Item Likely iii-juki-3-r2-auth",
        ),
        ("(別添2)ファイル記録項目 (1)住民基本台帳ファイル", "Item Exact x2-juki-1"),
        ("I 基本情報-2-システム2①システムの名称", "Item Likely i-2-s2-1"),
    ]);
}

#[test]
fn several_items_of_a_list_are_several_targets() {
    all(&[
        (
            "I 基本情報<br>2. 特定個人情報ファイルを取り扱う事務において使用するシステム システム1<br>①システムの名称<br>③他のシステムとの接続",
            "Several Exact i-2-s1-1+i-2-s1-3",
        ),
        (
            "I 基本情報<br>2. 特定個人情報ファイルを取り扱う事務において使用するシステム システム1<br>システム2",
            "Several Exact i-2-s1+i-2-s2",
        ),
        (
            "Ⅲ (住民基本台帳ファイル) 7. 特定個人情報の保管・消去 リスク1 ⑩死者の個人番号 その他の措置の内容",
            "Section Shared iii-juki-7-r1",
        ),
        (
            "Ⅱ (住民基本台帳ファイル、本人確認情報ファイル) 2. 基本情報 ⑥事務担当部署",
            "Several Exact ii-juki-2-6+ii-honnin-2-6",
        ),
    ]);
}

#[test]
fn nothing_is_guessed() {
    all(&[
        ("Ⅱ 2. 基本情報 ⑥事務担当部署", "FileUnsaid Exact "),
        ("I 関連情報<br>8. 特定個人情報ファイルの取扱いに関する問合せ連絡先", "Nothing Shared "),
        ("別表<br>5. 何か 添付資料(Ⅱ. 移転先一覧)", "Nothing Shared "),
        (
            "I 基本情報 2. 特定個人情報ファイルを取り扱う事務において使用するシステム システム9 ①システムの名称",
            "Above Exact i-2",
        ),
        (
            "I 基本情報 2. 特定個人情報ファイルを取り扱う事務において使用するシステム システム ①システムの名称",
            "Section Shared i-2",
        ),
        // ② is 請求方法; 連絡先 stands under 2.
        ("V-1-②連絡先", "Section Shared v"),
        ("様式の改正", "Nothing Shared "),
        ("", "Nothing Shared "),
    ]);
}

#[test]
fn misread_words_beside_a_number_are_not_trusted_far() {
    all(&[
        (
            "Ⅲ (住民基本台帳ファイル) 2. 特定個人情報の入手 リスク3: 入手した特定個人情報が不正確なリスク 特定個人情報の正確性確保の措置の内容",
            "Item Likely iii-juki-2-r3-accuracy",
        ),
        ("要 (1)住民基本台帳ファイル 2. 基本情報 ⑥事務担当部署", "Item Likely ii-juki-2-6"),
        (
            "プロセスにおけるリスク対策 (1)住民基本台帳ファイル 7. 特定個人情報の保管・消去 リスク1",
            "Section Likely iii-juki-7-r1",
        ),
    ]);
}

#[test]
fn a_row_that_continues_has_the_target_of_its_head() {
    all(&[
        ("I 基本情報 7. 評価実施機関における担当部署 ②所属長の役職名", "Item Exact i-7-2"),
        ("同上", "Item Exact i-7-2"),
        ("I 基本情報 7. 評価実施機関における担当部署 ②所属長の役職名(続き)", "Item Exact i-7-2"),
    ]);
}

#[test]
fn numbers_of_blocks_are_those_of_their_day() {
    let list = "I 基本情報 2. 特定個人情報ファイルを取り扱う事務において使用するシステム";
    let log = |later: &str| {
        let text = document(BODY, &["PATH"]).source.text().replace(
            "| 令和8年3月24日 | PATH | 前 | 後 | 事前 | |",
            &format!("| 令和2年4月1日 | {list} システム2 ①システムの名称 | 前 | 後 | 事前 | |\n{later}"),
        );
        let source = Arc::new(Source::new("1.md", text));
        let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
        let (blocks, _) = markdown::parse(&source, span);
        let assessment = Assessment::read(source, meta, blocks).0.expect("the form is known");
        let target = &assessment.targets()[0];
        (target.reach, target.nodes[0].anchor.clone())
    };
    let section = (Reach::Section, "i-2".to_owned());
    let item = (Reach::Item, "i-2-s2-1".to_owned());
    assert_eq!(
        log(&format!("| 令和5年4月1日 | {list} システム1 | 旧システム | (右記を削除) | 事前 | |\n")),
        section
    );
    assert_eq!(log(&format!("| 令和5年4月1日 | {list} | システム3 | システム2 | 事前 | |\n")), section);
    assert_eq!(log(&format!("| 令和5年4月1日 | {list} システム3 | — | 新システム | 事前 | |\n")), item);
    assert_eq!(
        log(&format!("| 平成28年4月1日 | {list} システム1 | 旧システム | (右記を削除) | 事前 | |\n")),
        item
    );
}

#[test]
fn no_path_makes_it_panic() {
    let pieces = [
        "Ⅱ",
        "(",
        "別添",
        "リスク",
        "9",
        "①",
        "㉑",
        "システム",
        ")",
        "ー",
        "。",
        "(続き)",
        "<br>",
        "2.",
        "委託事項",
    ];
    let mut paths = Vec::new();
    for a in pieces {
        for b in pieces {
            for c in ["", "②", "7", ")", "リスク1"] {
                paths.push(format!("{a}{b}{c}"));
            }
        }
    }
    let borrowed: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(told(&borrowed).len(), paths.len());
}
