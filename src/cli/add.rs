//! `farz add`: takes articles in without opening the reader.

use super::{Failure, now, store};
use crate::runtime::importer::{Outcome, import, line_of};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// Adds what the sources hold and says what became of it. Exit status 1 if anything failed.
pub fn run(sources: &[OsString]) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    let (mut outcome, mut counted) = (Outcome::default(), Outcome::default());
    let mut broken = None;
    outcome.failed = import(
        sources,
        now(),
        &mut |warning| {
            // A warning that cannot be told must not stop the adding.
            let _ = writeln!(io::stderr(), "farz: {}", line_of(warning));
        },
        &mut |articles| match store.add(&articles) {
            Ok(added) => {
                counted.count(added.into_iter().map(|(_, added)| added));
                std::ops::ControlFlow::Continue(())
            }
            Err(error) => {
                broken = Some(error);
                std::ops::ControlFlow::Break(())
            }
        },
    );
    outcome = Outcome { failed: outcome.failed, ..counted };
    if let Some(error) = broken {
        return Err(error.into());
    }
    writeln!(io::stdout(), "{outcome}")?;
    Ok(if outcome.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
