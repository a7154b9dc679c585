//! Changes the library, one transaction at a time.

use super::merging::Merging;
use super::read::{language_of, verdict_of};
use super::schema::{Library, LibraryError, PATIENCE};
use crate::domain::{Article, ArticleId, Change, FieldChange, Tag, Verdict};
use crate::storage::clock::Stamp;
use crate::storage::diagnostic::Part;
use crate::storage::lines::Place;
use crate::storage::merge::{Merged, Register};
use crate::storage::record::Record;
use crate::storage::replica_id::ReplicaId;
use crate::text::fold::fold;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

/// How many articles' states are held in memory before they are written.
const HELD: usize = 65_536;

/// What happened to an article that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was not in the library.
    New,
    /// It is in the library with the same text: nothing changed.
    Known,
    /// It is in the library, and is now known to come from another source too.
    Joined,
    /// It was in the library with another text, which this one replaced; the decisions about it stay.
    Changed,
}

/// For each article that was added, in order: its id in the library, and what happened to it.
pub type Outcome = Vec<(ArticleId, Added)>;

/// An open transaction: [`Writer::commit`] saves all of it, or nothing.
#[derive(Debug)]
pub struct Writer<'a> {
    transaction: Transaction<'a>,
    held: HashMap<ArticleId, Merged>,
    latest: Option<(u64, u32)>,
    merging: Merging,
}

/// The stamp of a register: milliseconds, counter, replica.
type At = (u64, u32, u64);

/// The stamps of an article as they are stored. The values of single fields are in columns of their own.
#[derive(Default, Serialize, Deserialize)]
struct Registers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    v: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<At>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    t: Vec<(String, bool, At)>,
}

fn at_of<T>(register: Option<&Register<T>>) -> Option<At> {
    register.map(|register| (register.at.ms, register.at.counter, register.at.replica.0))
}

fn register<T>(value: T, at: Option<At>) -> Option<Register<T>> {
    at.map(|at| Register { value, at: stamp(at) })
}

fn stamp((ms, counter, replica): At) -> Stamp {
    Stamp { ms, counter, replica: ReplicaId(replica) }
}

impl Registers {
    fn of(merged: &Merged) -> Self {
        let tags = merged.tags.iter();
        Self {
            v: at_of(merged.verdict.as_ref()),
            r: at_of(merged.read.as_ref()),
            n: at_of(merged.note.as_ref()),
            p: at_of(merged.position.as_ref()),
            t: tags.filter_map(|(tag, on)| Some((tag.to_string(), on.value, at_of(Some(on))?))).collect(),
        }
    }

    fn merged(self, verdict: Verdict, read: bool, note: String, position: u32) -> Merged {
        let tags = self
            .t
            .into_iter()
            .filter_map(|(name, value, at)| Some((Tag::new(&name).ok()?, Register { value, at: stamp(at) })));
        Merged {
            verdict: register(verdict, self.v),
            read: register(read, self.r),
            note: register(note, self.n),
            position: register(position, self.p),
            tags: tags.collect(),
        }
    }
}

/// Returns the digest of an article's text: if it differs, the article has changed.
fn digest(article: &Article) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in [article.format.name(), &article.title, &article.body] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

/// Returns a number for an origin: origins may be long, so the index has a number for each.
fn origin_key(origin: &str) -> Option<i64> {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(origin.as_bytes()).as_bytes()[..8]);
    (!origin.is_empty()).then(|| i64::from_le_bytes(bytes))
}

fn json<T: Serialize>(value: &T) -> Result<String, LibraryError> {
    serde_json::to_string(value).map_err(|_| LibraryError::Corrupt(Part::Value))
}

#[cfg(test)]
impl Library {
    /// Changes the file as another program may do.
    pub fn tamper(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap();
    }
}

impl Library {
    /// Begins a transaction. Waits for those of other processes.
    ///
    /// # Errors
    /// When another process holds the library for too long, or SQLite reports an error.
    pub fn write(&mut self) -> Result<Writer<'_>, LibraryError> {
        self.write_within(PATIENCE)
    }

    /// Begins a transaction, unless another process holds the library for longer than `patience`.
    ///
    /// # Errors
    /// See [`Library::write`]; [`LibraryError::is_busy`] if another process holds it.
    pub fn write_within(&mut self, patience: Duration) -> Result<Writer<'_>, LibraryError> {
        self.connection.busy_timeout(patience)?;
        let begun = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        self.connection.busy_timeout(PATIENCE)?;
        Ok(Writer { transaction: begun?, held: HashMap::new(), latest: None, merging: self.merging.clone() })
    }
}

impl Writer<'_> {
    /// Returns the transaction, for the other files of this folder.
    pub(super) fn transaction(&self) -> &Transaction<'_> {
        &self.transaction
    }

    /// Returns which articles share a row because their texts are the same.
    pub(super) fn merging(&self) -> &Merging {
        &self.merging
    }

    /// Returns the key of the article that was added last.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn last_key(&self) -> Result<i64, LibraryError> {
        let mut statement = self.transaction.prepare_cached("SELECT coalesce(max(key), 0) FROM articles")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Saves all changes of the transaction.
    ///
    /// # Errors
    /// When SQLite reports an error: then nothing is saved.
    pub fn commit(mut self) -> Result<(), LibraryError> {
        self.flush()?;
        if let Some(latest) = self.latest {
            let known = self.latest_stamp()?;
            if known.is_none_or(|known| known < latest) {
                self.set_meta("clock", &json(&latest)?)?;
            }
        }
        Ok(self.transaction.commit()?)
    }

    /// Adds articles, in order. Returns for each its id in the library and what happened to it; and the changes that
    /// add the tags of new articles, except tags that were ever added or removed before.
    ///
    /// If an article has no link and an unknown id, but the origin of an article in the library, it is a new text of
    /// that article, which keeps its id.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn add(&mut self, articles: &[Article]) -> Result<(Outcome, Vec<Change>), LibraryError> {
        self.flush()?;
        let mut outcome = Vec::with_capacity(articles.len());
        let mut tagged = Vec::new();
        // Two texts of one origin in the same call are two articles, not two states of one.
        let mut here = HashSet::new();
        for article in articles {
            let digest = digest(article);
            let (id, added) = match self.find(article, &here)? {
                None => match self.twin(article, &digest)? {
                    Some(story) => (story, Added::Known),
                    None => {
                        tagged.extend(self.insert(article, &digest)?);
                        (article.id, Added::New)
                    }
                },
                Some((_, id, known)) if known == digest => (id, Added::Known),
                // If a feed has two items with one link, the first counts. Otherwise each would change the article at
                // every fetch.
                Some((_, id, _)) if here.contains(&id) && Self::is_of_web(article) => (id, Added::Known),
                Some((key, id, _)) if self.belongs_elsewhere(key, article)? => (id, Added::Known),
                Some((key, id, _)) => {
                    self.update(key, article, &digest)?;
                    (id, Added::Changed)
                }
            };
            let noted = self.note_origin(id, article)?;
            let joined = noted && added != Added::New && self.name_sources(id)?;
            here.insert(id);
            outcome.push((id, if joined && added == Added::Known { Added::Joined } else { added }));
        }
        Ok((outcome, tagged))
    }

    /// Returns the key, id and digest of the stored article that `article` is.
    fn find(
        &self,
        article: &Article,
        here: &HashSet<ArticleId>,
    ) -> Result<Option<(i64, ArticleId, [u8; 16])>, LibraryError> {
        let found = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, ArticleId(row.get(1)?), row.get(2)?));
        let mut by_id = self.transaction.prepare_cached("SELECT key, id, digest FROM articles WHERE id = ?1")?;
        let known = by_id.query_row([article.id.0], found).optional()?;
        if known.is_some() || !article.link.is_empty() {
            return Ok(known);
        }
        let Some(key) = origin_key(&article.origin) else { return Ok(None) };
        let mut by_origin = self.transaction.prepare_cached(
            "SELECT key, id, digest FROM articles WHERE origin_key = ?1 AND origin = ?2 ORDER BY key DESC LIMIT 1",
        )?;
        let known = by_origin.query_row(params![key, article.origin], found).optional()?;
        Ok(known.filter(|(_, id, _)| !here.contains(id)))
    }

    pub(super) fn insert(&mut self, article: &Article, digest: &[u8; 16]) -> Result<Option<Change>, LibraryError> {
        let merged = self.load(article.id)?;
        let triage = merged.triage();
        let names: Vec<&str> = article.tags.iter().map(Tag::as_str).collect();
        let (language, detected) = language_of(article);
        self.transaction
            .prepare_cached(
                "INSERT INTO articles (id, title, folded, source, date, verdict, read, changed, author, link, published,
                                       added, language, format, origin, origin_key, tags, digest, detected)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?18, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?19)",
            )?
            .execute(params![
                article.id.0,
                article.title,
                fold(&article.title),
                article.source,
                article.published.unwrap_or(article.added),
                triage.verdict as i64,
                triage.read,
                article.author,
                article.link,
                article.published,
                article.added,
                language,
                article.format.name(),
                article.origin,
                origin_key(&article.origin),
                json(&names)?,
                digest,
                article.changed,
                detected,
            ])?;
        let key = self.transaction.last_insert_rowid();
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO bodies (key, body) VALUES (?1, ?2)")?
            .execute(params![key, article.body])?;
        // A library that was lost and filled again must not undo the decisions about a source's tags.
        let mut tags: Vec<&Tag> = article.tags.iter().filter(|tag| !merged.tags.contains_key(tag)).collect();
        tags.sort_unstable();
        tags.dedup();
        let fields: Vec<_> = tags.into_iter().map(|tag| FieldChange::Tag { tag: tag.clone(), added: true }).collect();
        Ok((!fields.is_empty()).then_some(Change { article: article.id, fields }))
    }

    /// Updates an article. Values that the source no longer gives stay unchanged.
    fn update(&mut self, key: i64, article: &Article, digest: &[u8; 16]) -> Result<(), LibraryError> {
        let names: Vec<&str> = article.tags.iter().map(Tag::as_str).collect();
        let (language, detected) = language_of(article);
        self.transaction
            .prepare_cached(
                "UPDATE articles SET title = ?2, folded = ?3, source = ?4, published = coalesce(?5, published),
                        date = coalesce(?5, date), author = iif(?6 = '', author, ?6), link = iif(?7 = '', link, ?7),
                        language = iif(?14 AND language <> '' AND NOT detected, language, ?8),
                        detected = ?14 AND (language = '' OR detected),
                        format = ?9, origin = iif(?10 = '', origin, ?10),
                        origin_key = coalesce(?11, origin_key), tags = ?12, digest = ?13, changed = 1
                 WHERE key = ?1",
            )?
            .execute(params![
                key,
                article.title,
                fold(&article.title),
                article.source,
                article.published,
                article.author,
                article.link,
                language,
                article.format.name(),
                article.origin,
                origin_key(&article.origin),
                json(&names)?,
                digest,
                detected,
            ])?;
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO bodies (key, body) VALUES (?1, ?2)")?
            .execute(params![key, article.body])?;
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO edits (id, n)
                 SELECT id, (SELECT coalesce(max(n), 0) + 1 FROM edits) FROM articles WHERE key = ?1",
            )?
            .execute([key])?;
        Ok(())
    }

    /// Records that the user saw the changed text of an article.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn seen(&mut self, id: ArticleId) -> Result<(), LibraryError> {
        let mut statement =
            self.transaction.prepare_cached("UPDATE articles SET changed = 0 WHERE id = ?1 AND changed <> 0")?;
        statement.execute([id.0])?;
        Ok(())
    }

    /// Merges a record of the journal.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn merge(&mut self, record: &Record) -> Result<(), LibraryError> {
        let Record { stamp, step } = record;
        self.latest = self.latest.max(Some((stamp.ms, stamp.counter)));
        for change in &step.edit.changes {
            match self.held.get_mut(&change.article) {
                Some(merged) => change.fields.iter().for_each(|field| merged.apply(field, *stamp)),
                None => {
                    let mut merged = self.load(change.article)?;
                    change.fields.iter().for_each(|field| merged.apply(field, *stamp));
                    self.held.insert(change.article, merged);
                }
            }
            if self.held.len() >= HELD {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Corrects the stored state of an article by what the journal `said`; later values in the stored state stay.
    /// Returns whether something was wrong.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn mend(&mut self, id: ArticleId, said: &Merged) -> Result<bool, LibraryError> {
        self.flush()?;
        let (held, broken) = match self.load(id) {
            Ok(held) => (held, false),
            Err(LibraryError::Corrupt(_)) => (Merged::default(), true),
            Err(error) => return Err(error),
        };
        let mended = held.clone().amended(said);
        let now = mended.triage();
        let tags = json(&now.tags.iter().map(Tag::as_str).collect::<Vec<_>>())?;
        let shown = !broken && held == mended && {
            let mut statement = self.transaction.prepare_cached(
                "SELECT 1 FROM triage t LEFT JOIN articles a ON a.id = t.id
                 WHERE t.id = ?1 AND t.verdict = ?2 AND t.read = ?3 AND t.note = ?4 AND t.position = ?5 AND t.tags = ?6
                       AND coalesce(a.verdict, ?2) = ?2 AND coalesce(a.read, ?3) = ?3",
            )?;
            statement.exists(params![id.0, now.verdict as i64, now.read, now.note, now.position, tags])?
        };
        if !shown {
            self.held.insert(id, mended);
            self.flush()?;
        }
        Ok(!shown)
    }

    fn load(&self, id: ArticleId) -> Result<Merged, LibraryError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT verdict, read, note, position, registers FROM triage WHERE id = ?1")?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(Merged::default()) };
        let registers: Registers = serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or_default())
            .map_err(|_| LibraryError::Corrupt(Part::Decisions))?;
        Ok(registers.merged(verdict_of(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?))
    }

    fn flush(&mut self) -> Result<(), LibraryError> {
        let mut held: Vec<_> = self.held.drain().collect();
        held.sort_unstable_by_key(|(id, _)| *id);
        let mut triage = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO triage (id, verdict, read, note, position, tags, registers)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut article = self.transaction.prepare_cached(
            "UPDATE articles SET verdict = ?2, read = ?3 WHERE id = ?1 AND (verdict <> ?2 OR read <> ?3)",
        )?;
        for (id, merged) in held {
            let now = merged.triage();
            let (verdict, tags) = (now.verdict as i64, now.tags.iter().map(Tag::as_str).collect::<Vec<_>>());
            let registers = json(&Registers::of(&merged))?;
            triage.execute(params![id.0, verdict, now.read, now.note, now.position, json(&tags)?, registers])?;
            article.execute(params![id.0, verdict, now.read])?;
        }
        Ok(())
    }

    /// Discards the copy of all decisions and how far the journal was read, for a replay from its beginning.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn forget_triage(&mut self) -> Result<(), LibraryError> {
        self.held.clear();
        self.transaction.execute_batch(
            "DELETE FROM triage; DELETE FROM journal; DELETE FROM unread_lines; DELETE FROM meta WHERE name = 'clock';
             UPDATE articles SET verdict = 0, read = 0 WHERE verdict <> 0 OR read <> 0;",
        )?;
        Ok(())
    }

    /// Sets a copy of all decisions aside, to compare it with the result of a replay: see [`Writer::lost`].
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn put_aside(&mut self) -> Result<(), LibraryError> {
        self.flush()?;
        self.transaction.execute_batch(
            "CREATE TEMP TABLE aside AS SELECT id, verdict, read, note, position, registers FROM triage",
        )?;
        Ok(())
    }

    /// Returns, by stamp, the decisions that were set aside and are later than the current ones. Discards what was
    /// set aside.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn lost(&mut self) -> Result<BTreeMap<Stamp, Vec<Change>>, LibraryError> {
        self.flush()?;
        let mut lost: BTreeMap<Stamp, Vec<Change>> = BTreeMap::new();
        let mut statement = self.transaction.prepare(
            "SELECT aside.id, aside.verdict, aside.read, aside.note, aside.position, aside.registers
             FROM aside LEFT JOIN triage ON triage.id = aside.id
             WHERE triage.registers IS NULL OR triage.registers <> aside.registers",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let article = ArticleId(row.get(0)?);
            // A row that cannot be read is skipped.
            let Ok(registers) = serde_json::from_str::<Registers>(row.get_ref(5)?.as_str().unwrap_or_default()) else {
                continue;
            };
            let aside = registers.merged(verdict_of(row.get(1)?), row.get(2)?, row.get(3)?, row.get(4)?);
            for (stamp, field) in aside.beyond(&self.load(article)?) {
                let changes = lost.entry(stamp).or_default();
                match changes.last_mut().filter(|change| change.article == article) {
                    Some(change) => change.fields.push(field),
                    None => changes.push(Change { article, fields: vec![field] }),
                }
            }
        }
        drop(rows);
        drop(statement);
        self.transaction.execute_batch("DROP TABLE aside")?;
        Ok(lost)
    }

    /// Returns how far a journal file was read, as this transaction sees it.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn place(&self, name: &str) -> Result<Place, LibraryError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT offset, lines, seal FROM journal WHERE name = ?1")?;
        let found = statement.query_row([name], |row| {
            let (offset, lines, seal): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Place { offset: offset.max(0) as u64, lines: lines.max(0) as usize, seal: seal as u64 })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Records how far a journal file was read.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn set_place(&mut self, name: &str, place: Place) -> Result<(), LibraryError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO journal (name, offset, lines, seal) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![name, place.offset as i64, place.lines as i64, place.seal as i64])?;
        Ok(())
    }

    /// Records a journal line that could not be read.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn add_unread_line(&mut self, name: &str, line: usize, what: &str) -> Result<(), LibraryError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO unread_lines (name, line, what) VALUES (?1, ?2, ?3)")?
            .execute(params![name, line as i64, what])?;
        Ok(())
    }

    /// Stores a value about the library itself.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn set_meta(&mut self, name: &str, value: &str) -> Result<(), LibraryError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
            .execute([name, value])?;
        Ok(())
    }

    /// Returns a value about the library itself, as this transaction sees it.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn meta(&self, name: &str) -> Result<Option<String>, LibraryError> {
        let mut statement = self.transaction.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Returns the milliseconds and the counter of the latest stamp that was merged.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn latest_stamp(&self) -> Result<Option<(u64, u32)>, LibraryError> {
        Ok(self.meta("clock")?.and_then(|text| serde_json::from_str(&text).ok()))
    }
}
