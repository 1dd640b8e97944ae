//! `kohyo init`: the folder of an empty portal, ready for the first evaluation; and further municipalities for one that is there.

use std::path::{Path, PathBuf};

use clap::Args;

use super::help::both;
use super::terminal::Terminal;
use super::{Done, Exit};
use crate::content::local_body::{self, Belongs, LocalBody};
use crate::content::{RESERVED_SLUGS, is_slug};
use crate::finding::{Text, Trouble};
use crate::privacy::{quoted, shown, silenced};
use crate::text::{file, limit};

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(
        value_name = "DIR",
        help = both!(
            "ポータルのフォルダー。その名前がアドレスの先頭になります。もうあるポータルには自治体を加えます",
            "Folder of the portal; its name becomes the first part of addresses. To a portal that is there municipalities are added"
        )
    )]
    dir: PathBuf,
    #[arg(
        long, value_name = "[SLUG=]NAME",
        help = both!(
            "自治体の名前(例: 熊谷市、fuchu=広島県府中市)。いくつもあるときは繰り返します",
            "A municipality, e.g. 熊谷市 or fuchu=広島県府中市; once for each"
        )
    )]
    municipality: Vec<String>,
    #[arg(
        long, value_name = "SLUG",
        help = both!(
            "アドレスの先頭(例: kumagaya)。なければフォルダーの名前",
            "First part of addresses, e.g. kumagaya (else the name of the folder)"
        )
    )]
    slug: Option<String>,
}

impl Init {
    /// The content folder of the portal.
    pub(super) fn content(&self) -> PathBuf {
        self.dir.join("content")
    }
}

/// What belongs to kohyo alone, and what is made anew at every build.
const GITIGNORE: &str = "/output\n/.kohyo/*\n!/.kohyo/published.json\n*.md.new\n";

/// A municipality that is asked for.
struct Town {
    slug: String,
    body: Option<&'static LocalBody>,
}

pub(super) fn run(options: &Init, terminal: &Terminal) -> Done {
    let towns = towns(options)?;
    let content = options.content();
    if content.join("portal.toml").is_file() && !options.municipality.is_empty() {
        return add(&content, &towns, terminal);
    }
    if content.exists() {
        let path = shown(&content);
        return Err(Trouble::new(
            Text::new(format!("{path} はもうあります。"), format!("{path} exists already.")),
            Text::new(
                "別のフォルダーを指定してください。今あるポータルに自治体を加えるなら `--municipality` を付けます。今あるものには何も書いていません。",
                "Name another folder; `--municipality` adds one to a portal that is there. Nothing was written.",
            ),
        ));
    }
    // The folder comes to be whole: it is made beside its place.
    let failed = |error: std::io::Error| Trouble::io(&content, &error);
    std::fs::create_dir_all(&options.dir).map_err(failed)?;
    let made = tempfile::Builder::new().prefix(".kohyo-").tempdir_in(&options.dir).map_err(failed)?;
    let new = made.path().join("content");
    std::fs::create_dir(&new).map_err(failed)?;
    let only = if let [only] = towns.as_slice() { only.body } else { None };
    write(&new.join("portal.toml"), &portal_file(only))?;
    for town in &towns {
        found(&new, town)?;
    }
    let ignore = options.dir.join(".gitignore");
    if !ignore.exists() {
        write(&ignore, GITIGNORE)?;
    }
    std::fs::rename(&new, &content).map_err(failed)?;
    let municipality = |town: &Town| shown(&content.join(&town.slug).join("municipality.md"));
    let files = towns.iter().map(municipality).collect::<Vec<_>>().join("、");
    let slugs = towns.iter().map(|town| format!("/{}/", town.slug)).collect::<Vec<_>>().join("、");
    let slug = &towns[0].slug;
    let (dir, portal) = (shown(&options.dir), shown(&content.join("portal.toml")));
    terminal.result(&Text::new(
        format!(
            "空のポータルを作りました。アドレスは {slugs} で始まります(公表した後は変えられません)。\n次に:\n  1. {portal} と {files} を開き、# の付いた行を埋める\n  2. cd {dir}\n  3. 公表済みの評価書を取り込む: kohyo import 評価書.xlsx --into content/{slug}(PDF、フォルダーごとでも)\n     新しく書く: kohyo new --kind kiso --number 1 --title 事務の名称\n  4. kohyo check、kohyo build"
        ),
        format!(
            "Made an empty portal. Its addresses begin with {slugs} (which cannot change once published).\nNext:\n  1. Open {portal} and {files} and fill in the lines with #\n  2. cd {dir}\n  3. Bring in what is published: kohyo import FILE.xlsx --into content/{slug} (a PDF or a folder, too)\n     or begin a new one: kohyo new --kind kiso --number 1 --title NAME\n  4. kohyo check, kohyo build"
        ),
    ));
    Ok(Exit::Fine)
}

/// Adds municipalities to a portal. One that is there already stays as it is.
fn add(content: &Path, towns: &[Town], terminal: &Terminal) -> Done {
    for town in towns {
        let file = content.join(&town.slug).join("municipality.md");
        let Ok(there) = file::read_text(&file, limit::TEXT) else { continue };
        let code = town.body.map_or("", |body| body.code);
        if !there.contains(&format!("\"{code}\"")) {
            let path = shown(&file);
            return Err(Trouble::new(
                Text::new(
                    format!("{path} は別の自治体のものです。"),
                    format!("{path} is that of another municipality."),
                ),
                Text::new(
                    "`--municipality 別の名前=自治体` のように、別のアドレスの先頭を指定してください。何も書いていません。",
                    "Choose another first part of addresses, as in `--municipality OTHER=NAME`. Nothing was written.",
                ),
            ));
        }
    }
    for town in towns {
        let file = content.join(&town.slug).join("municipality.md");
        let (path, slug) = (shown(&file), &town.slug);
        if file.exists() {
            terminal.result(&Text::new(
                format!("{path} はもうあります。そのままにしました。"),
                format!("{path} is there already and was left as it is."),
            ));
            continue;
        }
        found(content, town)?;
        terminal.result(&Text::new(
            format!("{path} を作りました。アドレスは /{slug}/ で始まります(公表した後は変えられません)。"),
            format!("Made {path}. Its addresses begin with /{slug}/ (which cannot change once published)."),
        ));
    }
    Ok(Exit::Fine)
}

fn found(content: &Path, town: &Town) -> Result<(), Trouble> {
    let folder = content.join(&town.slug);
    std::fs::create_dir_all(&folder).map_err(|error| Trouble::io(&folder, &error))?;
    write(&folder.join("municipality.md"), &municipality_file(town.body))
}

fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    file::write(path, text).map_err(|error| Trouble::io(path, &error))
}

/// The municipalities that are asked for, each with its part in addresses.
fn towns(options: &Init) -> Result<Vec<Town>, Trouble> {
    let folder = || options.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = || options.slug.clone().or_else(folder).unwrap_or_default();
    if options.municipality.is_empty() {
        return Ok(vec![Town { slug: slug(own())?, body: None }]);
    }
    let several = options.municipality.len() > 1;
    let mut towns: Vec<Town> = Vec::new();
    for asked in &options.municipality {
        let (given, name) = match asked.split_once('=') {
            Some((given, name)) => (given.to_owned(), name),
            None if several => {
                let value = quoted(asked);
                return Err(Trouble::new(
                    Text::new(
                        format!("「{value}」のアドレスの先頭が決まりません。"),
                        format!("The first part of the addresses of `{value}` is not known."),
                    ),
                    Text::new(
                        "自治体がいくつもあるときは `--municipality kumagaya=熊谷市 --municipality fukaya=深谷市` のように指定してください。",
                        "Of several, name each with its part, as in `--municipality kumagaya=熊谷市 --municipality fukaya=深谷市`.",
                    ),
                ));
            }
            None => (own(), asked.as_str()),
        };
        let town = Town { slug: slug(given)?, body: Some(body(name)?) };
        if towns.iter().any(|other| other.slug == town.slug) {
            let slug = &town.slug;
            return Err(Trouble::new(
                Text::new(
                    format!("アドレスの先頭 `{slug}` が2回使われています。"),
                    format!("`{slug}` is used twice."),
                ),
                Text::new("自治体ごとに別の名前にしてください。", "Give each municipality its own."),
            ));
        }
        towns.push(town);
    }
    Ok(towns)
}

fn slug(slug: String) -> Result<String, Trouble> {
    if is_slug(&slug) && !RESERVED_SLUGS.contains(&slug.as_str()) && silenced(&slug) == slug {
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
