//! Names with numbers in the order that people read them in: 1, 2, 10.

use std::cmp::Ordering;

/// Compares two names as people do: runs of digits by their numbers.
pub fn by_number(a: &str, b: &str) -> Ordering {
    alphanumeric_sort::compare_str(a, b)
}

/// The names with numbers in the order of those, where they are listed by bytes and that is another order: 1, 10, 2.
pub fn out_of_order<'n>(names: &[&'n str]) -> Option<Vec<&'n str>> {
    let has_number = |name: &&&str| name.contains(|c: char| c.is_ascii_digit());
    let numbered: Vec<&str> = names.iter().filter(has_number).copied().collect();
    let mut meant = numbered.clone();
    meant.sort_by(|a, b| by_number(a, b));
    (numbered.is_sorted() && numbered != meant).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn only_numbers_in_the_order_of_bytes_are_out_of_order() {
        assert_eq!(out_of_order(&["1 Sky", "10 Hat", "2 Body"]), Some(vec!["1 Sky", "2 Body", "10 Hat"]));
        assert_eq!(out_of_order(&["Eyes", "L1", "L10", "L2", "Top"]), Some(vec!["L1", "L2", "L10"]));
        for fine in [
            &["1 Sky", "2 Body", "10 Hat"][..],
            &["2 Body", "1 Sky", "10 Hat"],
            &["01 Sky", "02 Body", "10 Hat"],
            &["10 Hat", "Sky", "2 Body", "1"],
            &["b", "a", "c"],
            &[],
        ] {
            assert_eq!(out_of_order(fine), None, "{fine:?}");
        }
    }
}
