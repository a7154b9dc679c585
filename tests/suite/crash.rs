//! Kills writers at random moments, three at a time: each acknowledged edit is present exactly once, and undo is
//! exact.

use crate::support::home::{FARZ, says};
use crate::support::tui::Home;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// The number of kills, unless FARZ_KILLS sets another.
const KILLS: usize = 60;
const ARTICLES: usize = 12;

fn farz(home: &Home, arguments: &[&str]) -> Command {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command
}

/// The end of one writer.
enum Fate {
    Acknowledged,
    /// The writer was killed before it reported that the edit is saved.
    Killed,
}

/// Runs a command that changes one article, and kills the process after `patience`.
fn write_and_kill(home: &Home, arguments: &[&str], patience: Duration) -> (Fate, bool) {
    let mut child = farz(home, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (said, ended) = channel();
    let reader = std::thread::spawn(move || {
        let (mut text, mut told) = (String::new(), String::new());
        out.read_to_string(&mut text).unwrap();
        err.read_to_string(&mut told).unwrap();
        let _ = said.send(());
        (text, told)
    });
    // The process prints nothing before it ends.
    let _ = ended.recv_timeout(patience);
    let _ = child.kill();
    let status = child.wait().unwrap();
    let (text, told) = reader.join().unwrap();
    let killed = status.signal() == Some(9);
    assert!(killed || status.success(), "{status}: {told}");
    assert!(!told.contains("locked"), "{told}");
    let fate = if text.contains("1 changed") { Fate::Acknowledged } else { Fate::Killed };
    assert!(killed || matches!(fate, Fate::Acknowledged), "{text}{told}");
    (fate, killed)
}

fn tags(home: &Home) -> BTreeMap<String, BTreeSet<String>> {
    let list = says(home, &["list", "--json"]);
    list.lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let tags = value["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap().to_owned());
            (value["id"].as_str().unwrap().to_owned(), tags.collect())
        })
        .collect()
}

fn verdict(home: &Home, id: &str) -> String {
    let list = says(home, &["list", "--json"]);
    let mut lines = list.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    lines.find(|line| line["id"] == id).unwrap()["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn writers_killed_at_random_moments_lose_nothing_that_was_acknowledged() {
    let wanted: usize = std::env::var("FARZ_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let home = Home::new();
    let folder = home.path().join("stories");
    fs::create_dir(&folder).unwrap();
    for number in 0..ARTICLES {
        fs::write(folder.join(format!("{number}.txt")), format!("Story {number}\n\nText {number}.\n")).unwrap();
    }
    says(&home, &["add", "stories"]);
    let ids: Vec<String> = tags(&home).into_keys().collect();
    let start = Instant::now();
    says(&home, &["tag", &ids[0], "+first"]);
    let limit = AtomicU64::new(2000 * u64::try_from(start.elapsed().as_millis()).unwrap().max(5));

    let (kills, number) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let acknowledged: Mutex<Vec<(String, String)>> = Mutex::new(vec![(ids[0].clone(), "first".to_owned())]);
    // One more writer marks an article that no other writer marks; `marks` has the verdicts since the last
    // acknowledged one.
    let mut marks = vec!["inbox"];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for verdict in ["keep", "later", "drop"].into_iter().cycle() {
                if kills.load(Ordering::Relaxed) >= wanted {
                    break;
                }
                // A killed mark may have been written. Repeating it would change nothing and report so.
                if marks.contains(&verdict) {
                    says(&home, &["mark", "inbox", &ids[0]]);
                    marks = vec!["inbox"];
                }
                let part = RandomState::new().hash_one(verdict) % 1000;
                let patience = Duration::from_micros(limit.load(Ordering::Relaxed) * part / 1000);
                let (fate, killed) = write_and_kill(&home, &["mark", verdict, &ids[0]], patience);
                kills.fetch_add(usize::from(killed), Ordering::Relaxed);
                match fate {
                    Fate::Acknowledged => marks = vec![verdict],
                    Fate::Killed => marks.push(verdict),
                }
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                while kills.load(Ordering::Relaxed) < wanted {
                    let number = number.fetch_add(1, Ordering::Relaxed);
                    let (id, tag) = (&ids[number % ARTICLES], format!("t{number}"));
                    // The kill may come at any time of its life: the limit settles where half of the writers are
                    // killed.
                    let part = RandomState::new().hash_one(number) % 1000;
                    let patience = Duration::from_micros(limit.load(Ordering::Relaxed) * part / 1000);
                    let (fate, killed) = write_and_kill(&home, &["tag", id, &format!("+{tag}")], patience);
                    let _ = limit.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |limit| {
                        Some(if killed { limit + limit / 32 } else { limit - limit / 32 })
                    });
                    kills.fetch_add(usize::from(killed), Ordering::Relaxed);
                    if matches!(fate, Fate::Acknowledged) {
                        acknowledged.lock().unwrap().push((id.clone(), tag));
                    }
                }
            });
        }
    });

    let there = tags(&home);
    let acknowledged = acknowledged.into_inner().unwrap();
    for (id, tag) in &acknowledged {
        assert!(there[id].contains(tag), "{tag} was acknowledged and is not on {id}");
    }
    let verdict = verdict(&home, &ids[0]);
    assert!(marks.contains(&verdict.as_str()), "{verdict} is none of {marks:?}");
    // Each line is complete, or only that line is lost; no step is present twice.
    let (mut steps, mut put_on, mut torn) = (BTreeSet::new(), BTreeSet::new(), 0);
    for folder in fs::read_dir(home.config().join("triage")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            for line in
                fs::read(file.unwrap().path()).unwrap().split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
            {
                let Ok(line) = serde_json::from_slice::<serde_json::Value>(line) else {
                    torn += 1;
                    continue;
                };
                assert!(steps.insert(line["step"].as_str().unwrap().to_owned()), "a step is there twice: {line}");
                for change in line["changes"].as_array().unwrap() {
                    for tag in change["tags"].as_array().into_iter().flatten() {
                        assert!(put_on.insert(tag.as_str().unwrap().to_owned()), "{tag} is there twice");
                    }
                }
            }
        }
    }
    let on: BTreeSet<String> = there.values().flatten().map(|tag| format!("+{tag}")).collect();
    assert_eq!(on, put_on, "what is seen is what the journal says");
    assert!(torn <= kills.load(Ordering::Relaxed));
    // The library's copy equals the journal after a rebuild, and undo is exact.
    farz(&home, &["doctor", "--rebuild"]).output().unwrap();
    assert_eq!(tags(&home), there);
    let undone = says(&home, &["undo", "5"]);
    assert_eq!(undone.lines().count(), 5);
    let fewer: usize = tags(&home).values().map(BTreeSet::len).sum();
    assert_eq!(fewer, on.len() - undone.lines().filter(|line| line.contains("tags")).count());
    says(&home, &["redo", "5"]);
    assert_eq!(tags(&home), there);
    assert_eq!(self::verdict(&home, &ids[0]), verdict);
    println!(
        "{} kills of {} writers, {} edits acknowledged, {} there, {torn} torn lines",
        kills.into_inner(),
        number.into_inner(),
        acknowledged.len(),
        on.len()
    );
}
