//! The one table of the panes and lines over the list and the reading view.
//!
//! A new pane needs a file in app/, a file in ui/, and a line here.

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
        /// The pane or line over the list and the reading view that gets the keys.
        #[derive(Debug, Default)]
        pub enum Popup {
            /// None: the list and the reading view get the keys.
            #[default]
            None,
            $($(#[$about])* $name($pane),)*
        }

        impl Popup {
            /// Returns the pane that gets the keys, if there is one.
            #[must_use]
            pub fn pane(&self) -> Option<&dyn Pane> {
                match self {
                    Self::None => None,
                    $(Self::$name(pane) => Some(pane),)*
                }
            }

            /// Returns the same for changes.
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
    /// The note line.
    Note(NoteEditor);
    /// The filter line.
    Filter(FilterBar);
    /// The find line.
    Find(FindBar);
    /// The command palette.
    Palette(Palette);
    /// The keys, or another screen of lines.
    Help(Help);
    /// The last steps.
    History(HistoryPane);
    /// The link hints.
    Links(LinkHints);
    /// What was told in this run.
    Messages(Messages);
}
