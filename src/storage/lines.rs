//! The lines of a journal file, read in pieces from any place on, whatever stands in them.

use super::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};

/// The longest line that is read, in bytes. A longer one is passed over without being held in memory.
pub const MAX_LINE: usize = 64 << 20;

const PIECE: usize = 256 << 10;

/// How far a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The byte after the last whole line.
    pub offset: u64,
    /// How many whole lines that were.
    pub lines: usize,
    /// What tells that the file before `offset` is still the same: see [`seal`].
    pub seal: u64,
}

/// One whole line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Its bytes, without the line end.
    Whole(&'a [u8]),
    /// It is longer than [`MAX_LINE`].
    TooLong,
}

/// A number that stands for the end of the last line read: where it differs, the file was replaced.
#[must_use]
pub fn seal(line: &[u8]) -> u64 {
    let end = line.get(line.len().saturating_sub(SEALED - 1)..).unwrap_or(line);
    let digest = blake3::hash(end);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

/// How many bytes of a line its seal is made from, with its line end.
pub const SEALED: usize = 1025;

/// Whether `file` still has before `place` what it had when it was read up to there.
///
/// # Errors
/// When it cannot be read.
pub fn is_sealed(disk: &dyn Disk, file: &Path, place: Place) -> io::Result<bool> {
    if place.offset == 0 {
        return Ok(true);
    }
    let start = place.offset.saturating_sub(SEALED as u64);
    let bytes = disk.read(file, start, (place.offset - start) as usize)?;
    Ok(seal_of_end(&bytes) == Some(place.seal))
}

/// The seal of the line at whose end the last bytes of a file, [`SEALED`] of them or all, stand; nothing where that line has
/// no end.
#[must_use]
pub fn seal_of_end(bytes: &[u8]) -> Option<u64> {
    let (b'\n', line) = bytes.split_last()? else { return None };
    let start = memchr::memrchr(b'\n', line).map_or(0, |at| at + 1);
    Some(seal(line.get(start..).unwrap_or(line)))
}

/// Reads whole lines. What stands after the last line end is left for later: somebody may be writing it.
#[derive(Debug)]
pub struct Lines<'a> {
    disk: &'a dyn Disk,
    file: PathBuf,
    place: Place,
    buffer: Vec<u8>,
    /// Where the file stands that `buffer` begins with.
    origin: u64,
    /// Where the next line begins in `buffer`.
    start: usize,
    /// How much of `buffer` is known to hold no further line end.
    scanned: usize,
    too_long: bool,
    longest: usize,
    /// Where the last line given stands in `buffer`, as long as `place` lacks its seal.
    unsealed: Option<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// The lines of `file` after `place`.
    #[must_use]
    pub fn after(disk: &'a dyn Disk, file: &Path, place: Place) -> Self {
        Self {
            disk,
            file: file.to_owned(),
            place,
            buffer: Vec::new(),
            origin: place.offset,
            start: 0,
            scanned: 0,
            too_long: false,
            longest: MAX_LINE,
            unsealed: None,
        }
    }

    /// How far it was read: the place after the last line given.
    #[must_use]
    pub fn place(&self) -> Place {
        let line = self.unsealed.and_then(|(start, end)| self.buffer.get(start..end));
        Place { seal: line.map_or(self.place.seal, seal), ..self.place }
    }

    /// Where the next line begins in the file.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.place.offset
    }

    /// The number of the last line given, counted from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.place.lines
    }

    /// The next whole line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        let end = loop {
            let rest = self.buffer.get(self.scanned..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', rest) {
                break self.scanned + at;
            }
            if self.too_long || self.buffer.len() - self.start > self.longest {
                self.too_long = true;
                // The end of the line is kept for its seal.
                self.start = self.start.max(self.buffer.len().saturating_sub(SEALED));
            }
            self.place = self.place();
            self.unsealed = None;
            self.buffer.drain(..self.start);
            self.origin += self.start as u64;
            (self.start, self.scanned) = (0, self.buffer.len());
            let piece = self.disk.read(&self.file, self.origin + self.buffer.len() as u64, PIECE)?;
            if piece.is_empty() {
                return Ok(None);
            }
            self.buffer.extend_from_slice(&piece);
        };
        let line = self.buffer.get(self.start..end).unwrap_or_default();
        self.unsealed = Some((self.start, end));
        (self.start, self.scanned) = (end + 1, end + 1);
        self.place.offset = self.origin + self.start as u64;
        self.place.lines += 1;
        let too_long = std::mem::take(&mut self.too_long) || line.len() > self.longest;
        Ok(Some(if too_long { Line::TooLong } else { Line::Whole(line) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::disk::RealDisk;
    use std::fs;

    fn all(lines: &mut Lines<'_>) -> Vec<Option<Vec<u8>>> {
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push(match line {
                Line::Whole(bytes) => Some(bytes.to_vec()),
                Line::TooLong => None,
            });
        }
        found
    }

    #[test]
    fn whole_lines_are_read_and_the_tail_waits() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a");
        fs::write(&file, b"one\n\xff\xfe\n\nto").unwrap();
        let mut lines = Lines::after(&RealDisk, &file, Place::default());
        assert_eq!(all(&mut lines), [Some(b"one".to_vec()), Some(b"\xff\xfe".to_vec()), Some(vec![])]);
        let place = lines.place();
        assert_eq!((place.offset, place.lines), (8, 3));
        fs::write(&file, b"one\n\xff\xfe\n\ntorn\n").unwrap();
        assert!(is_sealed(&RealDisk, &file, place).unwrap());
        let mut lines = Lines::after(&RealDisk, &file, place);
        assert_eq!(all(&mut lines), [Some(b"torn".to_vec())]);
        assert_eq!(lines.place().lines, 4);
    }

    #[test]
    fn lines_longer_than_a_piece_are_whole_and_too_long_ones_are_passed_over() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a");
        let long = vec![b'x'; PIECE * 2 + 17];
        fs::write(&file, [b"a\n", &long[..], b"\nb\n"].concat()).unwrap();
        let mut lines = Lines::after(&RealDisk, &file, Place::default());
        assert_eq!(all(&mut lines), [Some(b"a".to_vec()), Some(long.clone()), Some(b"b".to_vec())]);
        for longest in [10, PIECE, PIECE * 2] {
            let mut lines = Lines::after(&RealDisk, &file, Place::default());
            lines.longest = longest;
            assert_eq!(all(&mut lines), [Some(b"a".to_vec()), None, Some(b"b".to_vec())]);
            assert!(lines.buffer.capacity() < PIECE * 6);
        }
    }

    #[test]
    fn the_seal_of_a_long_line_holds_and_a_replaced_file_breaks_it() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a");
        for line in [vec![b'y'; PIECE + 5], b"short".to_vec(), vec![b'z'; SEALED], vec![]] {
            fs::write(&file, [&b"first\n"[..], &line, b"\n"].concat()).unwrap();
            for longest in [MAX_LINE, 100] {
                let mut lines = Lines::after(&RealDisk, &file, Place::default());
                lines.longest = longest;
                all(&mut lines);
                assert!(is_sealed(&RealDisk, &file, lines.place()).unwrap());
                let other = Place { offset: lines.place().offset - 1, ..lines.place() };
                assert!(!is_sealed(&RealDisk, &file, other).unwrap());
            }
        }
    }
}
