//! Reads the lines of a journal file in pieces, from any place, whatever bytes they contain.

use super::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};

/// The longest line that is read, in bytes. A longer line is skipped; at most so much of it is held in memory.
pub const MAX_LINE: usize = 64 << 20;

const PIECE: usize = 256 << 10;

/// How far a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The offset after the last complete line.
    pub offset: u64,
    /// The number of complete lines before `offset`.
    pub lines: usize,
    /// The seal of the line before `offset`, to detect that the file was replaced: see [`seal`].
    pub seal: u64,
}

/// One complete line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The bytes, without the line ending.
    Whole(&'a [u8]),
    /// A line longer than [`MAX_LINE`].
    TooLong,
}

/// Returns a hash of the end of the last line read. If the hash differs later, the file was replaced.
#[must_use]
pub fn seal(line: &[u8]) -> u64 {
    let end = line.get(line.len().saturating_sub(SEALED - 1)..).unwrap_or(line);
    let digest = blake3::hash(end);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

/// How many bytes at the end of a line its seal covers, including the line ending.
pub const SEALED: usize = 1025;

/// Returns whether `file` still has the same line before `place` as when it was read up to there.
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

/// Returns the seal of the last line in `bytes`, the last [`SEALED`] bytes of a file or all of them; `None` if that
/// line has no line ending.
#[must_use]
pub fn seal_of_end(bytes: &[u8]) -> Option<u64> {
    let (b'\n', line) = bytes.split_last()? else { return None };
    let start = memchr::memrchr(b'\n', line).map_or(0, |at| at + 1);
    Some(seal(line.get(start..).unwrap_or(line)))
}

/// A reader of complete lines. It leaves the text after the last line ending for later: a process may still be
/// writing it.
#[derive(Debug)]
pub struct Lines<'a> {
    disk: &'a dyn Disk,
    file: PathBuf,
    place: Place,
    buffer: Vec<u8>,
    /// The offset of `buffer` in the file.
    origin: u64,
    /// The start of the next line in `buffer`.
    start: usize,
    /// How far `buffer` was searched for line endings.
    scanned: usize,
    too_long: bool,
    longest: usize,
    /// The range in `buffer` of the last line returned, while `place` lacks its seal.
    unsealed: Option<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// Creates a reader for the lines of `file` after `place`.
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

    /// Returns the place after the last line returned.
    #[must_use]
    pub fn place(&self) -> Place {
        let line = self.unsealed.and_then(|(start, end)| self.buffer.get(start..end));
        Place { seal: line.map_or(self.place.seal, seal), ..self.place }
    }

    /// Returns the offset of the next line in the file.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.place.offset
    }

    /// Returns the number of the last line returned, counted from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.place.lines
    }

    /// Returns the next complete line, or `None` if there is none yet.
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
                // Keeps the end of the line for its seal.
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
