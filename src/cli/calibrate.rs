//! `farz calibrate`: which way of writing right-to-left text is right in this terminal?

use super::{Failure, paths};
use crate::app::geometry::Area;
use crate::config::bidi::Strategy;
use crate::keymap::{Code, Key};
use crate::runtime::event::Event;
use crate::runtime::interview::{Listener, ask};
use crate::runtime::output::write_all;
use crate::runtime::remembered::Remembered;
use crate::runtime::terminal::{Modes, Terminal, check_term, size};
use crate::runtime::writer::{Features, Screen};
use crate::ui::cells::{Writing, finish, text, text_ltr};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::time::Duration;

/// Lam-alef, a number, brackets, and words from left to right.
const SAMPLE: &str = "السلام عليكم (قال 2015) abc";
/// How long the terminal is waited for.
const LIMIT: Duration = Duration::from_secs(2);

/// Shows the sample in each way, and remembers the one that is pointed at.
pub fn run() -> Result<ExitCode, Failure> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err("calibrate needs a terminal on standard input and output".into());
    }
    let term = std::env::var("TERM").ok();
    check_term(term.as_deref())?;
    let paths = paths()?;
    let mut remembered = Remembered::read(&paths);
    let guard = Terminal::enter(Modes::of(&term.unwrap_or_default()))?;
    let fingerprint = ask(LIMIT)?.fingerprint();
    let (width, height) = size();
    let mut screen = Screen::new(width, height, Features::default());
    let bytes = screen.frame(&page(width, height), None);
    write_all(io::stdout().as_fd(), &bytes)?;
    let chosen = answer()?;
    drop(guard);
    let said = match chosen {
        None => "Nothing is changed.".to_owned(),
        Some(strategy) => {
            remembered.set(&fingerprint, strategy);
            remembered.write(&paths)?;
            strategy.map_or("Forgotten: the terminal's own answers decide again.".to_owned(), |strategy| {
                format!("This terminal gets {} from now on. farz doctor shows it.", strategy.name())
            })
        }
    };
    writeln!(io::stdout(), "{said}")?;
    Ok(ExitCode::SUCCESS)
}

/// Waits for a key that answers: a number for a strategy, 0 to forget, and nothing for a way out.
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

/// The question: a number, and below it the sample, in each strategy.
fn page(width: u16, height: u16) -> Buffer {
    let mut page = Buffer::empty(Rect::new(0, 0, width, height));
    let mut y = 0;
    let mut put = |content: &str, strategy| {
        let mut row = Buffer::empty(Rect::new(0, 0, width, 1));
        let area = Area { x: 1, y: 0, width: width.saturating_sub(2), height: 1 };
        if content == SAMPLE {
            text(&mut row, area, content, Style::new());
        } else {
            text_ltr(&mut row, area, content, Style::new());
        }
        finish(&mut row, Writing { strategy, ..Writing::default() }, None);
        for x in 0..width {
            if let (Some(to), Some(from)) = (page.cell_mut((x, y)), row.cell((x, 0))) {
                *to = from.clone();
            }
        }
        y += 1;
    };
    put("Which line reads right? From the right: two words with their letters joined, then in", Strategy::Visual);
    put("brackets a word and the year, then three Latin letters.", Strategy::Visual);
    for (number, strategy) in (1..).zip(Strategy::ALL) {
        put(&format!("{number}  {}", strategy.name()), Strategy::Visual);
        put(SAMPLE, strategy);
    }
    put("1 to 5: remember it for this terminal   0: forget   q: change nothing", Strategy::Visual);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_line_for_each_strategy_at_any_size() {
        let page = page(80, 24);
        let rows: Vec<String> = (0..24).map(|y| (0..80).map(|x| page[(x, y)].symbol()).collect()).collect();
        for strategy in Strategy::ALL {
            assert!(rows.iter().any(|row| row.contains(strategy.name())));
        }
        let samples: std::collections::BTreeSet<_> = rows.iter().filter(|row| row.contains("abc") && row.contains("2015") ).collect();
        assert_eq!(samples.len(), Strategy::ALL.len(), "no two are alike");
        assert_eq!(super::page(3, 2).area.height, 2);
    }
}
