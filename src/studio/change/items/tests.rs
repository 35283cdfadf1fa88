//! Items move, come and go with their comments, in lists of every style.

use proptest::prelude::*;

use super::*;

/// A text whose first bracket is that of the items.
fn items(text: &str) -> Items<'_> {
    Items::of(text, text.find(['[', '{']).expect("a bracket")).expect("items")
}

fn moved(text: &str, order: &[usize]) -> String {
    let mut items = items(text);
    items.reorder(order).expect("all of them");
    items.finish()
}

fn without(text: &str, at: usize, is_key: bool) -> String {
    let mut items = items(text);
    items.remove(at, is_key).expect("an item");
    items.finish()
}

fn with(text: &str, at: usize, item: &str) -> String {
    let mut items = items(text);
    items.insert(at, item);
    items.finish()
}

#[test]
fn comments_go_where_their_items_go() {
    for (text, order, expected) in [
        ("[1, 2]", [1, 0], "[2, 1]"),
        ("[\n  1, # a\n  2, # b\n]", [1, 0], "[\n  2, # b\n  1, # a\n]"),
        ("[\n  1, # a\n  2\n]", [1, 0], "[\n  2,\n  1 # a\n]"),
        ("[\n  # a\n  # and\n  1,\n  # b\n  2\n]", [1, 0], "[\n  # b\n  2,\n  # a\n  # and\n  1\n]"),
        (
            "[ # all\n  1,\n\n  # part\n\n  2, # b\n  # end\n]",
            [1, 0],
            "[ # all\n  2, # b\n\n  # part\n\n  1,\n  # end\n]",
        ),
        ("[ 1 # a\n, 2 # b\n]", [1, 0], "[ 2 # b\n, 1 # a\n]"),
        ("[ 1\n# b\n, 2\n]", [1, 0], "[\n# b\n2\n, 1\n]"),
        ("[1, # a\n 2]", [1, 0], "[2,\n 1 # a\n]"),
        ("[1,\n # b\n 2]", [1, 0], "[\n # b\n 2,\n 1]"),
    ] {
        assert_eq!(moved(text, &order), expected, "{text}");
        assert_eq!(items(text).finish(), text);
    }
    assert!(items("[1]").reorder(&[]).is_none());
}

#[test]
fn items_go_with_their_comments_and_no_others() {
    for (text, at, expected) in [
        ("[1]", 0, "[]"),
        ("[1,]", 0, "[]"),
        ("[\n  1, # a\n] # x", 0, "[] # x"),
        ("[\n  1, # a\n  # none\n]", 0, "[\n  # none\n]"),
        ("[ # all\n  1,\n]", 0, "[ # all\n]"),
        ("[1, 2, 3]", 1, "[1, 3]"),
        ("[1, 2, # line\n]", 1, "[1, # line\n]"),
        ("[\n  1, # a\n  2, # b\n  3 # c\n]", 2, "[\n  1, # a\n  2 # b\n]"),
        ("[\n  1, # a\n  # b\n  2, # b\n  3 # c\n]", 1, "[\n  1, # a\n  3 # c\n]"),
        ("[\n  1,\n\n  # part\n\n  2,\n]", 0, "[\n\n  # part\n\n  2,\n]"),
        ("[\n  1,\n\n  # part\n\n  2,\n]", 1, "[\n  1,\n\n  # part\n]"),
        ("[\n  1,\n\n  # x\n\n  2,\n\n  # y\n\n  3\n]", 1, "[\n  1,\n\n  # x\n\n  # y\n\n  3\n]"),
        ("[1, 2,\n 3]", 1, "[1,\n 3]"),
    ] {
        assert_eq!(without(text, at, false), expected, "{text}");
    }
    assert!(items("[]").remove(0, false).is_none());
}

/// Comment lines above a key may be about the keys below as well.
#[test]
fn a_key_takes_the_comment_above_that_is_its_alone() {
    for (text, at, expected) in [
        ("{\n  a = 1,\n  # both\n  b = 2,\n  c = 3,\n}", 1, "{\n  a = 1,\n  # both\n  c = 3,\n}"),
        ("{\n  a = 1,\n\n  # both\n  b = 2,\n  c = 3,\n}", 1, "{\n  a = 1,\n\n  # both\n  c = 3,\n}"),
        ("{\n  a = 1,\n\n  # b\n  b = 2, # x\n\n  c = 3,\n}", 1, "{\n  a = 1,\n\n  c = 3,\n}"),
        ("{\n  a = 1,\n\n  # b\n  b = 2,\n}", 1, "{\n  a = 1,\n}"),
        ("{\n  a = 1,\n  # b\n  b = 2,\n}", 1, "{\n  a = 1,\n  # b\n}"),
        ("{ a.b = 1, a.c = 2 }", 0, "{ a.c = 2 }"),
    ] {
        assert_eq!(without(text, at, true), expected, "{text}");
    }
}

#[test]
fn items_come_in_the_way_of_the_others() {
    for (text, at, expected) in [
        ("[]", 0, "[9]"),
        ("{}", 0, "{ 9 }"),
        ("x = [ # none\n]", 0, "x = [ # none\n  9,\n]"),
        ("[1]", 1, "[1, 9]"),
        ("[1]", 0, "[9, 1]"),
        ("[1,]", 1, "[1, 9,]"),
        ("[1, # a\n]", 1, "[1, # a\n  9,\n]"),
        ("[\n\t1\n]", 1, "[\n\t1,\n\t9\n]"),
        ("[\n  1, # a\n  2, # b\n  # end\n]", 2, "[\n  1, # a\n  2, # b\n  9,\n  # end\n]"),
        ("[\n  1, # a\n  2 # b\n]", 1, "[\n  1, # a\n  9,\n  2 # b\n]"),
        ("[ 1\n, 2 # b\n]", 2, "[ 1\n, 2 # b\n, 9\n]"),
        ("[\n  1,\n\n  2,\n]", 2, "[\n  1,\n\n  2,\n\n  9,\n]"),
    ] {
        assert_eq!(with(text, at, "9"), expected, "{text}");
    }
}

/// A list with numbers for items, in which every comment says what it is about.
#[derive(Clone, Debug)]
struct Generated {
    text: String,
    count: usize,
}

/// How an item is written: its value, comment lines above it, a comment beside it, and what is around it.
type Style = (usize, usize, bool, u8);

fn generated(styles: &[Style], is_loose: bool, has_comma: bool, comma_first: bool) -> Generated {
    let mut text = "# top\nlist = [".to_owned();
    let mut is_new = false;
    let mut free = 0;
    let mut comment = |text: &mut String| {
        free += 1;
        *text += &format!("# free {free}");
    };
    if is_loose {
        text += " ";
        comment(&mut text);
        text += "\n";
        is_new = true;
    }
    for (at, (value, above, beside, around)) in styles.iter().enumerate() {
        let is_last = at + 1 == styles.len();
        let needs_line = *above > 0 || *around > 1;
        if needs_line && !is_new {
            text += "\n";
            is_new = true;
        }
        if *around > 3 && *above > 0 || *around > 5 {
            text += "\n    ";
            comment(&mut text);
            text += "\n\n";
        }
        for line in 0..*above {
            text += &format!("  # above {at}, {line}\n");
        }
        if is_new {
            text += "  ";
        }
        if comma_first && at > 0 {
            text += ", ";
        } else if !is_new {
            text += " ";
        }
        text += &match value {
            0 => format!("{at}"),
            1 => format!("[\"{at}\", '#,]'] "),
            2 => format!("{{ a.b = {at}, c = [ # inner\n 1 ] }}"),
            3 => format!("\"\"\"{at}\n# \\\"\"\",]\"\"\"\""),
            _ => format!("[\n    {at}, # inner\n  ]"),
        };
        if !comma_first && (!is_last || has_comma) {
            text += if *around % 2 == 0 { "," } else { " ," };
        }
        is_new = *beside || *around % 3 == 1;
        if *beside {
            text += &format!("  # beside {at}");
        }
        if is_new {
            text += "\n";
        }
    }
    if is_loose {
        text += if is_new { "  " } else { "\n  " };
        comment(&mut text);
        text += "\n";
    }
    text += "] # out\n# end\n";
    Generated { text, count: styles.len() }
}

fn lists() -> impl Strategy<Value = Generated> {
    let style = (0..5usize, 0..3usize, any::<bool>(), 0..8u8);
    let styles = prop::collection::vec(style, 1..6);
    (styles, any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(styles, is_loose, has_comma, comma_first)| generated(&styles, is_loose, has_comma, comma_first))
}

/// The number of each item, as a reader of TOML has them.
fn numbers(text: &str) -> Vec<usize> {
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let number = |value: &toml::Value| -> usize {
        let digits: String = match value {
            toml::Value::Array(list) => format!("{:?}", list[0]),
            toml::Value::Table(table) => format!("{:?}", table["a"]["b"]),
            value => format!("{value:?}"),
        };
        let digits: String =
            digits.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a number")
    };
    table["list"].as_array().expect("a list").iter().map(number).collect()
}

/// The comments that a text has outside of its items, each with the number of the item on the line before it, and of the item
/// on the next line that has one.
fn comments(text: &str) -> Vec<(String, Option<usize>, Option<usize>)> {
    let Scan { items, .. } = scan(text, text.find('[').expect("a list")).expect("a list");
    let numbers = numbers(text);
    let mut found = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let is_within = |place: usize| items.iter().any(|item| item.contains(&place));
        let Some(comment) = (start..end).find(|place| text.as_bytes()[*place] == b'#' && !is_within(*place)) else {
            continue;
        };
        let before = items.iter().rposition(|item| (start..comment).contains(&(item.end - 1)));
        let is_comment = |line: &str| line.trim_start().starts_with('#');
        let mut next = end;
        for line in text[end..].split_inclusive('\n').take_while(|line| is_comment(line)) {
            next += line.len();
        }
        let line_end = text[next..].find('\n').map_or(text.len(), |at| next + at);
        let below = items.iter().position(|item| (next..line_end).contains(&item.start));
        let number = |at: Option<usize>| at.map(|at| numbers[at]);
        found.push((text[comment..end].trim_end().to_owned(), number(before), number(below)));
    }
    found
}

/// Passes a text in which every comment is where it belongs, and all are there but those of one item.
fn check(old: &str, new: &str, gone: Option<usize>) {
    let (had, has) = (comments(old), comments(new));
    let names = |all: &[(String, Option<usize>, Option<usize>)], kind: &str| -> Vec<String> {
        all.iter().map(|(text, ..)| text).filter(|text| text.contains(kind)).cloned().collect()
    };
    assert_eq!(names(&had, "free"), names(&has, "free"), "{old}\n{new}");
    for (text, before, below) in &has {
        let about = |kind: &str| -> Option<usize> { text.strip_prefix(kind)?.split(',').next()?.parse().ok() };
        if let Some(own) = about("# beside ") {
            assert!(*before == Some(own) || gone == Some(own), "{text} of\n{old}\n{new}");
        } else if let Some(own) = about("# above ") {
            assert!(before.is_none() && (*below == Some(own) || gone == Some(own)), "{text} of\n{old}\n{new}");
        }
    }
    for (text, before, _) in &had {
        let is_gone = gone.is_some_and(|gone| {
            text.starts_with(&format!("# above {gone},"))
                || (*text == format!("# beside {gone}") && *before == Some(gone))
        });
        assert!(is_gone || has.iter().any(|(other, ..)| other == text), "{text} of\n{old}\n{new}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn comments_stay_with_their_items(list in lists(), one in 0..6usize, other in 0..6usize) {
        let Generated { text, count } = list;
        let (one, other) = (one % count, other % count);
        prop_assert_eq!(&items(&text).finish(), &text);

        let mut order: Vec<usize> = (0..count).collect();
        let item = order.remove(one);
        order.insert(other, item);
        let turned = moved(&text, &order);
        prop_assert_eq!(&numbers(&turned), &order);
        check(&text, &turned, None);

        let less = without(&text, one, false);
        prop_assert_eq!(numbers(&less), (0..count).filter(|at| *at != one).collect::<Vec<_>>());
        check(&text, &less, Some(one));

        let more = with(&text, other, "77");
        let mut all: Vec<usize> = (0..count).collect();
        all.insert(other, 77);
        prop_assert_eq!(numbers(&more), all);
        check(&text, &more, None);
        let more = with(&text, count, "77");
        prop_assert_eq!(numbers(&more)[count], 77);
        check(&text, &more, None);
        // What was added goes without a trace, but for the line break that a comment needs.
        let again = without(&more, count, false);
        prop_assert_eq!(again.split_whitespace().collect::<String>(), text.split_whitespace().collect::<String>());
    }
}
