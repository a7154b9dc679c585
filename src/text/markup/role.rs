//! How each HTML element affects a document.

use super::super::document::Inline;

/// The effect of an element on the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing of it is shown.
    Skip,
    /// Its content continues in the line.
    Inline,
    /// A block without a meaning of its own.
    Block,
    Paragraph,
    Heading(u8),
    Styled(Inline),
    Link,
    Quote,
    Quotation,
    List,
    Numbered,
    Item,
    Definitions,
    Term,
    Description,
    Preformatted,
    Picture,
    Figure,
    Caption,
    Summary,
    Break,
    Rule,
    Table,
    Row,
    Cell,
    HeaderCell,
    Reading,
    Raised,
    Lowered,
}

/// Returns the role of an element by its name.
#[must_use]
pub fn role(name: &str) -> Role {
    match name {
        "script" | "style" | "template" | "noscript" | "head" | "title" | "iframe" | "object" | "embed" | "svg"
        | "canvas" | "audio" | "video" | "map" | "select" | "datalist" | "input" | "button" | "textarea"
        | "progress" | "meter" | "dialog" | "annotation" | "annotation-xml" | "rp" | "noembed" | "noframes"
        | "param" | "link" | "meta" | "base" => Role::Skip,
        "p" => Role::Paragraph,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "b" | "strong" => Role::Styled(Inline::Strong),
        "i" | "em" | "cite" | "dfn" | "var" | "address" => Role::Styled(Inline::Emphasis),
        "del" | "s" | "strike" => Role::Styled(Inline::Deleted),
        "code" | "kbd" | "samp" | "tt" => Role::Styled(Inline::Code),
        "a" => Role::Link,
        "blockquote" => Role::Quote,
        "q" => Role::Quotation,
        "ul" | "menu" | "dir" => Role::List,
        "ol" => Role::Numbered,
        "li" => Role::Item,
        "dl" => Role::Definitions,
        "dt" => Role::Term,
        "dd" => Role::Description,
        "pre" | "listing" | "xmp" | "plaintext" => Role::Preformatted,
        "img" | "image" => Role::Picture,
        "figure" => Role::Figure,
        "figcaption" | "caption" => Role::Caption,
        "summary" | "legend" => Role::Summary,
        "br" => Role::Break,
        "hr" => Role::Rule,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" => Role::Cell,
        "th" => Role::HeaderCell,
        "rt" => Role::Reading,
        "sup" => Role::Raised,
        "sub" => Role::Lowered,
        "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside" | "form" | "fieldset"
        | "details" | "center" | "hgroup" | "search" | "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "option"
        | "optgroup" | "frameset" => Role::Block,
        _ => Role::Inline,
    }
}
