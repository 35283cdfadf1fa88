//! Decides if two layers' counts fit together: so many of each trait on either side, in pairs that may stand together.
//!
//! It is a textbook problem: the largest flow in a small network, by shortest augmenting paths (Edmonds and Karp, Journal
//! of the ACM 19, 1972).

/// True when amounts on the left can be matched with amounts on the right, of the same sum, where `fits` allows it.
pub(super) fn can_match(left: &[u64], right: &[u64], fits: impl Fn(usize, usize) -> bool) -> bool {
    let (source, sink) = (left.len() + right.len(), left.len() + right.len() + 1);
    let size = sink + 1;
    let mut room = vec![0u64; size * size];
    for (i, &amount) in left.iter().enumerate() {
        room[source * size + i] = amount;
        for j in (0..right.len()).filter(|&j| fits(i, j)) {
            room[i * size + left.len() + j] = u64::MAX / 2;
        }
    }
    for (j, &amount) in right.iter().enumerate() {
        room[(left.len() + j) * size + sink] = amount;
    }
    let mut flow = 0;
    while let Some(path) = shortest(&room, size, source, sink) {
        let steps = || path.windows(2).map(|step| (step[0], step[1]));
        let most = steps().map(|(a, b)| room[a * size + b]).min().unwrap_or(0);
        for (a, b) in steps() {
            room[a * size + b] -= most;
            room[b * size + a] += most;
        }
        flow += most;
    }
    flow == left.iter().sum::<u64>()
}

/// The nodes of a shortest path with room on every step.
fn shortest(room: &[u64], size: usize, source: usize, sink: usize) -> Option<Vec<usize>> {
    let mut from = vec![usize::MAX; size];
    from[source] = source;
    let mut queue = std::collections::VecDeque::from([source]);
    while let Some(node) = queue.pop_front() {
        for next in 0..size {
            if room[node * size + next] > 0 && from[next] == usize::MAX {
                from[next] = node;
                queue.push_back(next);
            }
        }
    }
    if from[sink] == usize::MAX {
        return None;
    }
    let mut path = vec![sink];
    while path[path.len() - 1] != source {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::can_match;

    #[test]
    fn amounts_match_only_where_pairs_fit() {
        assert!(can_match(&[3, 2], &[1, 4], |_, _| true));
        assert!(can_match(&[3, 2], &[3, 2], |i, j| i == j));
        assert!(!can_match(&[3, 2], &[2, 3], |i, j| i == j));
        // The first left can go anywhere, and must give way to the second.
        assert!(can_match(&[3, 2], &[2, 3], |i, j| i == 0 || j == 0));
        assert!(!can_match(&[2, 3], &[2, 3], |i, j| i == 0 || j == 0));
        assert!(can_match(&[], &[], |_, _| false));
    }
}
