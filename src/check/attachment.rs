//! ATT-01 to ATT-07, and numbers of persons in attachments: may the original be published beside its text?
//!
//! What is in a file is found by [`crate::inspect`]. What is hidden or cannot be read stops the build until somebody
//! has looked through that very file: `source.reviewed` holds together with `source.sha256` only. A number of a person
//! stops it whatever has been reviewed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::content::{Content, DocumentFile, Original};
use crate::finding::{Finding, Place, Text};
use crate::inspect::{self, Attached, Inspection, Kind, LARGEST};
use crate::privacy;
use crate::privacy::quoted;
use crate::text::checksum::hex;
use crate::text::file::stored;
use crate::text::source::{Source, slashed};

/// So many places of numbers are reported for one file.
const MOST: usize = 20;

/// Larger files are inspected one at a time, so that memory does not grow with the number of processors.
const LARGE: usize = 4 * 1024 * 1024;
static LARGE_ONES: Mutex<()> = Mutex::new(());

/// Inspects the attachment that a document refers to. It is to be published where there are no errors.
pub fn attachment(content: &Content, file: &DocumentFile) -> (Option<Attached>, Vec<Finding>) {
    let Some((original, name)) =
        file.meta.source.as_ref().and_then(|original| Some((original, original.file.as_deref()?)))
    else {
        return (None, Vec::new());
    };
    let folder = content.root.join(&content.municipality_of(file).slug);
    let (path, kind, bytes) = match open(&folder, name) {
        Ok(opened) => opened,
        Err((id, message, help)) => {
            return (None, vec![Finding::of(id, at(file, "source.file"), message, help)]);
        }
    };
    let mut findings = checksum(file, original, &bytes);
    let place = Place::file(&Arc::new(Source::new(slashed(&path), "")));
    let (inspection, numbers) = inspect(kind, &bytes);
    findings.extend(numbers.into_iter().take(MOST).map(|(kind, at)| number(kind, &at, place.clone())));
    findings.extend(remarks(file, original, &inspection));
    let attached = Attached { path, kind, bytes: bytes.len() as u64, hash: *blake3::hash(&bytes).as_bytes() };
    (Some(attached), findings)
}

type Refusal = (&'static str, Text, Text);

fn open(folder: &Path, name: &str) -> Result<(PathBuf, Kind, Vec<u8>), Refusal> {
    let value = quoted(name);
    let Some(kind) = Kind::of_name(name) else {
        let kinds = Kind::extensions().join("、");
        return Err((
            "ATT-03",
            Text::new(
                format!("「{value}」の種類のファイルは公表できません。"),
                format!("`{value}` is of a kind that is not published."),
            ),
            Text::new(
                format!(
                    "使える拡張子: {kinds}。HTML と SVG はプログラムを含めるため、PDF か PNG にしてください。"
                ),
                format!("The extensions are {kinds}. HTML and SVG can hold programs: make them PDF or PNG."),
            ),
        ));
    };
    let path = stored(folder, name);
    let missing = |error: Option<&std::io::Error>| {
        let why = error.map(ToString::to_string).unwrap_or_default();
        (
            "ATT-01",
            Text::new(
                format!("元の資料「{value}」を読めません。{why}"),
                format!("The original `{value}` cannot be read. {why}"),
            ),
            Text::new(
                "市町村のフォルダーの attachments/ に、64 MiB までの普通のファイルとして置くか、この行を消してください(リンクは使えません)。",
                "Put it in attachments/ in the municipality's folder as an ordinary file of up to 64 MiB (no link), or remove this line.",
            ),
        )
    };
    // Neither the file nor a folder above it may lead elsewhere.
    let real = path.canonicalize().map_err(|error| missing(Some(&error)))?;
    let inside = folder.join("attachments").canonicalize().map_err(|error| missing(Some(&error)))?;
    let plain = fs::symlink_metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST);
    if !plain || !real.starts_with(&inside) {
        return Err(missing(None));
    }
    let mut bytes = Vec::new();
    fs::File::open(&path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| missing(Some(&error)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(missing(None));
    }
    if kind.is_locked(&bytes) {
        return Err((
            "ATT-03",
            Text::new(
                format!("「{value}」はパスワードで保護されているか、古い形式のファイルです。"),
                format!("`{value}` is protected by a password, or a file of an old format."),
            ),
            Text::new(
                "パスワードなしで、今の形式で保存し直してください。",
                "Save it again without a password, in the format of today.",
            ),
        ));
    }
    if !kind.fits(&bytes) {
        return Err((
            "ATT-03",
            Text::new(
                format!("「{value}」の中身は {} のファイルではありません。", kind.label()),
                format!("`{value}` is not a file of {}.", kind.label()),
            ),
            Text::new(
                "正しい拡張子にするか、正しい形式で保存し直してください。",
                "Give it the right extension, or save it in the right format.",
            ),
        ));
    }
    Ok((path, kind, bytes))
}

fn at(file: &DocumentFile, key: &str) -> Place {
    match [key, "source.file", "source"].iter().find_map(|key| file.keys.get(*key)) {
        Some(span) => Place::at(&file.source, *span),
        None => Place::file(&file.source),
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// ATT-02 and ATT-07.
fn checksum(file: &DocumentFile, original: &Original, bytes: &[u8]) -> Vec<Finding> {
    match &original.sha256 {
        Some(stated) if *stated != sha256(bytes) => vec![Finding::of(
            "ATT-02",
            at(file, "source.sha256"),
            Text::new(
                "元の資料が `source.sha256` のファイルと違います。",
                "The original is not the file of `source.sha256`.",
            ),
            Text::new(
                format!("差し替えたのなら、内容を見直して `sha256: {}` に改めてください。", sha256(bytes)),
                format!("If it was replaced, look through it again and write `sha256: {}`.", sha256(bytes)),
            ),
        )],
        None if original.reviewed.is_some() => vec![Finding::of(
            "ATT-07",
            at(file, "source.reviewed"),
            Text::new(
                "`source.reviewed` がどのファイルについての確認か分かりません。",
                "It is not known which file `source.reviewed` is about.",
            ),
            Text::new(
                format!(
                    "確認したのが今のファイルなら、`source` に `sha256: {}` を書き加えてください。",
                    sha256(bytes)
                ),
                format!("If it is the present one, add `sha256: {}` to `source`.", sha256(bytes)),
            ),
        )],
        _ => Vec::new(),
    }
}

type Numbers = BTreeSet<(privacy::Kind, Text)>;

fn inspect(kind: Kind, bytes: &[u8]) -> (Inspection, Numbers) {
    let _one = (bytes.len() > LARGE).then(|| LARGE_ONES.lock().unwrap_or_else(PoisonError::into_inner));
    let mut numbers = Numbers::new();
    let inspection = inspect::inspect(kind, bytes, &mut |text, place| {
        if numbers.len() <= MOST {
            numbers.extend(privacy::in_text(text).into_iter().map(|number| (number.kind, place())));
        }
    });
    (inspection, numbers)
}

fn number(kind: privacy::Kind, at: &Text, place: Place) -> Finding {
    let mut finding = privacy::finding(kind, place);
    let message = Text::new(
        format!("元の資料の{}: {}", at.ja, finding.message.ja),
        format!("In the original, {}: {}", at.en, finding.message.en),
    );
    let help = Text::new(
        "数字を除いて(黒く塗るのではなく、消して)作り直した資料に差し替えてください。それまで出力を作りません。",
        "Replace it by one made anew without the number (deleted, not painted over). No output is made before.",
    );
    finding.message = message;
    finding.help = help;
    finding
}

/// ATT-04, ATT-05, ATT-06.
fn remarks(file: &DocumentFile, original: &Original, inspection: &Inspection) -> Vec<Finding> {
    if original.reviewed.is_some() {
        return Vec::new();
    }
    let list = |notes: &BTreeSet<Text>| {
        let ja: Vec<&str> = notes.iter().map(|note| note.ja.as_str()).collect();
        let en: Vec<&str> = notes.iter().map(|note| note.en.as_str()).collect();
        (ja.join("、"), en.join("; "))
    };
    let review = |ja: &str, en: &str| {
        Text::new(
            format!(
                "{ja}公表してよいと確認したら、`source` に `reviewed: {{date: 確認した日, by: 課名}}` と `sha256` を書いてください。"
            ),
            format!(
                "{en} When somebody has found that it may be published, add `reviewed: {{date: …, by: …}}` and `sha256` to `source`."
            ),
        )
    };
    let mut findings = Vec::new();
    if !inspection.hidden.is_empty() {
        let (ja, en) = list(&inspection.hidden);
        findings.push(Finding::of(
            "ATT-04",
            at(file, "source.file"),
            Text::new(
                format!("元の資料に、見えなくても取り出せるものがあります({ja})。"),
                format!("The original holds what is not seen but can be taken out ({en})."),
            ),
            review("除いて作り直してください。", "Make it anew without that."),
        ));
    }
    if !inspection.unread.is_empty() {
        let (ja, en) = list(&inspection.unread);
        findings.push(Finding::of(
            "ATT-05",
            at(file, "source.file"),
            Text::new(
                format!("元の資料に、kohyo が検査できないものがあります({ja})。"),
                format!("The original holds what kohyo cannot inspect ({en})."),
            ),
            review(
                "人が見て、個人番号や氏名などがないか確認してください。",
                "Look through it for numbers and names of persons.",
            ),
        ));
    }
    if !inspection.people.is_empty() {
        let (ja, en) = list(&inspection.people);
        findings.push(Finding::of(
            "ATT-06",
            at(file, "source.file"),
            Text::new(
                format!("元の資料の付属情報に人の名前があるようです({ja})。"),
                format!("The metadata of the original seem to name somebody ({en})."),
            ),
            Text::new(
                "課の名前でなく個人の名前なら、プロパティから消して保存し直してください。",
                "If it is a person and not an office, remove it from the properties and save the file again.",
            ),
        ));
    }
    findings
}
