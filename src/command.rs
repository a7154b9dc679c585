//! The table of commands: name, group and contexts of each. Its help line is the message `command-NAME`.
//!
//! The keymap parser, the palette, the help screen, `farz keys` and keymaps/README.md all read it.

use crate::message::{Message, msg};

/// Where a key binding is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// In the list and the reading view, below their own bindings.
    Global,
    /// The article list has the focus.
    List,
    /// The reading view has the focus.
    Reader,
    /// The tag editor is open.
    Tags,
    /// The note is being written.
    Note,
    /// The filter is being typed.
    Filter,
    /// The command palette is open.
    Palette,
    /// The help screen is open.
    Help,
    /// The history pane is open.
    History,
}

impl Context {
    /// Every context, in the order of the help.
    pub const ALL: [Self; 9] = [
        Self::Global,
        Self::List,
        Self::Reader,
        Self::Tags,
        Self::Note,
        Self::Filter,
        Self::Palette,
        Self::Help,
        Self::History,
    ];

    /// The name of its table in a keymap file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::List => "list",
            Self::Reader => "reader",
            Self::Tags => "tags",
            Self::Note => "note",
            Self::Filter => "filter",
            Self::Palette => "palette",
            Self::Help => "help",
            Self::History => "history",
        }
    }

    /// Its heading in the help.
    #[must_use]
    pub fn heading(self) -> Message {
        match self {
            Self::Global => msg!("context-global"),
            Self::List => msg!("context-list"),
            Self::Reader => msg!("context-reader"),
            Self::Tags => msg!("context-tags"),
            Self::Note => msg!("context-note"),
            Self::Filter => msg!("context-filter"),
            Self::Palette => msg!("context-palette"),
            Self::Help => msg!("context-help"),
            Self::History => msg!("context-history"),
        }
    }

    /// The context with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }

    /// Whether keys that type a character and are not bound here become text.
    #[must_use]
    pub fn takes_text(self) -> bool {
        match self {
            Self::Tags | Self::Note | Self::Filter | Self::Palette => true,
            Self::Global | Self::List | Self::Reader | Self::Help | Self::History => false,
        }
    }

    /// The contexts whose bindings are tried, the first one first, when this one is in force.
    #[must_use]
    pub fn chain(self) -> &'static [Self] {
        match self {
            Self::Global => &[Self::Global],
            Self::List => &[Self::List, Self::Global],
            Self::Reader => &[Self::Reader, Self::Global],
            Self::Tags => &[Self::Tags],
            Self::Note => &[Self::Note],
            Self::Filter => &[Self::Filter],
            Self::Palette => &[Self::Palette],
            Self::Help => &[Self::Help],
            Self::History => &[Self::History],
        }
    }
}

/// The group of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Deciding on articles.
    Decide,
    /// Moving and reading.
    Read,
    /// Selecting several.
    Select,
    /// Choosing what is shown.
    Show,
    /// Writing in a line.
    Write,
    /// The program itself.
    Program,
}

impl Group {
    /// The heading.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Decide => msg!("group-decide"),
            Self::Read => msg!("group-read"),
            Self::Select => msg!("group-select"),
            Self::Show => msg!("group-show"),
            Self::Write => msg!("group-write"),
            Self::Program => msg!("group-program"),
        }
    }
}

/// Where a command can run.
const TEXT: &[Context] = &[Context::Tags, Context::Note, Context::Filter, Context::Palette];
const PANES: &[Context] = &[Context::Global, Context::List, Context::Reader];
const ENDS: &[Context] = &[Context::List, Context::Help, Context::History];
const READER: &[Context] = &[Context::Reader];
const MOVES: &[Context] =
    &[Context::Global, Context::List, Context::Reader, Context::Filter, Context::Help, Context::History];
const PROPOSALS: &[Context] = &[Context::Tags, Context::Filter, Context::Palette];
const MARKS: &[Context] = &[Context::Tags, Context::Filter, Context::Palette, Context::History];
const ACCEPTS: &[Context] = &[Context::Tags, Context::Note, Context::Filter, Context::Palette, Context::History];
const FILTERS: &[Context] = &[Context::Global, Context::List, Context::Reader, Context::Help];
const LEAVES: &[Context] = &Context::ALL;
const CLOSES: &[Context] =
    &[Context::Tags, Context::Note, Context::Filter, Context::Palette, Context::Help, Context::History];

macro_rules! commands {
    ($($variant:ident $name:literal $group:ident $contexts:ident;)*) => {
        /// A command of the reader.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command { $(#[doc = concat!("`", $name, "`")] $variant,)* }

        impl Command {
            /// Every command, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in keymaps and in the palette.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Its group.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)* }
            }

            /// Where it can run.
            #[must_use]
            pub fn contexts(self) -> &'static [Context] {
                match self { $(Self::$variant => $contexts,)* }
            }

            /// Its help line.
            #[must_use]
            pub fn help(self) -> Message {
                let id = match self { $(Self::$variant => concat!("command-", $name),)* };
                Message::new(id, Vec::new())
            }
        }
    };
}

commands! {
    Keep "keep" Decide PANES;
    Later "later" Decide PANES;
    Drop "drop" Decide PANES;
    Inbox "inbox" Decide PANES;
    EditTags "edit-tags" Decide PANES;
    EditNote "edit-note" Decide PANES;
    ToggleRead "toggle-read" Decide PANES;
    AddTag "add-tag" Decide PANES;
    RemoveTag "remove-tag" Decide PANES;
    Undo "undo" Decide PANES;
    Redo "redo" Decide PANES;
    History "history" Decide PANES;
    Repeat "repeat" Decide PANES;
    NextArticle "next-article" Read PANES;
    PreviousArticle "previous-article" Read PANES;
    NextUndecided "next-undecided" Read PANES;
    PreviousUndecided "previous-undecided" Read PANES;
    FirstArticle "first-article" Read ENDS;
    LastArticle "last-article" Read ENDS;
    OpenArticle "open-article" Read PANES;
    Back "back" Read PANES;
    PageOrNext "page-or-next" Read PANES;
    ScrollDown "scroll-down" Read READER;
    ScrollUp "scroll-up" Read READER;
    PageDown "page-down" Read MOVES;
    PageUp "page-up" Read MOVES;
    HalfPageDown "half-page-down" Read MOVES;
    HalfPageUp "half-page-up" Read MOVES;
    TextStart "text-start" Read READER;
    TextEnd "text-end" Read READER;
    Select "select" Select PANES;
    SelectRange "select-range" Select PANES;
    SelectAll "select-all" Select PANES;
    Clear "clear" Select PANES;
    Filter "filter" Show FILTERS;
    Find "find" Show READER;
    FindInTexts "find-in-texts" Show PANES;
    ViewInbox "view-inbox" Show PANES;
    ViewLater "view-later" Show PANES;
    ViewKept "view-kept" Show PANES;
    ViewDropped "view-dropped" Show PANES;
    ViewAll "view-all" Show PANES;
    ShowView "view" Show PANES;
    SaveView "save-view" Show PANES;
    RenameView "rename-view" Show PANES;
    BindView "bind-view" Show PANES;
    RemoveView "remove-view" Show PANES;
    Refresh "refresh" Show PANES;
    Fetch "fetch" Show PANES;
    FetchAll "fetch-all" Show PANES;
    FullText "full-text" Show PANES;
    SplitStory "split-story" Show PANES;
    Sources "sources" Show PANES;
    CycleLayout "cycle-layout" Show PANES;
    SwitchPane "switch-pane" Show PANES;
    OpenBrowser "open-browser" Show PANES;
    CopyLink "copy-link" Show PANES;
    CopyText "copy-text" Show PANES;
    OpenTextLink "open-text-link" Show PANES;
    CopyTextLink "copy-text-link" Show PANES;
    Accept "accept" Write ACCEPTS;
    Cancel "cancel" Write CLOSES;
    CaretLeft "caret-left" Write TEXT;
    CaretRight "caret-right" Write TEXT;
    CaretWordLeft "caret-word-left" Write TEXT;
    CaretWordRight "caret-word-right" Write TEXT;
    CaretStart "caret-start" Write TEXT;
    CaretEnd "caret-end" Write TEXT;
    SelectLeft "select-left" Write TEXT;
    SelectRight "select-right" Write TEXT;
    SelectWordLeft "select-word-left" Write TEXT;
    SelectWordRight "select-word-right" Write TEXT;
    SelectToStart "select-to-start" Write TEXT;
    SelectToEnd "select-to-end" Write TEXT;
    DeleteBack "delete-back" Write TEXT;
    DeleteForward "delete-forward" Write TEXT;
    DeleteWordBack "delete-word-back" Write TEXT;
    DeleteWordForward "delete-word-forward" Write TEXT;
    DeleteToStart "delete-to-start" Write TEXT;
    DeleteToEnd "delete-to-end" Write TEXT;
    NextProposal "next-proposal" Write MARKS;
    PreviousProposal "previous-proposal" Write MARKS;
    Complete "complete" Write PROPOSALS;
    RunProgram "run" Program PANES;
    Shell "shell" Program PANES;
    Pipe "pipe" Program PANES;
    OpenInEditor "open-in-editor" Program PANES;
    OpenInPager "open-in-pager" Program PANES;
    RecordMacro "record-macro" Program PANES;
    ReplayMacro "replay-macro" Program PANES;
    Palette "palette" Program PANES;
    Help "help" Program PANES;
    HelpDown "help-down" Program HELP;
    HelpUp "help-up" Program HELP;
    KeymapErrors "keymap-errors" Program PANES;
    Messages "messages" Program PANES;
    Redraw "redraw" Program LEAVES;
    Suspend "suspend" Program LEAVES;
    Quit "quit" Program LEAVES;
}

const HELP: &[Context] = &[Context::Help];

/// The argument that a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A tag; without one it cannot run.
    Tag,
    /// The text of a filter, or nothing.
    Query,
    /// The words of a program's command line, the program first; without them it cannot run.
    Words,
    /// A line for the shell; without one it cannot run.
    Line,
    /// The name of a macro, or nothing.
    Macro,
    /// The name of a view that there is; without one it cannot run.
    View,
    /// A name; without one it cannot run.
    Name,
    /// Keys as a keymap writes them, or `none`; without them it cannot run.
    Keys,
}

impl Takes {
    /// Whether the command cannot run without it.
    #[must_use]
    pub fn is_needed(self) -> bool {
        match self {
            Self::Nothing | Self::Query | Self::Macro => false,
            Self::Tag | Self::Words | Self::Line | Self::View | Self::Name | Self::Keys => true,
        }
    }

    /// What it is, as part of a sentence.
    #[must_use]
    pub fn what(self) -> Message {
        match self {
            Self::Nothing => msg!("takes-nothing"),
            Self::Tag => msg!("takes-tag"),
            Self::Query => msg!("takes-query"),
            Self::Words => msg!("takes-words"),
            Self::Line => msg!("takes-line"),
            Self::Macro => msg!("takes-macro"),
            Self::View => msg!("takes-view"),
            Self::Name => msg!("takes-name"),
            Self::Keys => msg!("takes-keys"),
        }
    }
}

/// The commands that take an argument.
const ARGUMENTS: [(Command, Takes); 12] = [
    (Command::AddTag, Takes::Tag),
    (Command::RemoveTag, Takes::Tag),
    (Command::Filter, Takes::Query),
    (Command::RunProgram, Takes::Words),
    (Command::Pipe, Takes::Words),
    (Command::Shell, Takes::Line),
    (Command::ReplayMacro, Takes::Macro),
    (Command::ShowView, Takes::View),
    (Command::SaveView, Takes::Name),
    (Command::RenameView, Takes::Name),
    (Command::BindView, Takes::Keys),
    (Command::RemoveView, Takes::View),
];

/// The commands that use a number typed before the key.
const COUNTED: [Command; 28] = [
    Command::Keep,
    Command::Later,
    Command::Drop,
    Command::Inbox,
    Command::AddTag,
    Command::RemoveTag,
    Command::Undo,
    Command::Redo,
    Command::Repeat,
    Command::NextArticle,
    Command::PreviousArticle,
    Command::NextUndecided,
    Command::PreviousUndecided,
    Command::FirstArticle,
    Command::LastArticle,
    Command::ScrollDown,
    Command::ScrollUp,
    Command::PageDown,
    Command::PageUp,
    Command::HalfPageDown,
    Command::HalfPageUp,
    Command::HelpDown,
    Command::HelpUp,
    Command::Select,
    Command::CycleLayout,
    Command::NextProposal,
    Command::PreviousProposal,
    Command::ReplayMacro,
];

impl Command {
    /// The argument that it takes.
    #[must_use]
    pub fn takes(self) -> Takes {
        ARGUMENTS.iter().find(|(command, _)| *command == self).map_or(Takes::Nothing, |(_, takes)| *takes)
    }

    /// Whether it uses a number typed before its key: as repetitions, as how many, or as which one.
    #[must_use]
    pub fn counts(self) -> bool {
        COUNTED.contains(&self)
    }

    /// The command with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let names: HashSet<_> = Command::ALL.iter().map(|command| command.name()).collect();
        assert_eq!(names.len(), Command::ALL.len());
        for command in Command::ALL {
            assert_eq!(Command::from_name(command.name()), Some(*command));
            assert!(command.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", command.name());
        }
    }
}
