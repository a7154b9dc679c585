//! Decodes the lines of a journal file. For a large file, another thread reads ahead.

use super::disk::Disk;
use super::lines::{Line, Lines, MAX_LINE, Place};
use super::record::{Flaw, Record, Unread};
use std::io;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// The number of bytes from which another thread is worth starting.
const MANY: u64 = 1 << 20;

/// How many lines are handed over at a time.
const BATCH: usize = 512;

/// How many batches may be read ahead.
const AHEAD: usize = 8;

/// A decoded line.
#[derive(Debug)]
pub struct Decoded {
    /// The offset of the line in the file.
    pub offset: u64,
    /// The line number, counted from 1.
    pub number: usize,
    /// The record, or why the line could not be read.
    pub record: Result<Record, Unread>,
}

/// Decodes the complete lines of `file` after `from`, about `bytes` bytes, and passes each to `each`. Returns how far
/// it read, and the error that stopped it if the file could not be read.
///
/// # Errors
/// The error that `each` returns: then no more lines are read.
pub fn each_decoded<E>(
    disk: &dyn Disk,
    file: &Path,
    from: Place,
    bytes: u64,
    each: impl FnMut(Decoded) -> Result<(), E>,
) -> Result<(Place, Option<io::Error>), E> {
    let lines = Lines::after(disk, file, from);
    if bytes < MANY {
        return go_through(lines, each);
    }
    thread::scope(|scope| {
        let (out, batches) = sync_channel(AHEAD);
        let Ok(reader) = thread::Builder::new().spawn_scoped(scope, move || read_ahead(lines, &out)) else {
            // The system could not start a thread: this one does all the work.
            return go_through(Lines::after(disk, file, from), each);
        };
        batches.into_iter().flatten().try_for_each(each)?;
        let died = |_| (from, Some(io::Error::other("the thread that reads it died")));
        Ok(reader.join().unwrap_or_else(died))
    })
}

fn go_through<E>(
    mut lines: Lines<'_>,
    mut each: impl FnMut(Decoded) -> Result<(), E>,
) -> Result<(Place, Option<io::Error>), E> {
    loop {
        match next(&mut lines) {
            Ok(Some(line)) => each(line)?,
            Ok(None) => return Ok((lines.place(), None)),
            Err(error) => return Ok((lines.place(), Some(error))),
        }
    }
}

/// Reads to the end, or until the receiver is gone.
fn read_ahead(mut lines: Lines<'_>, out: &SyncSender<Vec<Decoded>>) -> (Place, Option<io::Error>) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let error = match next(&mut lines) {
            Ok(Some(line)) => {
                batch.push(line);
                if batch.len() >= BATCH && out.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
                    return (lines.place(), None);
                }
                continue;
            }
            Ok(None) => None,
            Err(error) => Some(error),
        };
        // If nobody receives the last lines, nobody needs the place either.
        let _ = out.send(batch);
        return (lines.place(), error);
    }
}

fn next(lines: &mut Lines<'_>) -> io::Result<Option<Decoded>> {
    let offset = lines.offset();
    let record = match lines.next_line()? {
        None => return Ok(None),
        Some(Line::Whole(line)) => Record::decode(line),
        Some(Line::TooLong) => Err(Unread::Foreign(Flaw::TooLong(MAX_LINE))),
    };
    Ok(Some(Decoded { offset, number: lines.number(), record }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Edit, Step, StepId, StepKind};
    use crate::storage::clock::Stamp;
    use crate::storage::disk::RealDisk;
    use crate::storage::faulty::{Fault, FaultyDisk};
    use crate::storage::replica_id::ReplicaId;
    use std::fs;

    fn file(folder: &Path, count: u32) -> std::path::PathBuf {
        let line = |number| {
            let step = Step { id: StepId { session: 1, number }, kind: StepKind::Edit, edit: Edit::new("x", []) };
            Record { stamp: Stamp { ms: 1, counter: number, replica: ReplicaId(1) }, step }.encode().unwrap()
        };
        let path = folder.join("a.jsonl");
        fs::write(&path, (0..count).flat_map(line).collect::<Vec<u8>>()).unwrap();
        path
    }

    fn numbers(path: &Path, bytes: u64) -> (Vec<u32>, Place) {
        let mut all = Vec::new();
        let each = |line: Decoded| {
            assert_eq!(line.number, all.len() + 1);
            all.push(line.record.unwrap().step.id.number);
            Ok::<(), ()>(())
        };
        let (place, error) = each_decoded(&RealDisk, path, Place::default(), bytes, each).unwrap();
        assert!(error.is_none());
        (all, place)
    }

    #[test]
    fn another_thread_reads_the_same_lines_in_their_order() {
        let home = tempfile::tempdir().unwrap();
        for count in [0, 1, 511, 512, 513, 5000] {
            let path = file(home.path(), count);
            let (read, place) = numbers(&path, MANY);
            assert_eq!(read, (0..count).collect::<Vec<_>>());
            assert_eq!((read, place), numbers(&path, 0));
            assert_eq!(place.offset, fs::metadata(&path).unwrap().len());
        }
    }

    #[test]
    fn it_ends_when_no_more_is_wanted_or_the_file_cannot_be_read_on() {
        let home = tempfile::tempdir().unwrap();
        let path = file(home.path(), 20_000);
        let mut left = 700;
        let each = |_| {
            left -= 1;
            if left == 0 { Err("enough") } else { Ok(()) }
        };
        assert_eq!(each_decoded(&RealDisk, &path, Place::default(), MANY, each).unwrap_err(), "enough");
        let disk = FaultyDisk::default();
        disk.plan(2, Fault::Error(io::ErrorKind::PermissionDenied));
        let mut count = 0;
        let each = |_| {
            count += 1;
            Ok::<(), ()>(())
        };
        let (place, error) = each_decoded(&disk, &path, Place::default(), MANY, each).unwrap();
        assert_eq!(error.unwrap().kind(), io::ErrorKind::PermissionDenied);
        assert!(count > 0 && count == place.lines, "{count} {place:?}");
    }
}
