//! Checking the library's copy of the decisions against the journal, piece by piece.
//!
//! If another program wrote to the library's file, or the file was restored from an old backup, it may show decisions
//! that nobody made. The journal wins; what only the library has (from a file that is gone) stays. farz marks what it
//! has checked, and does not check that again; it follows appends line by line, so they need no second check.
//!
//! # Invariants
//!
//! - farz checks the library's copy of the decisions against the journal in the background, in small pieces, and only
//!   once for what was not appended since; what only the library has stays.
//!   Tests: `what_another_program_wrote_into_the_copy_is_found_and_mended`,
//!   Tests: `an_untouched_copy_is_quiet_and_is_checked_once`, `what_a_file_said_that_is_gone_stays`.

use super::{Store, StoreError};
use crate::domain::ArticleId;
use crate::storage::diagnostic::{Diagnostic, Problem};
use crate::storage::journal::{Attempt, JournalError, failed};
use crate::storage::lines::{Line, Lines, Place, is_sealed};
use crate::storage::merge::Merged;
use crate::storage::record::Record;
use crate::storage::replica::random;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::time::Duration;

/// The maximum number of lines to read in one piece.
const LINES: usize = 256;
/// The number of bytes to read in one piece, apart from its last line.
const BYTES: u64 = 256 << 10;
/// The maximum number of articles to compare in one piece.
const ARTICLES: usize = 256;
/// The name under which the library stores the mark.
const MARK: &str = "verified";

/// What was checked: the generation of the copy, and the offset, line count and seal of each file.
type Mark = (Option<String>, BTreeMap<String, (u64, usize, u64)>);

/// The progress of a check.
#[derive(Debug, Default)]
pub struct Verification {
    begun: bool,
    generation: Option<String>,
    /// How far each file was read.
    read: HashMap<String, Place>,
    /// The merged content of the journal so far.
    said: BTreeMap<ArticleId, Merged>,
    /// The last article that was compared.
    after: Option<ArticleId>,
    mended: usize,
}

impl Store {
    /// Checks one piece of the library's copy, and corrects it. Returns the state with which to continue, or `None`
    /// if the check is done or not possible now; in the latter case, the next start checks again. The next
    /// [`Store::refresh`] reports the corrections.
    ///
    /// # Errors
    /// When the journal or the library cannot be read or written.
    pub fn verify(&mut self, check: Verification) -> Result<Option<Verification>, StoreError> {
        let mut check = check;
        let generation = self.library.meta("generation")?;
        if !check.begun {
            if self.is_verified(generation.as_ref())? {
                return Ok(None);
            }
            check.begun = true;
            check.generation.clone_from(&generation);
        }
        if generation != check.generation {
            // Another process has rebuilt or corrected the copy from the journal.
            self.news.rebuilt |= check.mended > 0;
            return Ok(None);
        }
        if self.read_piece(&mut check)? {
            return Ok(Some(check));
        }
        match self.compare_piece(check) {
            Err(StoreError::Library(error)) if error.is_busy() => Ok(None),
            result => result,
        }
    }

    /// Returns whether everything in the library was checked, or followed since.
    fn is_verified(&self, generation: Option<&String>) -> Result<bool, StoreError> {
        let mark = self.library.meta(MARK)?.and_then(|text| serde_json::from_str::<Mark>(&text).ok());
        let Some((marked, places)) = mark else { return Ok(false) };
        if marked.as_ref() != generation {
            return Ok(false);
        }
        let now = self.library.places()?;
        for (name, (offset, lines, seal)) in places {
            let path = self.journal.folder().join(&name);
            let place = Place { offset, lines, seal };
            let followed = now.get(&name).is_some_and(|now| now.offset >= offset);
            if !followed || !is_sealed(&**self.journal.disk(), &path, place).unwrap_or(false) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads a piece of the first file that was not yet read as far as the library has it. Returns whether there was
    /// one.
    fn read_piece(&self, check: &mut Verification) -> Result<bool, StoreError> {
        let places = self.library.places()?;
        for file in self.journal.files()? {
            let end = places.get(&file.name).copied().unwrap_or_default();
            let start = check.read.get(&file.name).copied().unwrap_or_default();
            if start.offset >= end.offset {
                continue;
            }
            let mut lines = Lines::after(&**self.journal.disk(), &file.path, start);
            let mut left = LINES;
            while left > 0 && lines.offset() < end.offset && lines.offset() - start.offset < BYTES {
                left -= 1;
                match lines.next_line() {
                    Ok(Some(Line::Whole(line))) => {
                        let Ok(record) = Record::decode(line) else { continue };
                        for change in &record.step.edit.changes {
                            let merged = check.said.entry(change.article).or_default();
                            change.fields.iter().for_each(|field| merged.apply(field, record.stamp));
                        }
                    }
                    Ok(Some(Line::TooLong)) => {}
                    // The file became shorter: following it detects that.
                    Ok(None) => break,
                    Err(error) => {
                        return Err(failed(Attempt::Read, &file.path)(error).into());
                    }
                }
            }
            let place = lines.place();
            if place.offset > start.offset {
                check.read.insert(file.name, place);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn compare_piece(&mut self, mut check: Verification) -> Result<Option<Verification>, StoreError> {
        let library = self.library.path().to_owned();
        let mut writer = self.library.write_within(Duration::ZERO)?;
        for (name, place) in &check.read {
            let now = writer.place(name)?.offset;
            if now != place.offset {
                // A process saved a decision meanwhile, which must be read first. A shorter file is read again
                // elsewhere.
                return Ok((now > place.offset).then_some(check));
            }
        }
        let from = check.after.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut count, mut mended) = (0, 0);
        for (id, said) in check.said.range((from, Bound::Unbounded)).take(ARTICLES) {
            check.after = Some(*id);
            count += 1;
            mended += usize::from(writer.mend(*id, said)?);
        }
        let done = count < ARTICLES;
        if mended > 0 {
            // The new generation shows other processes that what they know is no longer valid.
            check.generation = Some(format!("{:016x}", random().map_err(StoreError::Random)?));
            check.mended += mended;
            writer.set_meta("generation", check.generation.as_deref().unwrap_or_default())?;
        }
        if done {
            let place = |(name, place): (&String, &Place)| (name.clone(), (place.offset, place.lines, place.seal));
            let mark: Mark = (check.generation.clone(), check.read.iter().map(place).collect());
            writer.set_meta(MARK, &serde_json::to_string(&mark).map_err(JournalError::Encode)?)?;
        }
        if done || mended > 0 {
            writer.commit()?;
        }
        if mended > 0 {
            self.generation.clone_from(&check.generation);
            self.generation_known = true;
        }
        if !done {
            return Ok(Some(check));
        }
        if check.mended > 0 {
            let what = Problem::Corrected { articles: check.mended };
            self.news.diagnostics.push(Diagnostic::file(library, what));
            self.news.rebuilt = true;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Change, Edit, FieldChange, Step, StepId, StepKind, Verdict};
    use crate::storage::paths::Paths;
    use std::fs;
    use std::path::Path;
    use tempfile::TempDir;

    const NOW: i64 = 1_795_000_000_000;

    fn open(home: &Path) -> Store {
        Store::open(&Paths::within(home), NOW).unwrap().0
    }

    fn id(number: u32) -> ArticleId {
        let mut id = [0; 10];
        id[..4].copy_from_slice(&number.to_be_bytes());
        ArticleId(id)
    }

    fn keep(store: &mut Store, number: u32) {
        let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Keep }];
        let edit = Edit::new("keep", [Change { article: id(number), fields }]);
        store.commit(&Step { id: StepId { session: 1, number }, kind: StepKind::Edit, edit }, NOW).unwrap();
    }

    /// Runs a check to its end, and returns how many pieces it took.
    fn verify(store: &mut Store) -> usize {
        let (mut check, mut pieces) = (Some(Verification::default()), 0);
        while let Some(now) = check {
            check = store.verify(now).unwrap();
            pieces += 1;
        }
        pieces
    }

    #[test]
    fn an_untouched_copy_is_quiet_and_is_checked_once() {
        let home = TempDir::new().unwrap();
        let mut store = open(home.path());
        (0..600).for_each(|number| keep(&mut store, number));
        assert!(verify(&mut store) >= 5, "three pieces of lines, three of articles");
        assert!(store.refresh().unwrap().is_empty());
        assert_eq!(verify(&mut store), 1, "the mark is enough");
        keep(&mut store, 600);
        drop(store);
        let mut store = open(home.path());
        assert_eq!(verify(&mut store), 1, "an append was followed");
        store.rebuild().unwrap();
        assert!(verify(&mut store) > 1, "a copy that was made anew is looked at");
    }

    #[test]
    fn what_another_program_wrote_into_the_copy_is_found_and_mended() {
        for sql in [
            "UPDATE triage SET verdict = 2",
            "UPDATE triage SET tags = '[\"other\"]', note = 'x'",
            "UPDATE triage SET registers = 'broken'",
            "UPDATE triage SET registers = '{}'",
            "DELETE FROM triage",
        ] {
            let home = TempDir::new().unwrap();
            let mut store = open(home.path());
            keep(&mut store, 1);
            keep(&mut store, 2);
            let before = store.triage(id(1)).unwrap();
            store.library.tamper(&format!("{sql} WHERE id = x'00000001000000000000'"));
            verify(&mut store);
            assert_eq!(store.triage(id(1)).unwrap(), before, "{sql}");
            let news = store.refresh().unwrap();
            assert!(news.rebuilt && news.diagnostics.len() == 1, "{sql}: {news:?}");
            assert_eq!(news.diagnostics[0].what, Problem::Corrected { articles: 1 });
            assert_eq!(verify(&mut store), 1, "it was checked");
        }
    }

    #[test]
    fn a_decision_saved_during_the_check_stands() {
        let home = TempDir::new().unwrap();
        let mut store = open(home.path());
        keep(&mut store, 1);
        let check = store.verify(Verification::default()).unwrap().unwrap();
        keep(&mut store, 2);
        store.library.tamper("UPDATE triage SET verdict = 0 WHERE id = x'00000002000000000000'");
        let mut check = Some(check);
        while let Some(now) = check {
            check = store.verify(now).unwrap();
        }
        assert_eq!(store.triage(id(2)).unwrap().verdict, Verdict::Keep);
    }

    #[test]
    fn what_a_file_said_that_is_gone_stays() {
        let home = TempDir::new().unwrap();
        let mut store = open(home.path());
        keep(&mut store, 1);
        let file = store.journal.files().unwrap().remove(0).path;
        fs::remove_file(file).unwrap();
        keep(&mut store, 2);
        assert!(store.refresh().unwrap().rebuilt);
        verify(&mut store);
        assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
        assert!(!store.refresh().unwrap().rebuilt);
    }
}
