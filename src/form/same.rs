//! The same question in another form: between editions by `same_as`, between kinds by concept.
//!
//! What is alike but not the same stays apart: 対象人数 (of the task) and 本人の数 (of a file), the incidents
//! of three years and of one, 監査 as boxes and as a rating have concepts of their own.

use super::{Form, Item, ItemIndex, all};

impl Form {
    /// The item of `other` that asks what the item at `index` of this form asks; `None` where `other` does not ask it.
    pub fn counterpart(&self, index: ItemIndex, other: &Self) -> Option<ItemIndex> {
        if self.id == other.id {
            return Some(index);
        }
        if self.kind == other.kind {
            return self.earlier(index, other, all).or_else(|| self.later(index, other, all));
        }
        let concept = self.item(index).concept.as_ref()?;
        let mut same =
            other.items.iter().enumerate().filter(|(_, item)| item.concept.as_ref() == Some(concept));
        same.next().map(|(index, _)| index)
    }

    /// The question in an earlier edition, found edition by edition.
    fn earlier<'a>(
        &'a self,
        index: ItemIndex,
        wanted: &Self,
        forms: fn() -> &'a [Self],
    ) -> Option<ItemIndex> {
        let (mut form, mut index) = (self, index);
        while form.id != wanted.id {
            let previous = forms().iter().find(|f| Some(&f.id) == form.previous.as_ref())?;
            index = previous.index(form.item(index).in_previous()?)?;
            form = previous;
        }
        Some(index)
    }

    /// The question in a later edition: the one that leads back to it.
    fn later<'a>(&self, index: ItemIndex, wanted: &'a Self, forms: fn() -> &'a [Self]) -> Option<ItemIndex> {
        (0..wanted.items.len()).find(|&candidate| wanted.earlier(candidate, self, forms) == Some(index))
    }
}

impl Item {
    /// The id of this question in the previous edition of its form; `None` for a new question.
    fn in_previous(&self) -> Option<&str> {
        match self.same_as.as_deref() {
            None => Some(&self.id),
            Some("") => None,
            Some(id) => Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::form::load;

    /// Two invented editions: ② became ①, ① is a question of its own under the old id.
    static EDITIONS: LazyLock<Vec<Form>> = LazyLock::new(|| {
        let file = |id: &str, previous: &str, items: &str| {
            load::parse(&format!(
                "id = '{id}'\nname = '令和7年5月 {id}'\nkind = 'zenkomoku'\n{previous}\n[vocabulary]\n{items}"
            ))
        };
        let item = |id: &str, label: &str, more: &str| {
            format!("[[item]]\nid = '{id}'\nlabel = '{label}'\ntype = 'text'\n{more}\n")
        };
        let old = [item("a", "A", ""), item("b", "B", "")].concat();
        let middle = [item("a", "B", "same_as = 'b'"), item("b", "C", "same_as = ''")].concat();
        let new = [item("a", "B", ""), item("d", "C", "same_as = 'b'")].concat();
        vec![
            file("new", "previous = 'middle'", &new),
            file("middle", "previous = 'old'", &middle),
            file("old", "", &old),
        ]
    });

    fn editions() -> &'static [Form] {
        &EDITIONS
    }

    #[test]
    fn a_question_is_followed_through_editions_in_both_directions() {
        let [new, middle, old] = editions() else { panic!("three editions") };
        let at = |form: &Form, id: &str| form.index(id).expect("the item");
        assert_eq!(new.earlier(at(new, "a"), old, editions), old.index("b"), "renumbered");
        assert_eq!(new.earlier(at(new, "d"), middle, editions), middle.index("b"), "renumbered again");
        assert_eq!(new.earlier(at(new, "d"), old, editions), None, "the oldest edition does not ask it");
        assert_eq!(old.later(at(old, "b"), new, editions), new.index("a"));
        assert_eq!(old.later(at(old, "a"), new, editions), None, "given up");
        assert_eq!(old.earlier(at(old, "a"), new, editions), None, "the new edition is no earlier one");
    }

    #[test]
    fn every_edition_leads_to_one_that_exists_and_asks_what_is_named() {
        for form in all() {
            let Some(previous) = &form.previous else {
                assert!(
                    form.items.iter().all(|item| item.same_as.is_none()),
                    "{} has no previous edition",
                    form.id
                );
                continue;
            };
            let before = all().iter().find(|f| f.id == *previous).expect("the previous edition");
            assert_eq!(before.kind, form.kind, "{}", form.id);
            for item in &form.items {
                let Some(id) = item.in_previous() else { continue };
                let Some(same) = before.index(id) else {
                    assert!(item.same_as.is_none(), "{}: {}: same_as names no item: {id}", form.id, item.id);
                    continue;
                };
                assert_eq!(
                    before.item(same).concept,
                    item.concept,
                    "{}: {}: not the same concept",
                    form.id,
                    item.id
                );
            }
        }
    }

    #[test]
    fn a_form_asks_a_concept_once() {
        for form in all() {
            let mut seen = std::collections::BTreeSet::new();
            for concept in form.items.iter().filter_map(|item| item.concept.as_ref()) {
                assert!(seen.insert(concept), "{}: {concept} stands twice", form.id);
            }
        }
    }

    #[test]
    fn the_contractor_is_the_same_question_in_both_kinds() {
        let by_name = |name| crate::form::by_name(name).expect("the form");
        let (zenkomoku, juten) = (by_name("令和7年5月 様式4"), by_name("平成30年5月 様式3"));
        let there = |id: &str| {
            let index = zenkomoku.index(id).expect("the item");
            zenkomoku.counterpart(index, juten).map(|index| juten.item(index).id.as_str())
        };
        assert_eq!(there("ii.4.t*.6"), Some("ii.4.t*.3"), "⑥委託先名 and ③委託先名");
        assert_eq!(there("ii.4.t*.re.7"), Some("ii.4.t*.re.4"), "⑦再委託の有無 and ④再委託の有無");
        assert_eq!(there("ii.3.3"), None, "入手の時期・頻度 is not asked in 重点");
        assert_eq!(there("iv.1.2"), None, "監査 as a rating is another question than as boxes");
    }

    #[test]
    fn what_is_alike_but_not_the_same_does_not_meet() {
        let concept = |form: &str, id: &str| {
            let form = crate::form::by_name(form).expect("the form");
            form.item(form.index(id).expect("the item")).concept.clone().expect("a concept")
        };
        let (four, two) = ("令和7年5月 様式4", "令和6年10月 様式2");
        assert_eq!(concept(four, "i.1.3"), concept(two, "ii.1.count"), "対象人数 is the same in all kinds");
        assert_ne!(concept(four, "i.1.3"), concept(four, "ii.2.2"), "対象人数 is no 本人の数");
        assert_ne!(concept(four, "iii.7.r1.9"), concept(two, "ii.3.happened"), "3年 is not 1年");
    }
}
