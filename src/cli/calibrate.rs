//! `farz calibrate`: asks the user which way of writing right-to-left text this terminal shows correctly.

use super::words::print;
use super::{Failure, paths};
use crate::config::bidi::Strategy;
use crate::keymap::{Code, Key};
use crate::message::msg;
use crate::service::terminal_choice::TerminalChoices;
use crate::terminal::event::Event;
use crate::terminal::interview::{Listener, ask};
use crate::terminal::modes::{Modes, Terminal, check_term, size};
use crate::terminal::output::write_all;
use crate::terminal::writer::{Features, Screen};
use crate::ui::calibration::page;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::time::Duration;

/// How long farz waits for answers from the terminal.
const LIMIT: Duration = Duration::from_secs(2);

/// Shows the sample in each way and remembers the user's choice.
pub fn run() -> Result<ExitCode, Failure> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(msg!("calibrate-no-terminal").into());
    }
    let term = std::env::var("TERM").ok();
    check_term(term.as_deref())?;
    let paths = paths()?;
    let mut remembered = TerminalChoices::read(&paths);
    let guard = Terminal::enter(Modes::of(&term.unwrap_or_default()))?;
    let fingerprint = ask(LIMIT)?.fingerprint();
    let (width, height) = size();
    let mut screen = Screen::new(width, height, Features::default());
    let bytes = screen.frame(page(width, height, super::words::locale()), None);
    write_all(io::stdout().as_fd(), &bytes)?;
    let chosen = answer()?;
    drop(guard);
    let said = match chosen {
        None => msg!("calibrate-unchanged"),
        Some(strategy) => {
            remembered.set(&fingerprint, strategy);
            remembered.write(&paths)?;
            strategy
                .map_or(msg!("calibrate-forgotten"), |strategy| msg!("calibrate-chosen", strategy = strategy.name()))
        }
    };
    print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// Waits for an answer: a number chooses a strategy, 0 forgets the choice (`Some(None)`), esc, q or ctrl-c cancels
/// (`None`).
fn answer() -> io::Result<Option<Option<Strategy>>> {
    let mut listener = Listener::default();
    loop {
        for event in listener.listen(None)? {
            let Event::Key(Key { code, ctrl, .. }) = event else { continue };
            match code {
                Code::Char('0') => return Ok(Some(None)),
                Code::Char(c @ '1'..='5') => {
                    let at = c.to_digit(10).and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
                    if let Some(strategy) = at.checked_sub(1).and_then(|at| Strategy::ALL.get(at)) {
                        return Ok(Some(Some(*strategy)));
                    }
                }
                Code::Esc | Code::Char('q') => return Ok(None),
                Code::Char('c') if ctrl => return Ok(None),
                _ => {}
            }
        }
    }
}
