//! Which pane or line stands over the list and the reading view: the one table of them.
//!
//! A new pane is a file in app/, a file in ui/, and a line here.

use super::filter_bar::FilterBar;
use super::find_bar::FindBar;
use super::help::Help;
use super::history_pane::HistoryPane;
use super::links::LinkHints;
use super::messages::Messages;
use super::note::NoteEditor;
use super::palette::Palette;
use super::pane::Pane;
use super::tags::TagEditor;

macro_rules! popups {
    ($($(#[$about:meta])* $name:ident($pane:ty);)*) => {
        /// What stands over the list and the reading view and takes the keys.
        #[derive(Debug, Default)]
        pub enum Popup {
            /// Nothing: the list and the reading view have the keys.
            #[default]
            None,
            $($(#[$about])* $name($pane),)*
        }

        impl Popup {
            /// The pane that takes the keys, where there is one.
            #[must_use]
            pub fn pane(&self) -> Option<&dyn Pane> {
                match self {
                    Self::None => None,
                    $(Self::$name(pane) => Some(pane),)*
                }
            }

            /// The same, to be changed.
            #[must_use]
            pub fn pane_mut(&mut self) -> Option<&mut dyn Pane> {
                match self {
                    Self::None => None,
                    $(Self::$name(pane) => Some(pane),)*
                }
            }
        }
    };
}

popups! {
    /// The tag editor.
    Tags(TagEditor);
    /// A note being written.
    Note(NoteEditor);
    /// The filter being typed.
    Filter(FilterBar);
    /// What to find in the text that is read, being typed.
    Find(FindBar);
    /// The command palette.
    Palette(Palette);
    /// The keys, or another screen of lines.
    Help(Help);
    /// The last steps.
    History(HistoryPane);
    /// A link of the text being chosen by its letters.
    Links(LinkHints);
    /// What was told in this run.
    Messages(Messages);
}
