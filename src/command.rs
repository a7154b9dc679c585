//! The one table of what a person can ask for: name, group, contexts and help line of every command.
//!
//! The keymap parser, the palette, the help screen, `farz keys` and keymaps/README.md all read it.

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

/// What a command is about: a heading of the help screen.
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
    pub fn name(self) -> &'static str {
        match self {
            Self::Decide => "Decide",
            Self::Read => "Move and read",
            Self::Select => "Select",
            Self::Show => "Show",
            Self::Write => "Write",
            Self::Program => "Program",
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
    ($($variant:ident $name:literal $group:ident $contexts:ident $help:literal;)*) => {
        /// What a person can ask for, by a kebab-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command { $(#[doc = $help] $variant,)* }

        impl Command {
            /// Every command, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in keymaps and in the palette.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is about.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)* }
            }

            /// Where it can run.
            #[must_use]
            pub fn contexts(self) -> &'static [Context] {
                match self { $(Self::$variant => $contexts,)* }
            }

            /// What it does, in one line.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)* }
            }
        }
    };
}

commands! {
    Keep "keep" Decide PANES "Keep the article, or all that are selected";
    Later "later" Decide PANES "Put the article off until later";
    Drop "drop" Decide PANES "Drop the article";
    Inbox "inbox" Decide PANES "Take the decision back: to the inbox";
    EditTags "edit-tags" Decide PANES "Open the tag editor";
    EditNote "edit-note" Decide PANES "Write a note of one line";
    ToggleRead "toggle-read" Decide PANES "Mark as read, or as unread";
    AddTag "add-tag" Decide PANES "Put a tag on";
    RemoveTag "remove-tag" Decide PANES "Take a tag off";
    Undo "undo" Decide PANES "Take the last step back";
    Redo "redo" Decide PANES "Do the step taken back again";
    History "history" Decide PANES "Show the last steps, and take one of them back";
    Repeat "repeat" Decide PANES "Do the last decision again, here";
    NextArticle "next-article" Read PANES "Go to the next article";
    PreviousArticle "previous-article" Read PANES "Go to the previous article";
    NextUndecided "next-undecided" Read PANES "Go to the next undecided article";
    PreviousUndecided "previous-undecided" Read PANES "Go to the previous undecided article";
    FirstArticle "first-article" Read ENDS "Go to the first article, or line";
    LastArticle "last-article" Read ENDS "Go to the last article, or line";
    OpenArticle "open-article" Read PANES "Read the article";
    Back "back" Read PANES "Go back to the list";
    PageOrNext "page-or-next" Read PANES "Page the text; at its end go to the next undecided article";
    ScrollDown "scroll-down" Read READER "Scroll down by one line";
    ScrollUp "scroll-up" Read READER "Scroll up by one line";
    PageDown "page-down" Read MOVES "Go down by one page";
    PageUp "page-up" Read MOVES "Go up by one page";
    HalfPageDown "half-page-down" Read MOVES "Go down by half a page";
    HalfPageUp "half-page-up" Read MOVES "Go up by half a page";
    TextStart "text-start" Read READER "Go to the start of the text";
    TextEnd "text-end" Read READER "Go to the end of the text";
    Select "select" Select PANES "Select the article, or take it out";
    SelectRange "select-range" Select PANES "Select from here to where you move";
    SelectAll "select-all" Select PANES "Select all that are shown";
    Clear "clear" Select PANES "Clear the selection; then the filter; then stop fetching";
    Filter "filter" Show FILTERS "Filter the list as you type, or by what it is told; in the help, search";
    Find "find" Show READER "Find in the text";
    FindInTexts "find-in-texts" Show PANES "Filter the list by what the texts say";
    ViewInbox "view-inbox" Show PANES "Show the inbox";
    ViewLater "view-later" Show PANES "Show what is put off";
    ViewKept "view-kept" Show PANES "Show what is kept";
    ViewDropped "view-dropped" Show PANES "Show what is dropped";
    ViewAll "view-all" Show PANES "Show every article";
    ShowView "view" Show PANES "Show the view of a name";
    SaveView "save-view" Show PANES "Save the filter in force as a view, by a name";
    RenameView "rename-view" Show PANES "Give the view that is shown another name";
    BindView "bind-view" Show PANES "Show the view that is shown by other keys from now on, or by none";
    RemoveView "remove-view" Show PANES "Remove a view of your own, by its name; asks first";
    Refresh "refresh" Show PANES "Take decided articles out of the view and read what others decided";
    Fetch "fetch" Show PANES "Fetch the feeds of the article";
    FetchAll "fetch-all" Show PANES "Fetch all feeds";
    FullText "full-text" Show PANES "Show the text of the article's page, or that of its source";
    SplitStory "split-story" Show PANES "Make a row for each source that tells this same text";
    Sources "sources" Show PANES "Show the feeds: when they were fetched, and why one fails";
    CycleLayout "cycle-layout" Show PANES "Change the layout: beside, stacked, one at a time, automatic";
    SwitchPane "switch-pane" Show PANES "Go to the other pane";
    OpenBrowser "open-browser" Show PANES "Open the article's link in the browser";
    CopyLink "copy-link" Show PANES "Copy the article's link";
    CopyText "copy-text" Show PANES "Copy the article's text";
    OpenTextLink "open-text-link" Show PANES "Open a link of the text by the letters that appear beside it";
    CopyTextLink "copy-text-link" Show PANES "Copy a link of the text by the letters that appear beside it";
    Accept "accept" Write ACCEPTS "Take what is written, or the marked proposal; in the history, take the marked step back";
    Cancel "cancel" Write CLOSES "Close, with nothing changed";
    CaretLeft "caret-left" Write TEXT "Move the caret left";
    CaretRight "caret-right" Write TEXT "Move the caret right";
    CaretWordLeft "caret-word-left" Write TEXT "Move the caret left by one word";
    CaretWordRight "caret-word-right" Write TEXT "Move the caret right by one word";
    CaretStart "caret-start" Write TEXT "Move the caret to the start";
    CaretEnd "caret-end" Write TEXT "Move the caret to the end";
    SelectLeft "select-left" Write TEXT "Select to the left in the line that is written";
    SelectRight "select-right" Write TEXT "Select to the right in the line that is written";
    SelectWordLeft "select-word-left" Write TEXT "Select a word to the left";
    SelectWordRight "select-word-right" Write TEXT "Select a word to the right";
    SelectToStart "select-to-start" Write TEXT "Select to the start of the line that is written";
    SelectToEnd "select-to-end" Write TEXT "Select to the end of the line that is written";
    DeleteBack "delete-back" Write TEXT "Delete the character before the caret";
    DeleteForward "delete-forward" Write TEXT "Delete the character after the caret";
    DeleteWordBack "delete-word-back" Write TEXT "Delete the word before the caret";
    DeleteWordForward "delete-word-forward" Write TEXT "Delete the word after the caret";
    DeleteToStart "delete-to-start" Write TEXT "Delete all before the caret";
    DeleteToEnd "delete-to-end" Write TEXT "Delete all after the caret";
    NextProposal "next-proposal" Write MARKS "Mark the next proposal; in the filter, the next article";
    PreviousProposal "previous-proposal" Write MARKS "Mark the previous proposal; in the filter, the previous article";
    Complete "complete" Write PROPOSALS "Write out the marked or first proposal";
    RunProgram "run" Program PANES "Run a program on the article: its fields are in FARZ_ variables, its text on standard input";
    Shell "shell" Program PANES "Run a line of the shell on the article";
    Pipe "pipe" Program PANES "Give the article to a program on standard input, as text, html or json: pipe json jq .title";
    OpenInEditor "open-in-editor" Program PANES "Open a copy of the text in $VISUAL or $EDITOR";
    OpenInPager "open-in-pager" Program PANES "Show the text in $PAGER";
    RecordMacro "record-macro" Program PANES "Record what is done; again: stop recording";
    ReplayMacro "replay-macro" Program PANES "Do what was recorded again, or the macro of a name";
    Palette "palette" Program PANES "Find and run any command";
    Help "help" Program PANES "Show the keys";
    HelpDown "help-down" Program HELP "Scroll the help down";
    HelpUp "help-up" Program HELP "Scroll the help up";
    KeymapErrors "keymap-errors" Program PANES "Show what is wrong in the keymap and config files";
    Messages "messages" Program PANES "Show the messages of this run";
    Redraw "redraw" Program LEAVES "Draw the screen anew";
    Suspend "suspend" Program LEAVES "Suspend farz; `fg` comes back";
    Quit "quit" Program LEAVES "Leave farz";
}

const HELP: &[Context] = &[Context::Help];

/// What a command can be told.
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
    /// Whether there is nothing to run without it.
    #[must_use]
    pub fn is_needed(self) -> bool {
        match self {
            Self::Nothing | Self::Query | Self::Macro => false,
            Self::Tag | Self::Words | Self::Line | Self::View | Self::Name | Self::Keys => true,
        }
    }

    /// What it is, as a message says it.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Tag => "a tag",
            Self::Query => "the text of a filter",
            Self::Words => "a program and its arguments",
            Self::Line => "a line for the shell",
            Self::Macro => "the name of a macro",
            Self::View => "the name of a view",
            Self::Name => "a name",
            Self::Keys => "keys, or none",
        }
    }
}

/// The commands that can be told something; all others take nothing.
const TOLD: [(Command, Takes); 12] = [
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

/// The commands to which a number before the key means something.
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
    /// What it can be told.
    #[must_use]
    pub fn takes(self) -> Takes {
        TOLD.iter().find(|(command, _)| *command == self).map_or(Takes::Nothing, |(_, takes)| *takes)
    }

    /// Whether a number before its key repeats it, or says how many or which one it is about.
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
