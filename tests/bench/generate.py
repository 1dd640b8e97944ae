#!/usr/bin/env python3
"""Writes a portal of invented evaluations: generate.py FOLDER NUMBER [SEED]

Every name, sentence and number is put together from the lists below; no real text is in it. The lengths follow those
of real evaluations (median about 8,000 characters, a few ten times as long), every document repeats some sentences of
others, and rare words are rare: what an index has to cope with.
"""
import random
import sys
from pathlib import Path

TASKS = ["児童手当", "介護保険", "国民健康保険", "後期高齢者医療", "住民税賦課", "固定資産税", "予防接種", "母子保健", "生活保護",
         "障害者福祉", "公営住宅", "学校保健", "選挙人名簿", "国民年金", "就学援助", "子育て支援給付"]
SYSTEMS = ["宛名管理", "収納管理", "資格管理", "賦課計算", "給付管理", "中間連携", "証明発行", "滞納整理", "文書管理", "健診記録"]
PLACES = ["データセンター", "庁舎の電算室", "区役所の窓口", "外部の保管庫", "クラウド環境", "出張所", "支所の書庫"]
ACTS = ["記録する", "照合する", "保管する", "消去する", "送信する", "確認する", "暗号化する", "複製する", "点検する", "承認する", "閲覧する"]
THINGS = ["操作記録", "利用者情報", "申請書", "媒体", "端末", "鍵", "通信回線", "作業報告書", "契約書", "識別番号", "納付書",
          "異動届", "検査結果", "口座情報", "世帯情報", "所得情報"]
WHEN = ["毎日", "月に一度", "年度の初めに", "申請のたびに", "異動のあった日に", "随時", "四半期ごとに", "夜間に"]
WHO = ["担当の職員", "情報政策の担当課", "受託者の責任者", "所属の長", "監査の担当者", "窓口の職員"]
WHY = ["誤りを防ぐため", "漏えいを防ぐため", "照会に答えるため", "法令の定めにより", "障害に備えるため", "二重の登録を避けるため"]
LAWS = ["番号法第9条第1項", "番号法第19条第8号", "地方税法第20条の11", "個人情報の保護に関する法律第66条", "住民基本台帳法第7条"]
SYLLABLES = ["みな", "やま", "かわ", "のべ", "ほし", "くら", "さと", "たか", "ふじ", "まつ", "はら", "しま", "おか", "いし"]
KANJI = "東西南北上中下大小新古松杉竹梅桜森林山川谷野原田沢島浜津港岡坂石岩泉井清水青赤白黒金銀鉄米麦花草木"


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.shared = [self.sentence() for _ in range(400)]

    def pick(self, values):
        return self.random.choice(values)

    def name(self, length=2):
        return "".join(self.pick(KANJI) for _ in range(length))

    def sentence(self):
        number = self.random.randint(2, 60)
        forms = [
            f"{self.pick(WHY)}、{self.pick(WHO)}が{self.pick(THINGS)}を{self.pick(WHEN)}{self.pick(ACTS)}。",
            f"{self.pick(THINGS)}は{self.pick(PLACES)}に置き、{self.pick(WHO)}だけが{self.pick(ACTS)}。",
            f"{self.pick(SYSTEMS)}システムは{self.pick(THINGS)}を{number}分ごとに{self.pick(ACTS)}。",
            f"{self.pick(LAWS)}に基づき、{self.pick(THINGS)}を{number}年間{self.pick(ACTS)}。",
            f"{self.name()}{self.pick(SYSTEMS)}装置の{self.pick(THINGS)}については、{self.pick(WHO)}が{self.pick(ACTS)}。",
        ]
        return self.pick(forms)

    def text(self, characters):
        lines, length = [], 0
        while length < characters:
            line = self.pick(self.shared) if self.random.random() < 0.5 else self.sentence()
            lines.append("・" + line)
            length += len(line)
        return "\n".join(lines)

    def company(self):
        kind = self.pick(["情報", "電算", "システム", "データ", "計算"])
        return f"(架空){self.name()}{kind}株式会社"

    def document(self, number, agency, published):
        task = f"{self.pick(TASKS)}に関する事務"
        size = min(max(int(self.random.lognormvariate(9.0, 0.7)), 2500), 120000)
        share = size // 10
        out = [f"""---
number: "{number}"
title: {task}
kind: zenkomoku
agency: {agency}
status: published
published: {published}
form: "令和7年5月 様式4"
completeness: excerpt
files: [{{id: taro, name: {task}ファイル}}]
---

# 表紙

## 評価書番号
{number}

## 評価書名
{task} 全項目評価書

# Ⅰ 基本情報

## 1. 特定個人情報ファイルを取り扱う事務

### ①事務の名称
{task}

### ②事務の内容 ※
{self.text(share * 2)}

### ③対象人数
- [{self.pick("x ")}] 5) 30万人以上
- [x] 3) 1万人以上10万人未満

## 5. 個人番号の利用 ※

### 法令上の根拠
{self.pick(LAWS)}

# Ⅱ 特定個人情報ファイルの概要

## 1. 特定個人情報ファイル名
1\\. {task}ファイル

## 4. 特定個人情報ファイルの取扱いの委託

### 委託の有無 ※
- [x] 1) 委託する
- [ ] 2) 委託しない

(2) 件
"""]
        for block in (1, 2):
            out.append(f"""
### 委託事項{block} {self.pick(SYSTEMS)}システムの{self.pick(["運用", "保守", "改修", "更新"])}業務
#### ①委託内容
{self.text(share // 2)}
#### ③委託先における取扱者数
- [x] 1) 10人未満
- [ ] 2) 10人以上50人未満
#### ④委託先への特定個人情報ファイルの提供方法
- [{self.pick("x ")}] 専用線
- [{self.pick("x ")}] フラッシュメモリ
#### ⑥委託先名
{self.company()}
""")
        out.append(f"""
## 6. 特定個人情報の保管・消去

### ①保管場所 ※
<{agency}における措置>
{self.text(share)}
<中間サーバー・プラットフォームにおける措置>
{self.text(share)}

### ②保管期間
#### 期間
- [x] 6) {self.random.randint(2, 9)}年

#### その妥当性
{self.text(share // 2)}

### ③消去方法
{self.text(share)}

# (別添2) 特定個人情報ファイル記録項目

## 【1. {task}ファイル】
""")
        items = self.random.randint(8, 60)
        out.append("、".join(f"{n}.{self.name(1)}{self.pick(THINGS)}" for n in range(1, items)) + "\n")
        out.append("""
# (別添3) 変更箇所

| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |
| --- | --- | --- | --- | --- | --- |
""")
        for row in range(self.random.randint(3, 16)):
            day = "〃" if row else "令和6年4月1日"
            out.append(f"| {day} | Ⅱ 6. ③消去方法 | {self.sentence()} | {self.sentence()}{self.sentence()} | 事後 | 表現の見直し |\n")
        return "".join(out)


def check_digit(code):
    total = sum(int(digit) * weight for digit, weight in zip(code, range(6, 1, -1)))
    return str((11 - total % 11) % 10)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    writer = Writer(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    folder.mkdir(parents=True)
    (folder / "portal.toml").write_text('title = "測定"\npublisher = "official"\nsample = true\n')
    towns = max(1, min(900, count // 10))
    for town in range(towns):
        code = f"99{town + 1:03}"
        name = "".join(writer.pick(SYLLABLES) for _ in range(2)) + writer.pick(["市", "町", "村"])
        slug = folder / f"t{town + 1:03}"
        slug.mkdir()
        (slug / "municipality.md").write_text(
            f'---\ncode: "{code}{check_digit(code)}"\nname: {name}\nkana: {name[:-1]}し\nprefecture: みほん県\n'
            f"agencies: [{{slug: mayor, name: {name}長, primary: true}}]\n---\n")
        for number in range(1, count // towns + (town < count % towns) + 1):
            day = f"20{writer.random.randint(20, 26)}-{writer.random.randint(1, 12):02}-{writer.random.randint(1, 28):02}"
            (slug / f"{number}.md").write_text(writer.document(number, f"{name}長", day))


main()
