//! HTML, whole pages and fragments, read with a parser of the HTML standard.

use super::super::document::{BlockKind, Document, Inline};
use super::builder::Builder;
use super::flatten::flatten;
use super::role::{Role, role};
use super::table::{COLUMNS, data_tables};
use dom_query::{NodeData, NodeId, NodeRef};
use std::collections::HashSet;

/// Parses HTML into a document. It leaves out scripts, styles, form fields and hidden elements.
#[must_use]
pub fn html(source: &str) -> Document {
    let mut out = Builder::default();
    into(&mut out, source);
    out.finish()
}

/// Appends HTML to the document being built.
pub fn into(out: &mut Builder, source: &str) {
    let dom = dom_query::Document::from(flatten(source).as_ref());
    let root = dom.root();
    let mut walk = Walk { out, tables: data_tables(root), open: Vec::new(), lists: Vec::new(), rows: Vec::new() };
    walk.run(root);
}

/// Appends a picture's alternative text: inside running text as part of it, otherwise as a caption.
pub fn picture(out: &mut Builder, alternative: &str) {
    let text = alternative.trim();
    let name = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];
    if text.is_empty() || name.iter().any(|end| text.to_ascii_lowercase().ends_with(end)) {
        return;
    }
    let symbol = !text.chars().any(char::is_alphanumeric);
    if out.has_text() || out.in_row() || symbol {
        out.text(text);
    } else {
        out.enter(BlockKind::Caption);
        out.text(text);
        out.leave();
    }
}

/// The action at the end of an element.
enum Leave {
    Nothing,
    End,
    Kind,
    Style,
    Quote,
    Text(&'static str),
    List,
    Item,
    Description,
    StyledBlock,
    Row,
    /// Adds this many empty cells.
    Cells(usize),
    Table,
}

/// An open list, numbered or unnumbered.
struct List {
    /// The next item's number; `None` for bullets.
    next: Option<i64>,
    step: i64,
}

/// An iterative walk through the tree, without recursion.
struct Walk<'b> {
    out: &'b mut Builder,
    tables: HashSet<NodeId>,
    open: Vec<(NodeId, Leave)>,
    lists: Vec<List>,
    /// The numbers of the open tables; `None` for a table used only for page layout.
    rows: Vec<Option<u32>>,
}

impl Walk<'_> {
    fn run(&mut self, root: NodeRef<'_>) {
        let mut node = Some(root);
        while let Some(current) = node {
            if self.enter(&current)
                && let Some(child) = current.first_child()
            {
                node = Some(child);
                continue;
            }
            let mut at = Some(current);
            node = None;
            while let Some(done) = at {
                self.leave(done.id);
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
    }

    /// Begins a node. Returns false if its content should be skipped.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        let role = node.query_or(Role::Skip, |inner| match &inner.data {
            NodeData::Document | NodeData::Fragment => Role::Inline,
            NodeData::Text { contents } => {
                self.out.text(contents);
                Role::Skip
            }
            NodeData::Element(element) => role(&element.name.local),
            NodeData::Doctype { .. } | NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => Role::Skip,
        });
        if role == Role::Skip || hidden(node, role) {
            return false;
        }
        let leave = self.element(node, role);
        match leave {
            Some(Leave::Nothing) => true,
            Some(leave) => {
                self.open.push((node.id, leave));
                true
            }
            None => false,
        }
    }

    /// Begins an element. Returns `None` if its content should be skipped.
    fn element(&mut self, node: &NodeRef<'_>, role: Role) -> Option<Leave> {
        match role {
            Role::Skip => return None,
            Role::Inline => {}
            Role::Block | Role::Paragraph | Role::Figure | Role::Definitions => {
                self.out.end();
                return Some(Leave::End);
            }
            Role::Heading(level) => return Some(self.kind(BlockKind::Heading(level))),
            Role::Caption => return Some(self.kind(BlockKind::Caption)),
            Role::Preformatted => return Some(self.kind(BlockKind::Code)),
            Role::Styled(Inline::Code) if self.out.preformatted() => {}
            Role::Styled(inline) => {
                self.out.style(inline);
                return Some(Leave::Style);
            }
            Role::Link if node.attr("href").is_some_and(|href| self.out.link(&href)) => return Some(Leave::Style),
            Role::Link => {}
            Role::Quote => {
                self.out.enter_quote();
                return Some(Leave::Quote);
            }
            Role::Quotation => {
                self.out.text("“");
                return Some(Leave::Text("”"));
            }
            Role::Reading => {
                self.out.text("(");
                return Some(Leave::Text(")"));
            }
            Role::List | Role::Numbered => return Some(self.list(node, role == Role::Numbered)),
            Role::Item => {
                let value = node.attr("value").and_then(|value| value.trim().parse().ok());
                let marker = self.marker(value);
                self.out.enter_item(marker);
                return Some(Leave::Item);
            }
            Role::Term | Role::Summary => {
                self.out.end();
                self.out.style(Inline::Strong);
                return Some(Leave::StyledBlock);
            }
            Role::Description => {
                self.out.enter_list();
                return Some(Leave::Description);
            }
            Role::Picture | Role::Break | Role::Rule => {
                self.leaf(node, role);
                return None;
            }
            Role::Table => return Some(self.table(node)),
            Role::Row => return Some(self.row(node)),
            Role::Cell | Role::HeaderCell => return Some(self.cell(node)),
            Role::Raised => return self.script(node, &RAISED),
            Role::Lowered => return self.script(node, &LOWERED),
        }
        Some(Leave::Nothing)
    }

    /// Adds an element without children.
    fn leaf(&mut self, node: &NodeRef<'_>, role: Role) {
        match role {
            Role::Break => self.out.line_break(),
            Role::Rule => self.out.rule(),
            _ => {
                let text = node.attr("alt").or_else(|| node.attr("title"));
                picture(self.out, text.as_deref().unwrap_or_default());
            }
        }
    }

    fn list(&mut self, node: &NodeRef<'_>, numbered: bool) -> Leave {
        let step = if node.has_attr("reversed") { -1 } else { 1 };
        let start = node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        self.lists.push(List { next: numbered.then_some(start), step });
        self.out.enter_list();
        Leave::List
    }

    fn table(&mut self, node: &NodeRef<'_>) -> Leave {
        let number = self.tables.contains(&node.id).then(|| self.out.table());
        self.out.end();
        self.rows.push(number);
        Leave::Table
    }

    fn row(&mut self, node: &NodeRef<'_>) -> Leave {
        if let Some(Some(table)) = self.rows.last() {
            self.out.enter_row(*table, is_header(node));
            return Leave::Row;
        }
        self.out.end();
        Leave::End
    }

    fn cell(&mut self, node: &NodeRef<'_>) -> Leave {
        if !self.out.in_row() {
            self.out.end();
            return Leave::End;
        }
        let span = node.attr("colspan").and_then(|span| span.trim().parse::<usize>().ok()).unwrap_or(1);
        self.out.cell();
        // The text is in the first of the columns that it spans; the empty ones follow.
        let empty = span.clamp(1, COLUMNS) - 1;
        if empty > 0 { Leave::Cells(empty) } else { Leave::Nothing }
    }

    fn kind(&mut self, kind: BlockKind) -> Leave {
        self.out.enter(kind);
        Leave::Kind
    }

    /// Returns the marker of the next item of the innermost list.
    fn marker(&mut self, value: Option<i64>) -> String {
        match self.lists.last_mut() {
            Some(List { next: Some(next), step }) => {
                let number = value.unwrap_or(*next);
                *next = number.saturating_add(*step);
                format!("{number}.")
            }
            _ => "*".to_owned(),
        }
    }

    /// Writes raised or lowered digits as their own characters; otherwise 10¹⁸ would read 1018.
    fn script(&mut self, node: &NodeRef<'_>, digits: &[char; 10]) -> Option<Leave> {
        let only = node.first_child().filter(|child| child.is_text() && child.next_sibling().is_none());
        let text = only.map(|child| child.text()).unwrap_or_default();
        let written: Option<String> =
            text.chars().map(|c| c.to_digit(10).and_then(|digit| digits.get(digit as usize)).copied()).collect();
        match written {
            Some(written) if !written.is_empty() => {
                self.out.text(&written);
                None
            }
            _ => Some(Leave::Nothing),
        }
    }

    fn leave(&mut self, id: NodeId) {
        let Some((_, leave)) = self.open.pop_if(|(open, _)| *open == id) else { return };
        match leave {
            Leave::Nothing => {}
            Leave::End => self.out.end(),
            Leave::Kind => self.out.leave(),
            Leave::Style => self.out.unstyle(),
            Leave::StyledBlock => {
                self.out.unstyle();
                self.out.end();
            }
            Leave::Quote => self.out.leave_quote(),
            Leave::Text(text) => self.out.text(text),
            Leave::List => {
                self.lists.pop();
                self.out.leave_list();
            }
            Leave::Item => self.out.leave_item(),
            Leave::Description => self.out.leave_list(),
            Leave::Row => self.out.leave_row(),
            Leave::Cells(empty) => (0..empty).for_each(|_| self.out.cell()),
            Leave::Table => {
                self.rows.pop();
                self.out.end();
            }
        }
    }
}

/// Superscript digits.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
/// Subscript digits.
const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// Returns whether a table row names its columns: it is in the head, or has only header cells.
fn is_header(row: &NodeRef<'_>) -> bool {
    if row.parent().is_some_and(|parent| parent.has_name("thead")) {
        return true;
    }
    let mut child = row.first_child();
    let mut header = false;
    while let Some(node) = child {
        if node.has_name("td") {
            return false;
        }
        header |= node.has_name("th");
        child = node.next_sibling();
    }
    header
}

/// Returns whether a browser would hide the element.
fn hidden(node: &NodeRef<'_>, role: Role) -> bool {
    node.query_or(false, |inner| {
        let NodeData::Element(element) = &inner.data else { return false };
        element.attrs.iter().any(|attribute| match attribute.name.local.as_ref() {
            "hidden" => !attribute.value.eq_ignore_ascii_case("until-found"),
            // Hides decoration and the repeated markup of a formula, but no blocks: such a block is often the page
            // behind a pop-up.
            "aria-hidden" => {
                attribute.value.eq_ignore_ascii_case("true")
                    && matches!(role, Role::Inline | Role::Link | Role::Styled(_))
            }
            "style" => {
                let style: String = attribute.value.chars().filter(|c| !c.is_whitespace()).collect();
                let style = style.to_ascii_lowercase();
                style.contains("display:none") || style.contains("visibility:hidden")
            }
            _ => false,
        })
    })
}
