//! The one log: positions without gaps, leaves that fit their entries, and every remembered head.

use std::iter::Peekable;

use super::heads::{Head, Line, Remembered};
use super::leaf_of;
use super::report::{AuditReport, FindingKind as K, count};
use super::tree::Frontier;
use crate::{Deps, ServiceError};
use domain::prose::hex;
use storage::positions;

/// Entries read at once.
const BATCH: i64 = 1000;

struct Walk<'a> {
    report: &'a mut AuditReport,
    heads: Peekable<Remembered>,
    tree: Frontier,
    /// The next position.
    expected: i64,
    /// The last size at which a remembered head fitted.
    sound: i64,
    /// A gap or a head that does not fit was told; what follows from it is not told again.
    broken: bool,
}

pub(super) fn check(
    deps: &Deps,
    report: &mut AuditReport,
    heads: Remembered,
    progress: &mut dyn FnMut(u64),
) -> Result<(), ServiceError> {
    let tree = Frontier::default();
    let heads = heads.peekable();
    let mut walk = Walk { report, heads, tree, expected: 0, sound: 0, broken: false };
    let size = deps.store.read(|tx| positions::size(tx))?;
    while walk.expected < size {
        let wanted = BATCH.min(size.saturating_sub(walk.expected));
        let page = deps.store.read(|tx| positions::page(tx, walk.expected, wanted))?;
        // Behind a gap a page reaches further than the log did.
        let page: Vec<_> = page.into_iter().filter(|placed| placed.position < size).collect();
        if page.is_empty() {
            break;
        }
        for placed in page {
            walk.place(&placed);
        }
        progress(walk.report.placed);
    }
    // A position behind the last one whose entry is there: the end of the log lost its entries.
    walk.gap(size);
    walk.end(size);
    Ok(())
}

impl Walk<'_> {
    fn place(&mut self, placed: &positions::Placed) {
        self.gap(placed.position);
        count(&mut self.report.placed);
        let entry = &placed.entry;
        if leaf_of(entry) != placed.leaf {
            let place = format!("position {}, {} entry {}", placed.position, entry.stream, entry.n);
            let text = "This entry is not what it was when it got its place in the log.";
            self.report.find(K::ChangedEntry, place, text.to_owned());
        }
        self.tree.push(placed.leaf);
        self.expected = placed.position.saturating_add(1);
        while let Some(head) = self.head_at(self.expected) {
            self.compare(&head, &hex(&placed.leaf));
        }
    }

    /// Tells of positions between the expected one and the one found.
    fn gap(&mut self, found: i64) {
        if found <= self.expected {
            return;
        }
        let last = found.saturating_sub(1);
        let place = format!("positions {} to {last}", self.expected);
        let text = "These places of the log have no entry: it was deleted.";
        self.report.find(K::MissingEntry, place, text.to_owned());
        self.broken = true;
        self.expected = found;
    }

    /// The next head when it is of this size; passes over those that cannot be compared.
    fn head_at(&mut self, size: i64) -> Option<Head> {
        loop {
            match self.heads.peek()? {
                Line::Head(head) if head.size > size => return None,
                Line::Head(head) if head.size == size => {
                    let head = head.clone();
                    self.heads.next();
                    return Some(head);
                }
                Line::Head(_) | Line::Damaged(_) => self.pass_over(),
            }
        }
    }

    /// A line that is no head, or a head out of order. Inside a gap the head's entry is gone, which
    /// was told.
    fn pass_over(&mut self) {
        let place = match self.heads.next() {
            Some(Line::Damaged(number)) => format!("line {number}"),
            Some(Line::Head(head)) if !self.broken => format!("the head of size {}", head.size),
            Some(Line::Head(_)) | None => return,
        };
        let text = "A line of the head file is damaged or out of order.";
        self.report.find(K::DamagedHead, place, text.to_owned());
    }

    fn compare(&mut self, head: &Head, leaf: &str) {
        count(&mut self.report.heads);
        if self.broken {
            return;
        }
        if head.leaf == leaf && head.root == self.tree.root() {
            self.sound = head.size;
            return;
        }
        let last = head.size.saturating_sub(1);
        let place = format!("positions {} to {last}", self.sound);
        let text =
            format!("The log is not what it was at {}, when its head was remembered.", head.at);
        self.report.find(K::Rewritten, place, text);
        self.broken = true;
    }

    /// What is left of the heads remembers a longer log.
    fn end(&mut self, size: i64) {
        let mut longest: Option<Head> = None;
        while let Some(line) = self.heads.peek() {
            match line {
                Line::Head(head) if head.size > size => {
                    longest = Some(head.clone());
                    self.heads.next();
                }
                Line::Head(_) | Line::Damaged(_) => self.pass_over(),
            }
        }
        if let Some(head) = longest {
            let place = format!("positions {size} to {}", head.size.saturating_sub(1));
            let text = format!(
                "At {} the log had {} entries, now it has {size}: its end was cut off, or an old copy was restored.",
                head.at, head.size
            );
            self.report.find(K::Truncated, place, text);
        }
    }
}
