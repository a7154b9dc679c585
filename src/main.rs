//! The farz program: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    farz::cli::run()
}
