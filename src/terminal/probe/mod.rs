//! Detection of the terminal. farz asks once, after the first frame. The answers arrive with the keys, and nothing
//! waits.
//!
//! # Invariants
//!
//! - farz erases whatever a terminal prints of a question that it does not know.
//!   Test: `what_a_terminal_shows_of_a_question_is_wiped_away`.
//! - The answers choose how right-to-left text is written.
//!   Tests: `recorded_answers_choose_the_strategy`, `each_terminal_gets_its_way_of_writing`.

pub mod table;
#[cfg(test)]
mod tests;

use crate::config::bidi::{Bidi, Marks, Strategy, Writing};
use crate::message::{Message, msg};
use crate::terminal::answer::{Answer, plain};
use crate::terminal::event::Event;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::Read;
use std::process::{Command, Stdio};
use table::look_up;
use tokio::sync::mpsc::UnboundedSender;

/// DECRQM of the bidi mode, XTVERSION, DA2, DA3, XTGETTCAP `TN`, the flags of kitty's keyboard protocol, ENQ, and DA1
/// last, because every terminal answers DA1, and terminals answer in order.
pub const QUESTIONS: &[u8] = b"\x1b[8$p\x1b[>q\x1b[>c\x1b[=c\x1bP+q544e\x1b\\\x1b[?u\x05\x1b[c";
/// The question for kitty's keyboard protocol alone.
pub const KEYBOARD: &[u8] = b"\x1b[?u";
/// The number of columns to erase after the questions: more than a terminal prints of a question that it does not
/// know.
const SHOWN: usize = 12;
/// How long to wait for tmux, in seconds.
const TMUX_LIMIT: i64 = 2;
/// The environment variable that stops farz from asking.
pub const NO_PROBE: &str = "FARZ_NO_PROBE";

/// Returns the questions for a terminal that shows `screen`, with its cursor at `cursor` or hidden. farz asks on a
/// blank stretch and blanks it again afterwards, because some terminals print what they do not know (zutty 0.14 a
/// `p`, PuTTY 0.78 `q544e`).
#[must_use]
pub fn questions(screen: &Buffer, cursor: Option<Position>) -> Vec<u8> {
    let to = |place: Position| format!("\x1b[{};{}H", place.y + 1, place.x + 1).into_bytes();
    let blank = |row: &[Cell]| row.windows(SHOWN).position(|cells| cells.iter().all(|cell| *cell == Cell::EMPTY));
    let mut rows = (0..).zip(screen.content.chunks(usize::from(screen.area.width).max(1)));
    let place = rows.find_map(|(y, row)| Some(Position { x: u16::try_from(blank(row)?).ok()?, y }));
    let Some(there) = place.map(to) else { return QUESTIONS.to_vec() };
    [&there, QUESTIONS, &there, &[b' '; SHOWN], &cursor.map(to).unwrap_or_default()].concat()
}

/// The multiplexer between farz and the terminal, as far as it affects the questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Between {
    /// None that farz knows of.
    #[default]
    Nothing,
    /// tmux, which swallows the questions. farz asks tmux itself.
    Tmux,
    /// GNU screen, which swallows the questions and knows nothing about the terminal.
    Screen,
}

/// All answers so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The variable TERM. In tmux, that of the terminal outside, once known.
    pub term: String,
    /// The multiplexer in between.
    pub between: Between,
    /// DECRPM of mode 8.
    pub bidi_mode: Option<u32>,
    /// XTVERSION. In tmux, that of the terminal outside.
    pub version: Option<String>,
    /// DA1.
    pub primary: Option<String>,
    /// DA2.
    pub secondary: Option<String>,
    /// DA3.
    pub unit: Option<String>,
    /// XTGETTCAP `TN`.
    pub name: Option<String>,
    /// Whether the terminal answered ENQ with "PuTTY".
    pub putty: bool,
    /// Whether the terminal supports kitty's keyboard protocol.
    pub keyboard: bool,
    /// Whether the last expected answer has arrived.
    pub whole: bool,
}

/// The chosen strategy, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The strategy.
    pub strategy: Strategy,
    /// Whether the terminal draws combining marks badly.
    pub spoils_marks: bool,
    /// In words.
    pub why: Message,
}

impl Answers {
    /// Creates a record without answers.
    #[must_use]
    pub fn new(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let term = plain(&variable("TERM").unwrap_or_default());
        let between = match (set("TMUX"), set("STY")) {
            (true, _) => Between::Tmux,
            (false, true) => Between::Screen,
            (false, false) => Between::Nothing,
        };
        Self { term, between, ..Self::default() }
    }

    /// Records an answer.
    pub fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Mode(8, state) => self.bidi_mode = Some(state),
            Answer::Mode(..) | Answer::There => {}
            Answer::Version(version) => self.version = Some(version),
            Answer::Primary(parameters) => {
                self.primary = Some(parameters);
                self.whole = true;
            }
            Answer::Secondary(parameters) => self.secondary = Some(parameters),
            Answer::Unit(unit) => self.unit = Some(unit),
            Answer::Name(name) => self.name = Some(name),
            Answer::Keyboard => self.keyboard = true,
            Answer::Putty => self.putty = true,
            Answer::Tmux { version, name } => {
                self.version = Some(version).filter(|version| !version.is_empty());
                self.term = name;
                self.whole = true;
            }
        }
    }

    /// Returns the key under which farz remembers the user's choice for this terminal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let putty = if self.putty { "PuTTY" } else { "" };
        let between = match self.between {
            Between::Nothing => "",
            Between::Tmux => "tmux:",
            Between::Screen => "screen:",
        };
        format!("{between}{}{putty}|{}|{}", part(&self.version), part(&self.secondary), self.term)
    }

    /// Logs all answers so far.
    pub fn record(&self) {
        let text = |answer: &Option<String>| answer.clone().unwrap_or_default();
        tracing::info!(
            term = self.term,
            between = ?self.between,
            bidi_mode = self.bidi_mode,
            version = text(&self.version),
            primary = text(&self.primary),
            secondary = text(&self.secondary),
            unit = text(&self.unit),
            name = text(&self.name),
            keyboard = self.keyboard,
            "terminal answered"
        );
    }

    /// Chooses the strategy from the answers so far.
    #[must_use]
    pub fn choose(&self) -> Choice {
        let known = look_up(self);
        let choice = |strategy, why: Message| Choice {
            strategy,
            spoils_marks: known.is_some_and(|known| known.spoils_marks),
            why,
        };
        if self.between == Between::Screen {
            return choice(Strategy::Armoured, msg!("probe-screen"));
        }
        let obeys = matches!(self.bidi_mode, Some(1..=4)) && self.between == Between::Nothing;
        match known {
            // tmux does not pass the bidi mode on to the terminal.
            Some(known) if self.between == Between::Tmux && ["VTE", "mintty", "WezTerm"].contains(&known.name) => {
                choice(Strategy::Armoured, msg!("probe-tmux", name = known.name))
            }
            Some(known) if !obeys || known.strategy == Strategy::Visual => {
                choice(known.strategy, msg!("probe-known", name = known.name))
            }
            Some(_) | None if obeys => choice(Strategy::Visual, msg!("probe-bidi-mode")),
            Some(_) | None if self.whole => choice(Strategy::Armoured, msg!("probe-unknown")),
            Some(_) | None => choice(Strategy::Visual, msg!("probe-silent")),
        }
    }
}

/// Returns how to write text: by the user's setting, else the choice remembered for this terminal, else `choice`.
#[must_use]
pub fn writing(bidi: &Bidi, remembered: Option<Strategy>, choice: &Choice) -> Writing {
    let strategy = bidi.strategy.or(remembered).unwrap_or(choice.strategy);
    let strip_marks = match bidi.marks {
        Marks::Auto => choice.spoils_marks || strategy == Strategy::Kitty,
        Marks::Keep => false,
        Marks::Strip => true,
    };
    Writing { strategy, strip_marks, digits: bidi.digits }
}

/// Asks tmux about the terminal outside, in a thread. The answer arrives as an event, or never.
pub fn ask_tmux(events: UnboundedSender<Event>) {
    // If the thread cannot be started, no answer arrives.
    let _ = std::thread::Builder::new().name("tmux".into()).spawn(move || {
        if let Some(answer) = tmux_says() {
            // The loop may be gone.
            let _ = events.send(Event::Answer(answer));
        }
    });
}

/// Asks tmux about the terminal outside. Returns `None` if tmux does not answer in time.
#[must_use]
pub fn tmux_says() -> Option<Answer> {
    let mut child = Command::new("tmux")
        .args(["display-message", "-p", "#{client_termtype}|#{client_termname}"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut said = String::new();
    if let Some(mut out) = child.stdout.take() {
        let limit = Timespec { tv_sec: TMUX_LIMIT, tv_nsec: 0 };
        let ready = poll(&mut [PollFd::new(&out, PollFlags::IN)], Some(&limit));
        if matches!(ready, Ok(1..)) {
            let mut bytes = [0; 1024];
            let count = out.read(&mut bytes).ok()?;
            said = String::from_utf8_lossy(bytes.get(..count)?).into_owned();
        } else {
            // tmux may have ended meanwhile.
            let _ = child.kill();
        }
    }
    // Its exit status does not matter.
    let _ = child.wait();
    let (version, name) = said.trim().rsplit_once('|')?;
    Some(Answer::Tmux { version: plain(version), name: plain(name) })
}
