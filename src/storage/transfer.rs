//! Everything in one file: what `farz export` writes and `farz import` reads.
//!
//! JSON Lines: first the lines of the journal as they are, of all replicas, then a line for each article, with
//! `"kind":"article"`, its text and (for other programs; an import passes it over) what is decided about it. The first line
//! says that there is an end mark, the last one is it, with what stands between them:
//!
//! ```json
//! {"kind":"begin","end_mark":true}
//! {"kind":"end","steps":2,"articles":4}
//! ```
//!
//! So a file that was cut off is known, also where it was cut at a line end. An export without these lines, of an older farz
//! or one that another program took lines out of, is as good.

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

/// Articles read or added at a time.
const CHUNK: usize = 1000;

/// What was exported or imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transferred {
    /// Steps of the journal.
    pub steps: usize,
    /// Articles.
    pub articles: usize,
    /// Articles that were passed over because they are here.
    pub known: usize,
    /// Lines that were passed over because they are not of an export.
    pub foreign: usize,
    /// What shows that something is missing in the file.
    pub cut: Option<Cut>,
}

/// How it shows that a file was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The last line, of this number, has no end and is not whole.
    Within(usize),
    /// There is no end mark after this line, though there was to be one.
    After(usize),
    /// The end mark on this line counts others than stand before it.
    Otherwise(usize),
}

impl Cut {
    /// The message about `file`.
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

/// The line before or after all others.
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

/// Looks whether a file has all that its marks say. Several exports may stand in one file, one after the other.
#[derive(Default)]
struct Marks {
    open: bool,
    steps: usize,
    articles: usize,
    cut: Option<Cut>,
}

impl Marks {
    /// Whether the line is one of the marks.
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
    /// Whether farz told the language by the text; an import does so again.
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
    /// Writes everything to `out`, which is called `name` in an error: the journal and the articles.
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

    /// Takes in what an export wrote to `file`. The steps stand in a folder of their own beside those of the replicas,
    /// and merge as from another machine; an article that is here stays as it is.
    ///
    /// # Errors
    /// When the file cannot be read, or what is in it cannot be kept. To import it again does no harm.
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

    /// Puts the steps of an export into a folder of the journal, and reads them. `name` stands for what is in them.
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

    /// Writes everything to `file`: all of it, or the file stays as it was. Of a link, what it leads to is written.
    ///
    /// # Errors
    /// When something cannot be read or written, or what stands there is no file.
    pub fn backup(&mut self, file: &Path) -> Result<Transferred, StoreError> {
        let file = &target_of(file).map_err(failed(Attempt::Write, file))?;
        // Two backups to one file at the same time must not write into each other.
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

/// Goes through the lines of a file, with their numbers, and whether they have a line end: the last one may be without.
/// Nothing stands for a line that is too long.
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
