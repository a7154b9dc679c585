//! Exports everything to one file, and imports it: `farz export` and `farz import`.
//!
//! The file is JSON Lines. First come the steps in the journal of all replicas, as their lines are;
//! blank, foreign and too long lines are left out. Then comes a line for each
//! article, with `"kind":"article"`, its text and its triage, which is for other programs and ignored by an import.
//! The first line announces an end mark; the last line is the end mark, with the number of steps and articles between
//! them:
//!
//! ```json
//! {"kind":"begin","end_mark":true}
//! {"kind":"end","steps":2,"articles":4}
//! ```
//!
//! So an import recognizes a truncated file, even one that was cut at a line ending. It also accepts an export
//! without these two lines, from an older farz or from a program that removed lines.

use super::disk::{Disk, RealDisk};
use super::journal::{Attempt, JournalError, failed};
use super::library::{Added, Cursor};
use super::lines::{Line, Lines, MAX_LINE, Place};
use super::record::{Record, Unread};
use super::replacement::{Replacement, part_of, target_of};
use super::store::{Store, StoreError};
use crate::domain::{Article, ArticleId, Format, Tag, Triage};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// How many articles are read or added at a time.
const CHUNK: usize = 1000;

/// The result of an export or import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transferred {
    /// The number of steps of the journal.
    pub steps: usize,
    /// The number of articles.
    pub articles: usize,
    /// The number of articles that were skipped because the library has them.
    pub known: usize,
    /// The number of lines that were skipped because they are not part of an export.
    pub foreign: usize,
    /// The sign that something is missing in the file.
    pub cut: Option<Cut>,
}

/// The sign that a file was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The last line, with this number, has no line ending and is incomplete.
    Within(usize),
    /// The end mark that was announced is missing after this line.
    After(usize),
    /// The counts in the end mark on this line differ from the lines before it.
    Otherwise(usize),
}

impl Cut {
    /// Returns the message about `file`.
    #[must_use]
    pub fn told(self, file: &Path) -> String {
        let file = file.display();
        match self {
            Self::Within(line) => {
                format!("{file}:{line}: the file was cut off in this line; what is whole was taken in")
            }
            Self::After(line) => {
                format!("{file}:{line}: the file ends before its end mark: it was cut off; what is in it was taken in")
            }
            Self::Otherwise(line) => {
                format!(
                    "{file}:{line}: the end mark counts other steps and articles than the file has; those were taken in"
                )
            }
        }
    }
}

/// The first or the last line of an export.
#[derive(Serialize, Deserialize)]
struct Mark<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_mark: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    steps: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    articles: Option<usize>,
}

impl Mark<'_> {
    fn begin() -> Self {
        Self { kind: "begin".into(), end_mark: Some(true), steps: None, articles: None }
    }

    fn end(done: &Transferred) -> Self {
        Self { kind: "end".into(), end_mark: None, steps: Some(done.steps), articles: Some(done.articles) }
    }

    fn write(&self, out: &mut dyn Write, name: &Path) -> Result<(), StoreError> {
        let mut line = serde_json::to_vec(self).map_err(JournalError::Encode)?;
        line.push(b'\n');
        Ok(out.write_all(&line).map_err(failed(Attempt::Write, name))?)
    }
}

/// The state of a check that a file has everything that its marks announce. A file may contain several exports in a
/// row.
#[derive(Default)]
struct Marks {
    open: bool,
    steps: usize,
    articles: usize,
    cut: Option<Cut>,
}

impl Marks {
    /// Processes `line` if it is a mark, and returns whether it is one.
    fn take(&mut self, line: &[u8], number: usize) -> bool {
        let Ok(mark) = serde_json::from_slice::<Mark<'_>>(line) else { return false };
        let begins = mark.kind == "begin" && mark.end_mark == Some(true);
        let counted = mark.steps.zip(mark.articles).filter(|_| mark.kind == "end");
        if !begins && counted.is_none() {
            return false;
        }
        if counted.is_some_and(|counted| counted != (self.steps, self.articles)) {
            self.cut.get_or_insert(Cut::Otherwise(number));
        } else if begins && self.open {
            self.cut.get_or_insert(Cut::After(number.saturating_sub(1)));
        }
        *self = Self { open: begins, cut: self.cut, ..Self::default() };
        true
    }
}

#[derive(Serialize, Deserialize)]
struct ArticleForm<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    id: Cow<'a, str>,
    title: Cow<'a, str>,
    source: Cow<'a, str>,
    origin: Cow<'a, str>,
    author: Cow<'a, str>,
    url: Cow<'a, str>,
    published: Option<i64>,
    added: i64,
    language: Cow<'a, str>,
    /// Whether farz detected the language from the text; an import detects it again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    detected: bool,
    format: Cow<'a, str>,
    body: Cow<'a, str>,
    source_tags: Vec<String>,
    changed: bool,
    #[serde(skip_deserializing)]
    verdict: &'static str,
    #[serde(skip_deserializing)]
    read: bool,
    #[serde(skip_deserializing)]
    tags: Vec<String>,
    #[serde(skip_deserializing)]
    note: String,
}

impl<'a> ArticleForm<'a> {
    fn of(article: &'a Article, detected: bool, triage: &Triage) -> Self {
        Self {
            kind: "article".into(),
            id: article.id.to_string().into(),
            title: article.title.as_str().into(),
            source: article.source.as_str().into(),
            origin: article.origin.as_str().into(),
            author: article.author.as_str().into(),
            url: article.link.as_str().into(),
            published: article.published,
            added: article.added,
            language: article.language.as_str().into(),
            detected,
            format: article.format.name().into(),
            body: article.body.as_str().into(),
            source_tags: article.tags.iter().map(ToString::to_string).collect(),
            changed: article.changed,
            verdict: triage.verdict.name(),
            read: triage.read,
            tags: triage.tags.iter().map(ToString::to_string).collect(),
            note: triage.note.clone(),
        }
    }
}

fn article_of(form: ArticleForm<'_>) -> Option<Article> {
    Some(Article {
        id: form.id.parse::<ArticleId>().ok()?,
        title: form.title.into_owned(),
        source: form.source.into_owned(),
        origin: form.origin.into_owned(),
        author: form.author.into_owned(),
        link: form.url.into_owned(),
        published: form.published,
        added: form.added,
        language: if form.detected { String::new() } else { form.language.into_owned() },
        format: Format::from_name(&form.format)?,
        body: form.body.into_owned(),
        tags: form.source_tags.iter().filter_map(|tag| Tag::new(tag).ok()).collect(),
        changed: form.changed,
    })
}

impl Store {
    /// Exports the journal and the articles to `out`, which errors call `name`.
    ///
    /// # Errors
    /// When something cannot be read or written.
    pub fn export(&mut self, out: &mut dyn Write, name: &Path) -> Result<Transferred, StoreError> {
        self.heal_vanished()?;
        let mut done = Transferred::default();
        Mark::begin().write(out, name)?;
        for file in self.journal.files()? {
            let mut lines = Lines::after(&**self.journal.disk(), &file.path, Place::default());
            while let Some(line) = lines.next_line().map_err(failed(Attempt::Read, &file.path))? {
                let Line::Whole(line) = line else {
                    done.foreign += 1;
                    continue;
                };
                match Record::decode(line) {
                    Ok(_) | Err(Unread::Newer(_)) => {
                        done.steps += 1;
                        out.write_all(line)
                            .and_then(|()| out.write_all(b"\n"))
                            .map_err(failed(Attempt::Write, name))?;
                    }
                    Err(Unread::Foreign(_)) => done.foreign += 1,
                    Err(Unread::Blank) => {}
                }
            }
        }
        let mut after = None;
        loop {
            let rows = self.rows(after, CHUNK)?;
            for row in &rows {
                let Some(article) = self.article(row.id)? else { continue };
                let form = ArticleForm::of(&article, self.library.is_detected(row.id)?, &row.triage);
                let mut line = serde_json::to_vec(&form).map_err(JournalError::Encode)?;
                line.push(b'\n');
                out.write_all(&line).map_err(failed(Attempt::Write, name))?;
                done.articles += 1;
            }
            after = rows.last().map(Cursor::after);
            if rows.len() < CHUNK {
                Mark::end(&done).write(out, name)?;
                out.flush().map_err(failed(Attempt::Write, name))?;
                return Ok(done);
            }
        }
    }

    /// Imports an export from `file`. The steps go to their own folder, beside those of the replicas, and merge like
    /// those of another machine. Articles that the library already has stay unchanged.
    ///
    /// # Errors
    /// When the file cannot be read, or its content cannot be saved. Importing it again does no harm.
    pub fn import(&mut self, file: &Path) -> Result<Transferred, StoreError> {
        let mut done = Transferred::default();
        let mut steps = blake3::Hasher::new();
        RealDisk.length(file).map_err(failed(Attempt::Read, file))?;
        let (mut marks, mut last) = (Marks::default(), 0);
        each_line(file, |line, number, ended| {
            last = number;
            match line {
                Some(line) if is_step(line) => {
                    steps.update(line).update(b"\n");
                    done.steps += 1;
                    marks.steps += 1;
                }
                Some(line) if read_article(line).is_some() => marks.articles += 1,
                Some(line) if line.iter().all(u8::is_ascii_whitespace) || marks.take(line, number) => {}
                _ if !ended => marks.cut = marks.cut.or(Some(Cut::Within(number))),
                Some(_) | None => done.foreign += 1,
            }
            Ok(())
        })?;
        done.cut = marks.cut.or(marks.open.then_some(Cut::After(last)));
        if done.steps > 0 {
            self.import_steps(file, steps.finalize().to_hex().get(..16).unwrap_or("0"))?;
        }
        let mut articles: Vec<Article> = Vec::new();
        each_line(file, |line, _, _| {
            articles.extend(line.and_then(read_article));
            if articles.len() >= CHUNK { self.take_in(&mut articles, &mut done) } else { Ok(()) }
        })?;
        self.take_in(&mut articles, &mut done)?;
        Ok(done)
    }

    /// Copies the steps of an export to a folder of the journal, and reads them. `name` identifies the steps.
    fn import_steps(&mut self, file: &Path, name: &str) -> Result<(), StoreError> {
        let disk = Arc::clone(self.journal.disk());
        let folder = self.journal.folder().join(format!("import-{name}"));
        disk.create_folders(&folder).map_err(failed(Attempt::CreateFolder, &folder))?;
        let target = folder.join("import.jsonl");
        let mut new = Replacement::begin(&*disk, &target, part_of(&target)).map_err(failed(Attempt::Write, &target))?;
        each_line(file, |line, _, _| {
            if let Some(line) = line.filter(|line| is_step(line)) {
                new.write_all(line).and_then(|()| new.write_all(b"\n")).map_err(failed(Attempt::Write, &target))?;
            }
            Ok(())
        })?;
        new.finish().map_err(failed(Attempt::Write, &target))?;
        disk.sync_folder(self.journal.folder()).map_err(failed(Attempt::SyncFolder, self.journal.folder()))?;
        self.catch_up()
    }

    /// Writes an export to `file`: all of it, or the file stays unchanged. If `file` is a link, its target is
    /// written.
    ///
    /// # Errors
    /// When something cannot be read or written, or the path is not a regular file.
    pub fn backup(&mut self, file: &Path) -> Result<Transferred, StoreError> {
        let file = &target_of(file).map_err(failed(Attempt::Write, file))?;
        // Prevents two simultaneous backups to one file from writing into each other.
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let part = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let disk = Arc::clone(self.journal.disk());
        let mut new = Replacement::begin(&*disk, file, part).map_err(failed(Attempt::Write, file))?;
        let done = self.export(&mut new, file)?;
        new.finish().map_err(failed(Attempt::Write, file))?;
        Ok(done)
    }

    fn take_in(&mut self, articles: &mut Vec<Article>, done: &mut Transferred) -> Result<(), StoreError> {
        let mut new = Vec::with_capacity(articles.len());
        for article in articles.drain(..) {
            if self.row(article.id)?.is_some() {
                done.known += 1;
            } else {
                new.push(article);
            }
        }
        let added = self.add(&new)?;
        done.articles += added.iter().filter(|(_, added)| *added == Added::New).count();
        done.known += added.iter().filter(|(_, added)| *added != Added::New).count();
        Ok(())
    }
}

fn is_step(line: &[u8]) -> bool {
    matches!(Record::decode(line), Ok(_) | Err(Unread::Newer(_)))
}

fn read_article(line: &[u8]) -> Option<Article> {
    let form: ArticleForm = serde_json::from_slice(line).ok()?;
    (form.kind == "article").then(|| article_of(form)).flatten()
}

/// Calls `each` for every line of a file, with its number and whether it has a line ending, which the last line may
/// lack. A line that is too long is passed as `None`.
fn each_line(
    file: &Path,
    mut each: impl FnMut(Option<&[u8]>, usize, bool) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut lines = Lines::after(&RealDisk, file, Place::default());
    let mut number = 0;
    while let Some(line) = lines.next_line().map_err(failed(Attempt::Read, file))? {
        number += 1;
        match line {
            Line::Whole(line) => each(Some(line), number, true)?,
            Line::TooLong => each(None, number, true)?,
        }
    }
    let rest = RealDisk.read(file, lines.offset(), MAX_LINE + 1).map_err(failed(Attempt::Read, file))?;
    match rest.len() {
        0 => Ok(()),
        length => each(Some(&*rest).filter(|_| length <= MAX_LINE), number + 1, false),
    }
}
