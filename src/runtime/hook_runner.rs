//! The thread that runs hooks, one after the other, so that decisions never wait for them.

use crate::app::msg::{Msg, Notice};
use crate::domain::{ArticleId, Triage, Verdict};
use crate::message::msg;
use crate::runtime::library_client::LibraryClient;
use crate::service::hooks;
use crate::service::library::LibraryAccess;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// A command to run on articles.
#[derive(Debug)]
struct Hook {
    words: Vec<String>,
    verdict: Verdict,
    articles: Vec<ArticleId>,
}

/// The thread, and the way to it. The thread starts with the first command.
#[derive(Debug)]
pub struct HookRunner {
    library: LibraryClient,
    tell: UnboundedSender<Msg>,
    running: Option<(Sender<Hook>, Receiver<()>)>,
}

impl HookRunner {
    /// Creates a runner without a thread. Reads articles through `library`, and reports failures through `tell`.
    #[must_use]
    pub fn new(library: LibraryClient, tell: UnboundedSender<Msg>) -> Self {
        Self { library, tell, running: None }
    }

    /// Runs `words` on each of these articles, which have just been given `verdict`.
    pub fn run(&mut self, words: Vec<String>, verdict: Verdict, articles: Vec<ArticleId>) {
        if self.running.is_none() {
            let (hooks, inbox) = channel();
            let (over, ended) = channel();
            let (library, tell) = (self.library.clone(), self.tell.clone());
            let work = move || {
                work(library, &tell, &inbox);
                // The send fails if nobody waits any more, which is no failure.
                let _ = over.send(());
            };
            if let Err(error) = std::thread::Builder::new().name("hooks".into()).spawn(work) {
                let _ = self.tell.send(Msg::News(Notice::warning(msg!("hook-no-thread", error = error.to_string()))));
                return;
            }
            self.running = Some((hooks, ended));
        }
        if let Some((hooks, _)) = &self.running {
            // If the thread is gone, it panicked, and its panic ends the program.
            let _ = hooks.send(Hook { words, verdict, articles });
        }
    }

    /// Waits for the remaining commands, but no longer than `limit`. Returns whether all of them ran.
    #[must_use]
    pub fn finish(&mut self, limit: Duration) -> bool {
        let Some((hooks, ended)) = self.running.take() else { return true };
        drop(hooks);
        ended.recv_timeout(limit).is_ok()
    }
}

fn work(mut library: LibraryClient, tell: &UnboundedSender<Msg>, inbox: &Receiver<Hook>) {
    for Hook { words, verdict, articles } in inbox {
        let mut failed = 0;
        let mut first = None;
        for id in articles {
            let known = library.article(id);
            let Ok(Some((article, triage))) = known else { continue };
            if let Err(why) = hooks::run(&words, &article, &Triage { verdict, ..triage }) {
                failed += 1;
                first.get_or_insert(why);
            }
        }
        if let Some(why) = first {
            // The loop is gone only when the program ends.
            let _ = tell.send(Msg::News(Notice::warning(msg!(
                "hook-failed",
                verdict = verdict.name(),
                count = failed,
                why = why.message()
            ))));
        }
    }
}
