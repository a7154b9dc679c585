//! Tells tables that hold data from tables used only for page layout.

use super::role::{Role, role};
use dom_query::{NodeData, NodeId, NodeRef};
use std::collections::HashSet;

/// The maximum text length of a data cell, in bytes.
const CELL: usize = 600;
/// The maximum number of columns.
pub const COLUMNS: usize = 64;

/// An open table during the search.
struct Candidate {
    id: NodeId,
    data: bool,
    columns: usize,
    widest: usize,
    cell: usize,
    paragraphs: usize,
}

/// Returns the tables under `root` that hold data: at least two columns, no table inside, and cells of a line or two
/// of text. Any other table (old pages consist of them) is read as if its cells were stacked.
#[must_use]
pub fn data_tables(root: NodeRef<'_>) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    let mut open: Vec<Candidate> = Vec::new();
    let mut node = Some(root);
    while let Some(current) = node {
        enter(&current, &mut open);
        if let Some(child) = current.first_child() {
            node = Some(child);
            continue;
        }
        let mut at = Some(current);
        node = None;
        while let Some(done) = at {
            if open.last().is_some_and(|table| table.id == done.id)
                && let Some(table) = open.pop()
                && table.data
                && table.widest.max(table.columns) > 1
            {
                found.insert(table.id);
            }
            if done.id == root.id {
                break;
            }
            if let Some(next) = done.next_sibling() {
                node = Some(next);
                break;
            }
            at = done.parent();
        }
    }
    found
}

/// Counts the effect of a node on the table around it.
fn enter(node: &NodeRef<'_>, open: &mut Vec<Candidate>) {
    let (role, length) = node.query_or((Role::Skip, 0), |node| match &node.data {
        NodeData::Element(element) => (role(&element.name.local), 0),
        NodeData::Text { contents } => (Role::Inline, contents.trim().len()),
        _ => (Role::Skip, 0),
    });
    if role == Role::Table {
        if let Some(outer) = open.last_mut() {
            outer.data = false;
        }
        let data = !matches!(node.attr("role").as_deref(), Some("presentation" | "none"));
        open.push(Candidate { id: node.id, data, columns: 0, widest: 0, cell: 0, paragraphs: 0 });
        return;
    }
    let Some(table) = open.last_mut() else { return };
    match role {
        Role::Row => {
            table.widest = table.widest.max(table.columns);
            table.columns = 0;
        }
        Role::Cell | Role::HeaderCell => {
            table.columns += 1;
            table.cell = 0;
            table.paragraphs = 0;
        }
        Role::Heading(_)
        | Role::List
        | Role::Definitions
        | Role::Quote
        | Role::Preformatted
        | Role::Rule
        | Role::Figure => {
            table.data = false;
        }
        Role::Paragraph => {
            table.paragraphs += 1;
            table.data &= table.paragraphs < 2;
        }
        _ => {
            table.cell += length;
            table.data &= table.cell <= CELL;
        }
    }
}
