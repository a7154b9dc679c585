//! `farz views`: lists the views, and adds, renames, binds or removes one.

use super::args::ViewsAction;
use super::refused::Refused;
use super::words::{print, warn};
use super::{Failure, list, paths, store};
use crate::config::views::SaveView;
use crate::config::views::amend::{ViewChange, taken};
use crate::config::views::{named, wrong_name};
use crate::config::{Config, SavedView};
use crate::keymap::diagnostic::{quote, suggestion};
use crate::keymap::{Keymap, ParseKeyError, Sequence};
use crate::message::{msg, nearest};
use crate::service::settings::{self, Loaded};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Lists the views or changes one.
pub fn run(action: Option<&ViewsAction>) -> Result<ExitCode, Failure> {
    let paths = paths()?;
    let (config, keymap, problems): Loaded = settings::load(&paths, None);
    for problem in problems {
        warn(&problem.message())?;
    }
    let (view, change) = match action {
        None => return listed(&config),
        Some(ViewsAction::Add { name, query, key }) => {
            let query = query.join(" ");
            let key = key.as_deref().map(|key| keys(key, &keymap, name)).transpose()?.flatten();
            Refused::check([query.as_str()])?;
            if query.trim().is_empty() {
                return Err(msg!("views-no-query").into());
            }
            if let Some(wrong) = wrong_name(name, &config.views) {
                return Err(wrong.into());
            }
            let view = SaveView { name: name.clone(), query, key: key.map(|key| key.to_string()) };
            settings::save_view(&paths, &view)?;
            print(&msg!("views-saved", name = name))?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(ViewsAction::Rename { old, new }) => {
            let view = known(&config, old)?;
            let others: Vec<SavedView> = config.views.iter().filter(|other| other.name != view.name).cloned().collect();
            if let Some(wrong) = wrong_name(new, &others) {
                return Err(wrong.into());
            }
            (view, ViewChange::Name(new.clone()))
        }
        Some(ViewsAction::Key { name, keys: written }) => {
            let view = known(&config, name)?;
            (view, ViewChange::Key(keys(written, &keymap, &view.name)?))
        }
        Some(ViewsAction::Remove { name }) => (known(&config, name)?, ViewChange::Removed),
    };
    settings::change_view(&paths, view, &change)?;
    print(&settings::changed(view, &change))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a line per view: key, number of articles, name, query, and its file and line.
fn listed(config: &Config) -> Result<ExitCode, Failure> {
    let counts = list::counts(&mut store()?, &config.views)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for (view, count) in config.views.iter().zip(counts) {
        let key = view.key.as_ref().map_or_else(String::new, ToString::to_string);
        writeln!(out, "{key:>5} {count:>7}  {}  {}  ({}:{})", view.name, view.query, view.file, view.line)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the view `name`, ignoring case.
fn known<'c>(config: &'c Config, name: &str) -> Result<&'c SavedView, Failure> {
    if let Some(view) = named(&config.views, name) {
        return Ok(view);
    }
    let near = suggestion(nearest(name, config.views.iter().map(|view| view.name.as_str())));
    Err(msg!("views-unknown", name = quote(name), near = near).into())
}

/// Returns the key sequence `written` if it is free for the view `name`; `None` for the word "none".
fn keys(written: &str, keymap: &Keymap, name: &str) -> Result<Option<Sequence>, Failure> {
    if written.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    let keys: Sequence = written
        .parse()
        .map_err(|error: ParseKeyError| msg!("views-no-key", keys = quote(written), why = error.message()))?;
    match taken(keymap, &keys, name) {
        Some(wrong) => Err(wrong.into()),
        None => Ok(Some(keys)),
    }
}
