use super::*;
use crate::domain::{ArticleId, Change, Edit, FieldChange, StepKind, Verdict};
use crate::storage::disk::RealDisk;
use crate::storage::faulty::{Fault, FaultyDisk};
use std::fs;
use tempfile::TempDir;

const NOW: i64 = 1_795_000_000_000;
const NAME: &str = "0000000000000001/2026-11.jsonl";

fn step(number: u32) -> Step {
    let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Keep }];
    let edit = Edit::new("keep", [Change { article: ArticleId([number as u8; 10]), fields }]);
    Step { id: StepId { session: 1, number }, kind: StepKind::Edit, edit }
}

fn journal_on(disk: impl Disk + 'static, home: &TempDir) -> Journal {
    Journal::new(Arc::new(disk), home.path().join("farz/triage"), ReplicaId(1))
}

fn journal(home: &TempDir) -> Journal {
    journal_on(RealDisk, home)
}

/// Returns the numbers of the steps in the files, and how many lines are not steps.
fn read(home: &TempDir) -> (Vec<u32>, usize) {
    let (mut steps, mut broken) = (Vec::new(), 0);
    for file in journal(home).files().unwrap() {
        for line in fs::read(&file.path).unwrap().split_inclusive(|byte| *byte == b'\n') {
            match Record::decode(line) {
                Ok(record) => steps.push(record.step.id.number),
                Err(_) => broken += 1,
            }
        }
    }
    (steps, broken)
}

#[test]
fn what_is_appended_is_read_back() {
    let home = TempDir::new().unwrap();
    let mut journal = journal(&home);
    let first = journal.append(&step(1), NOW).unwrap();
    let second = journal.append(&step(2), NOW).unwrap();
    assert_eq!((first.name.as_str(), first.before), (NAME, 0));
    assert_eq!((second.before, second.after.lines), (first.after.offset, 2));
    assert!(second.stamp > first.stamp);
    let text = fs::read_to_string(home.path().join("farz/triage").join(NAME)).unwrap();
    let records: Vec<_> = text.lines().map(|line| Record::decode(line.as_bytes()).unwrap()).collect();
    assert_eq!(records[1], Record { stamp: second.stamp, step: step(2) });
}

#[test]
fn another_month_is_another_file_and_a_clock_set_back_is_not() {
    let home = TempDir::new().unwrap();
    let mut journal = journal(&home);
    let month = 31 * 86_400_000;
    journal.append(&step(1), NOW).unwrap();
    journal.append(&step(2), NOW + month).unwrap();
    let back = journal.append(&step(3), NOW - 12 * month).unwrap();
    assert_eq!(back.name, "0000000000000001/2026-12.jsonl");
    assert_eq!(journal.files().unwrap().len(), 2);
    assert_eq!(read(&home).0, [1, 2, 3]);
}

#[test]
fn a_torn_tail_costs_itself_alone() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("farz/triage").join(NAME);
    journal(&home).append(&step(1), NOW).unwrap();
    let whole = fs::read(&path).unwrap();
    for cut in 1..whole.len() {
        fs::write(&path, [&whole[..], &whole[..cut]].concat()).unwrap();
        let appended = journal(&home).append(&step(2), NOW).unwrap();
        assert_eq!(appended.seal_before, None);
        let (steps, broken) = read(&home);
        // A line that lacks only its line ending is complete once it has one.
        let torn_is_whole = cut == whole.len() - 1;
        assert_eq!(steps, if torn_is_whole { vec![1, 1, 2] } else { vec![1, 2] });
        assert_eq!(broken, usize::from(!torn_is_whole));
        assert!(fs::read(&path).unwrap().starts_with(&[&whole[..], &whole[..cut]].concat()), "nothing is deleted");
    }
}

/// Whichever fault happens at whichever call: the files have the old or the new state, and the next append works.
#[test]
fn a_fault_at_every_call_leaves_the_old_or_the_new_state() {
    let errors = [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied, io::ErrorKind::NotFound];
    let mut faults: Vec<Fault> = errors.into_iter().map(Fault::Error).collect();
    faults.extend([0, 1, 40, 100_000].map(Fault::Short));
    faults.extend([0, 1, 40, 100_000].map(Fault::PowerLoss));
    faults.push(Fault::Kill);
    let mut failures = 0;
    for earlier in [0, 1] {
        for fault in &faults {
            for call in 0.. {
                let home = TempDir::new().unwrap();
                let disk = FaultyDisk::default();
                let mut one = journal_on(disk.clone(), &home);
                for number in 0..earlier {
                    one.append(&step(100 + number), NOW).unwrap();
                }
                let before = disk.calls();
                disk.plan(call, *fault);
                let result = one.append(&step(1), NOW);
                let context = format!("{fault:?} at call {call} after {earlier}: {result:?}");
                let mut kept: Vec<u32> = (0..earlier).map(|number| 100 + number).collect();
                let (steps, _) = read(&home);
                match result {
                    Ok(_) => {
                        kept.push(1);
                        assert_eq!(steps, kept, "{context}");
                    }
                    Err(_) => {
                        failures += 1;
                        assert!(steps == kept || steps == [&kept[..], &[1]].concat(), "{context}: {steps:?}");
                        kept = steps;
                    }
                }
                // The machine restarts, or the same process tries again.
                journal(&home).append(&step(2), NOW).unwrap();
                kept.push(2);
                assert_eq!(read(&home).0, kept, "{context}");
                if disk.calls() - before <= call {
                    break;
                }
            }
        }
    }
    assert!(failures > 100, "the faults did happen: {failures}");
}

#[test]
fn a_step_that_is_tried_again_is_the_same_line() {
    for fault in [Fault::Short(30), Fault::Short(100_000), Fault::Error(io::ErrorKind::StorageFull)] {
        for call in 0..20 {
            let home = TempDir::new().unwrap();
            let disk = FaultyDisk::default();
            let mut journal = journal_on(disk.clone(), &home);
            disk.plan(call, fault);
            if journal.append(&step(1), NOW).is_err() {
                let again = journal.append(&step(1), NOW + 5_000).unwrap();
                let next = journal.append(&step(2), NOW + 5_000).unwrap();
                assert!(next.stamp > again.stamp);
                let file = fs::read_to_string(home.path().join("farz/triage").join(NAME)).unwrap();
                let ones: Vec<_> = file.lines().filter_map(|line| Record::decode(line.as_bytes()).ok()).collect();
                assert!(ones.iter().filter(|one| one.step.id.number == 1).all(|one| one.stamp == again.stamp));
                assert_eq!(journal.history().unwrap().next_undo().unwrap().id.number, 2);
            }
        }
    }
}

#[test]
fn a_file_system_without_locks_is_told_once() {
    let home = TempDir::new().unwrap();
    let mut journal = journal_on(FaultyDisk::default().without_locks(), &home);
    assert_eq!(journal.append(&step(1), NOW).unwrap().diagnostics[0].what, Problem::NoLocks);
    assert_eq!(journal.append(&step(2), NOW).unwrap().diagnostics, []);
}

#[test]
fn a_folder_deleted_under_it_is_made_anew() {
    let home = TempDir::new().unwrap();
    let mut journal = journal(&home);
    journal.append(&step(1), NOW).unwrap();
    fs::remove_dir_all(home.path().join("farz")).unwrap();
    let appended = journal.append(&step(2), NOW).unwrap();
    assert_eq!(appended.before, 0);
    assert_eq!(read(&home), (vec![2], 0));
}

#[test]
fn two_processes_of_one_replica_never_make_one_stamp() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (journal(&home), journal(&home));
    let mut stamps = Vec::new();
    for round in 0..10 {
        stamps.push(one.append(&step(round * 2), NOW).unwrap().stamp);
        stamps.push(other.append(&step(round * 2 + 1), NOW).unwrap().stamp);
    }
    assert!(stamps.is_sorted_by(|one, other| one < other), "{stamps:?}");
    assert_eq!(read(&home).0, (0..20).collect::<Vec<_>>());
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let home = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let mut journal = journal(&home);
            scope.spawn(move || {
                (0..25).for_each(|number| drop(journal.append(&step(writer * 25 + number), NOW).unwrap()))
            });
        }
    });
    let (mut steps, broken) = read(&home);
    steps.sort_unstable();
    assert_eq!((steps, broken), ((0..100).collect(), 0));
}

#[test]
fn the_history_is_what_all_processes_of_this_replica_did() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (journal(&home), journal(&home));
    one.append(&step(1), NOW).unwrap();
    other.append(&step(2), NOW).unwrap();
    let undo =
        Step { id: StepId { session: 2, number: 1 }, kind: StepKind::Undo(step(2).id), edit: step(2).edit.inverse() };
    one.append(&undo, NOW).unwrap();
    let mut elsewhere = Journal::new(Arc::new(RealDisk), home.path().join("farz/triage"), ReplicaId(2));
    elsewhere.append(&step(9), NOW + 1).unwrap();
    let history = other.history().unwrap();
    assert_eq!(history.next_undo(), Some(&step(1)));
    assert_eq!(history.next_redo(), Some(&step(2)));
}

#[test]
fn conflict_copies_are_read_and_hidden_and_other_files_are_not() {
    let home = TempDir::new().unwrap();
    let mut journal = journal(&home);
    journal.append(&step(1), NOW).unwrap();
    let folder = home.path().join("farz/triage");
    fs::create_dir_all(folder.join(".git")).unwrap();
    for name in [
        ".git/x.jsonl",
        "0000000000000001/.hidden.jsonl",
        "0000000000000001/notes.txt",
        "0000000000000001/2026-11.sync-conflict-1.jsonl",
        "loose.jsonl",
    ] {
        fs::write(folder.join(name), "").unwrap();
    }
    let names: Vec<_> = journal.files().unwrap().into_iter().map(|file| file.name).collect();
    assert_eq!(names, [NAME, "0000000000000001/2026-11.sync-conflict-1.jsonl", "loose.jsonl"]);
}
