//! The fixed words of front matter and portal file, with their Japanese names.

use std::fmt;

/// A value that is one of a few fixed words.
pub trait Choice: Copy + Eq + fmt::Debug + 'static {
    /// Every value, in the order in which messages list them.
    const ALL: &'static [Self];

    /// The spelling in files and data.
    fn as_str(self) -> &'static str;

    /// The name for people, in Japanese.
    fn label(self) -> &'static str;
}

macro_rules! choice {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$inner])* $variant,)+
        }

        impl $name {
            /// The spelling in files and data.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The name for people, in Japanese.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn as_str(self) -> &'static str {
                self.as_str()
            }

            fn label(self) -> &'static str {
                self.label()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <&str>::deserialize(deserializer)?;
                let found = Self::ALL.iter().copied().find(|value| value.as_str() == word);
                found.ok_or_else(|| serde::de::Error::unknown_variant(word, &[$($word,)+]))
            }
        }
    };
}

choice! {
    /// The three kinds of assessment.
    Kind {
        /// 基礎項目評価書.
        Kiso = "kiso", "基礎項目評価書";
        /// 重点項目評価書.
        Juten = "juten", "重点項目評価書";
        /// 全項目評価書.
        Zenkomoku = "zenkomoku", "全項目評価書";
    }
}

choice! {
    /// Where a document stands on its way; never inferred from a missing date.
    Status {
        /// Being written: in no ordinary build.
        Preparing = "preparing", "作成中";
        /// A draft on which the public is heard.
        Consultation = "consultation", "案(意見募集)";
        /// Published.
        Published = "published", "公表済み";
        /// The task itself has ended.
        Ended = "ended", "事務終了";
    }
}

choice! {
    /// On what occasion a version was published.
    Occasion {
        /// The first assessment.
        Jisshi = "実施", "実施";
        /// The assessment done anew.
        Saijisshi = "再実施", "再実施";
        /// A correction or an addition in between.
        Shusei = "修正", "修正";
    }
}

choice! {
    /// How much of the original a file holds.
    Completeness {
        /// All of it.
        Whole = "whole", "全部";
        /// A part, chosen on purpose.
        Excerpt = "excerpt", "一部のみ";
        /// All but pages that are lost.
        PagesMissing = "pages-missing", "ページの抜けあり";
    }
}

choice! {
    /// In what form the search index is published.
    SearchMode {
        /// One file that a browser fetches whole.
        Whole = "whole", "一括";
        /// Pieces of which a browser fetches those it needs.
        Chunks = "chunks", "分割";
        /// One file of which a browser fetches ranges; pieces where the host turns out not to answer ranges.
        Range = "range", "範囲指定";
    }
}

choice! {
    /// A form in which data is published.
    DataFormat {
        /// Tables for spreadsheets.
        Csv = "csv", "CSV";
        /// One JSON object a line.
        Ndjson = "ndjson", "NDJSON";
        /// Columns for programs that ask questions.
        Parquet = "parquet", "Parquet";
    }
}

choice! {
    /// What pages show of the names of former managers (所属長).
    LegacyNames {
        /// The document as it stands.
        Keep = "keep", "そのまま表示";
        /// A sign in their place.
        Mask = "mask", "表示しない";
    }
}

choice! {
    /// Who runs the portal.
    Publisher {
        /// The municipality itself.
        Official = "official", "公式サイト";
        /// Somebody who collects what others published.
        Collection = "collection", "収集サイト";
    }
}
