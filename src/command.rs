//! The table of commands: the name, group and contexts of each. A command's help line is the message `command-NAME`.
//!
//! The keymap parser, the palette, the help screen, `farz keys` and keymaps/README.md read this table.

use crate::message::{Message, msg};

/// The context in which a key binding is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// The list and the reading view, with lower priority than their own bindings.
    Global,
    /// The article list has the focus.
    List,
    /// The reading view has the focus.
    Reader,
    /// The tag editor is open.
    Tags,
    /// The note editor is open.
    Note,
    /// The filter line is open.
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

    /// Returns the name of its table in a keymap file.
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

    /// Returns its heading in the help.
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

    /// Returns the context with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }

    /// Returns whether unbound keys that type a character become text here.
    #[must_use]
    pub fn takes_text(self) -> bool {
        match self {
            Self::Tags | Self::Note | Self::Filter | Self::Palette => true,
            Self::Global | Self::List | Self::Reader | Self::Help | Self::History => false,
        }
    }

    /// Returns the contexts whose bindings apply while this one is active, in order of priority.
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
    /// Selecting several articles.
    Select,
    /// Choosing what the list and the panes show.
    Show,
    /// Editing a line of text.
    Write,
    /// The program itself.
    Program,
}

impl Group {
    /// Returns its heading.
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

/// The contexts in which a command can run.
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

            /// Returns the name used in keymaps and in the palette.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns its group.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)* }
            }

            /// Returns the contexts in which it can run.
            #[must_use]
            pub fn contexts(self) -> &'static [Context] {
                match self { $(Self::$variant => $contexts,)* }
            }

            /// Returns its help line.
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
    /// No argument.
    Nothing,
    /// A tag; required.
    Tag,
    /// The text of a filter; optional.
    Query,
    /// The words of a program's command line, beginning with the program; required.
    Words,
    /// A command line for the shell; required.
    Line,
    /// The name of a macro; optional.
    Macro,
    /// The name of an existing view; required.
    View,
    /// A name; required.
    Name,
    /// Keys as a keymap writes them, or `none`; required.
    Keys,
}

impl Takes {
    /// Returns whether the command cannot run without this argument.
    #[must_use]
    pub fn is_needed(self) -> bool {
        match self {
            Self::Nothing | Self::Query | Self::Macro => false,
            Self::Tag | Self::Words | Self::Line | Self::View | Self::Name | Self::Keys => true,
        }
    }

    /// Returns its description, as part of a sentence.
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

/// The commands that use a number typed before their key.
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
    /// Returns the argument that it takes.
    #[must_use]
    pub fn takes(self) -> Takes {
        ARGUMENTS.iter().find(|(command, _)| *command == self).map_or(Takes::Nothing, |(_, takes)| *takes)
    }

    /// Returns whether it uses a number typed before its key: as repetitions, as an amount, or as a position.
    #[must_use]
    pub fn counts(self) -> bool {
        COUNTED.contains(&self)
    }

    /// Returns the command with this name.
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
