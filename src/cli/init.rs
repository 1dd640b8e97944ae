//! `kohyo init`: the folder of an empty portal, ready for the first evaluation.

use std::path::{Path, PathBuf};

use clap::Args;

use super::help::both;
use super::terminal::Terminal;
use super::{Done, Exit};
use crate::content::local_body::{self, Belongs, LocalBody};
use crate::content::{RESERVED_SLUGS, is_slug};
use crate::finding::{Text, Trouble};
use crate::privacy::{quoted, shown};
use crate::text::file;

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(
        value_name = "DIR",
        help = both!(
            "作るフォルダー。その名前がアドレスの先頭になります",
            "Folder to make; its name becomes the first part of addresses"
        )
    )]
    dir: PathBuf,
    #[arg(
        long, value_name = "NAME",
        help = both!(
            "自治体の名前(例: 熊谷市、広島県府中市)",
            "The municipality, e.g. 熊谷市 or 広島県府中市"
        )
    )]
    municipality: Option<String>,
    #[arg(
        long, value_name = "SLUG",
        help = both!(
            "アドレスの先頭(例: kumagaya)。なければフォルダーの名前",
            "First part of addresses, e.g. kumagaya (else the name of the folder)"
        )
    )]
    slug: Option<String>,
}

/// What belongs to kohyo alone, and what is made anew at every build.
const GITIGNORE: &str = "/output\n/.kohyo/*\n!/.kohyo/published.json\n*.md.new\n";

pub(super) fn run(options: &Init, terminal: &Terminal) -> Done {
    let slug = slug(options)?;
    let body = options.municipality.as_deref().map(body).transpose()?;
    let content = options.dir.join("content");
    if content.exists() {
        let path = shown(&content);
        return Err(Trouble::new(
            Text::new(format!("{path} はもうあります。"), format!("{path} exists already.")),
            Text::new(
                "別のフォルダーを指定してください。今あるものには何も書いていません。",
                "Name another folder. Nothing was written.",
            ),
        ));
    }
    let town = content.join(&slug);
    std::fs::create_dir_all(&town).map_err(|error| Trouble::io(&town, &error))?;
    let (portal, municipality) = (content.join("portal.toml"), town.join("municipality.md"));
    write(&portal, &portal_file(body))?;
    write(&municipality, &municipality_file(body))?;
    let ignore = options.dir.join(".gitignore");
    if !ignore.exists() {
        write(&ignore, GITIGNORE)?;
    }
    let (dir, portal, municipality) = (shown(&options.dir), shown(&portal), shown(&municipality));
    terminal.result(&Text::new(
        format!(
            "空のポータルを作りました。アドレスは /{slug}/ で始まります(公表した後は変えられません)。\n次に:\n  1. {portal} と {municipality} を開き、# の付いた行を埋める\n  2. cd {dir}\n  3. 公表済みの評価書を取り込む: kohyo import 評価書.txt --into content/{slug}\n     新しく書く: kohyo new --kind kiso --number 1 --title 事務の名称\n  4. kohyo check、kohyo build"
        ),
        format!(
            "Made an empty portal. Its addresses begin with /{slug}/ (which cannot change once published).\nNext:\n  1. Open {portal} and {municipality} and fill in the lines with #\n  2. cd {dir}\n  3. Bring in what is published: kohyo import TEXT --into content/{slug}\n     or begin a new one: kohyo new --kind kiso --number 1 --title NAME\n  4. kohyo check, kohyo build"
        ),
    ));
    Ok(Exit::Fine)
}

fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    file::write(path, text).map_err(|error| Trouble::io(path, &error))
}

fn slug(options: &Init) -> Result<String, Trouble> {
    let folder = || options.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let slug = options.slug.clone().or_else(folder).unwrap_or_default();
    if is_slug(&slug) && !RESERVED_SLUGS.contains(&slug.as_str()) {
        return Ok(slug);
    }
    let value = quoted(&slug);
    Err(Trouble::new(
        Text::new(
            format!("「{value}」はアドレスの先頭に使えません。"),
            format!("`{value}` cannot be the first part of addresses."),
        ),
        Text::new(
            "`--slug kumagaya` のように、半角の英小文字で始まる英小文字・数字・ハイフンの名前を指定してください。",
            "Name one with `--slug`, as in `--slug kumagaya`: lower-case letters, digits and hyphens, a letter first.",
        ),
    ))
}

/// The municipality or prefecture of a name.
fn body(name: &str) -> Result<&'static LocalBody, Trouble> {
    let value = quoted(name);
    match local_body::of_agency(name) {
        Belongs::To(body) => Ok(body),
        Belongs::Ambiguous(bodies) => {
            let names: Vec<String> =
                bodies.iter().map(|body| format!("{}{}", body.prefecture, body.name)).collect();
            Err(Trouble::new(
                Text::new(
                    format!("「{value}」という自治体はいくつかあります。"),
                    format!("There are several municipalities called `{value}`."),
                ),
                Text::new(
                    format!("都道府県から書いてください: {}", names.join("、")),
                    format!("Write it with the prefecture: {}", names.join(", ")),
                ),
            ))
        }
        Belongs::Unknown => Err(Trouble::new(
            Text::new(
                format!("「{value}」という自治体は一覧にありません。"),
                format!("`{value}` is not among the municipalities kohyo knows."),
            ),
            Text::new(
                "「市」「町」「県」まで書いてください。一部事務組合などは `--municipality` を付けずに作り、municipality.md に書いてください。",
                "Write the whole name (…市, …町, …県). For other bodies leave `--municipality` out and fill in municipality.md.",
            ),
        )),
    }
}

fn portal_file(body: Option<&LocalBody>) -> String {
    let title = match body {
        Some(body) => format!("title = \"{} 特定個人情報保護評価書\"", body.name),
        None => "# title = \"○○市 特定個人情報保護評価書\"".to_owned(),
    };
    format!(
        "# ポータルの名前。全てのページの見出しになります。\n\
         {title}\n\
         # 公開する者。official(評価実施機関の公式サイト)又は collection(第三者が集めたもの)。\n\
         publisher = \"official\"\n\
         # 公開する場所のアドレス。末尾は「/」とします。引用文と検索エンジンのために要ります。\n\
         # base_url = \"https://www.example.jp/pia/\"\n\
         # 掲載した文章の利用条件。\n\
         # license = \"CC BY 4.0\"\n\
         # 誤りを見付けた人からの連絡先。\n\
         # contact = \"○○課 電話・メール\"\n"
    )
}

fn municipality_file(body: Option<&LocalBody>) -> String {
    let Some(LocalBody { code, name, kana, prefecture }) = body else {
        return "---\n\
             # 全国地方公共団体コード(検査数字を含む6桁)。ない団体は法人番号(13桁)。\n\
             # code: \"112020\"\n\
             # name: 熊谷市\n\
             # kana: くまがやし\n\
             # prefecture: 埼玉県\n\
             # website: https://www.city.example.jp/\n\
             # 評価実施機関。primary のものはアドレスに slug が入りません。\n\
             # agencies: [{slug: shicho, name: 熊谷市長, primary: true}]\n\
             ---\n"
            .to_owned();
    };
    let (slug, head) = match name.chars().last() {
        Some('市') => ("shicho", format!("{name}長")),
        Some('町') => ("chocho", format!("{name}長")),
        Some('村') => ("soncho", format!("{name}長")),
        Some('区') => ("kucho", format!("{name}長")),
        _ => ("chiji", format!("{name}知事")),
    };
    format!(
        "---\n\
         code: \"{code}\"\n\
         name: {name}\n\
         kana: {kana}\n\
         prefecture: {prefecture}\n\
         # website: https://www.city.example.jp/\n\
         # 評価実施機関。教育委員会などが公表するときは加えます。primary のものはアドレスに slug が入りません。\n\
         agencies: [{{slug: {slug}, name: {head}, primary: true}}]\n\
         ---\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_that_is_known_is_filled_in() {
        let city = municipality_file(body("熊谷市").ok());
        assert!(
            city.contains("code: \"112020\"") && city.contains("{slug: shicho, name: 熊谷市長"),
            "{city}"
        );
        let prefecture = municipality_file(body("北海道").ok());
        assert!(prefecture.contains("{slug: chiji, name: 北海道知事"), "{prefecture}");
        assert!(body("府中市").is_err_and(|trouble| trouble.help.ja.contains("広島県府中市")));
        assert!(body("熊谷").is_err());
    }
}
