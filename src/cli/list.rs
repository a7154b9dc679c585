//! `farz list`: lists articles, for people and for scripts.

use super::args::{FormatArg, List};
use super::refused::Refused;
use super::words::{shown, text, warn};
use super::{Failure, paths, store};
use crate::app::search::joined;
use crate::config::SavedView;
use crate::config::views::named;
use crate::domain::{Article, ArticleId, Row, Verdict, View};
use crate::export::{self, Form, Record, SCHEMA};
use crate::filter::query::Meaning;
use crate::filter::query::tree::{How, Tree, Word};
use crate::filter::{Query, Readings};
use crate::keymap::diagnostic::{quote, suggestion};
use crate::message::{Message, msg, nearest};
use crate::service::articles::{Articles, CHUNK, every_row};
use crate::service::clock::now;
use crate::service::selection::{Selection, find};
use crate::service::settings;
use crate::storage::Store;
use crate::text::padded;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Prints the articles, the explanation of the query, or the schema.
pub fn run(list: &List) -> Result<ExitCode, Failure> {
    if list.schema {
        io::stdout().write_all(SCHEMA.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let asked = Asked::of(list.view.as_deref(), Some(&list.query.join(" ")))?;
    asked.check()?;
    if list.explain {
        return explain(&asked);
    }
    let (mut store, query, verdict) = (store()?, asked.query(), list.verdict.map(Verdict::from));
    // Everything is read in its order, a row at a time.
    let is_all = query.is_empty() && verdict.is_none() && list.limit.is_none();
    let found = if is_all { None } else { Some(find(&mut store, &query, verdict, Readings::default(), list.limit)?) };
    if let Some(layout) = found.as_ref().and_then(|found| found.layout.as_ref()) {
        warn(&msg!("list-other-layout", query = asked.text(), layout = layout))?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let form = match list.format {
        FormatArg::Line => None,
        FormatArg::Jsonl => Some(Form::Jsonl),
        FormatArg::Markdown => Some(Form::Markdown),
        FormatArg::Csv => Some(Form::Csv),
    };
    form.map_or(Ok(()), |form| export::head(&mut out, form))?;
    match found {
        None => every_row(&store, |row| print_row(&mut out, &store, &row, form, list.json))?,
        Some(mut found) => {
            found.ids.truncate(if asked.view { found.close } else { usize::MAX });
            found.ids.truncate(list.limit.unwrap_or(usize::MAX));
            for ids in found.ids.chunks(CHUNK) {
                let rows = store.rows_of(ids)?;
                rows.iter().try_for_each(|row| print_row(&mut out, &store, row, form, list.json))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The query of a view, a query from the command line, or both. An article must match each.
#[derive(Debug)]
pub struct Asked {
    queries: Vec<String>,
    /// Whether the first one is that of a view.
    view: bool,
}

impl Asked {
    /// Creates the combination of `query` and the query of the view `name`.
    ///
    /// # Errors
    /// If there is no such view.
    pub fn of(name: Option<&str>, query: Option<&str>) -> Result<Self, Failure> {
        let view = name.map(view).transpose()?;
        let is_view = view.is_some();
        Ok(Self { queries: view.into_iter().chain(query.map(str::to_owned)).collect(), view: is_view })
    }

    /// Joins both queries into one.
    fn text(&self) -> String {
        joined(self.queries.iter().map(|text| text.trim()), Meaning::Literal)
    }

    fn query(&self) -> Query {
        Query::parse_at(&self.text(), now())
    }

    /// Refuses the queries if one of them has a mistake.
    ///
    /// # Errors
    /// If one of them has a mistake.
    pub fn check(&self) -> Result<(), Refused> {
        Refused::check(self.queries.iter().map(String::as_str).chain([self.text().as_str()]))
    }

    /// Returns the articles that match, for a decision on all of them. Refuses a query with an error and tries no
    /// other readings, so that no decision applies to articles that the user did not mean.
    ///
    /// # Errors
    /// If the query is empty or has an error, or the library cannot be read.
    pub fn matching(&self, store: &mut Store) -> Result<Vec<ArticleId>, Failure> {
        self.check()?;
        if self.query().is_empty() {
            return Err(msg!("list-empty-query").into());
        }
        self.held(store)
    }

    /// Returns the articles that match, without other readings of the query.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn held(&self, store: &mut Store) -> Result<Vec<ArticleId>, Failure> {
        let mut found = find(store, &self.query(), None, Readings::NONE, None)?;
        if self.view {
            // What the reader shows unasked: nobody decides on scattered letters by accident.
            found.ids.truncate(found.close);
        }
        Ok(found.ids)
    }
}

/// Returns the number of articles in each of these views.
///
/// # Errors
/// If the library cannot be read.
pub fn counts(store: &mut Store, views: &[SavedView]) -> Result<Vec<usize>, Failure> {
    let mut all: Option<Articles> = None;
    let mut counts = Vec::with_capacity(views.len());
    for view in views {
        let query = Query::parse_at(&view.query, now());
        let selection = Selection::of(&query, None);
        if selection.is_whole {
            counts.push(store.count(&selection.condition)?);
            continue;
        }
        if all.is_none() {
            all = Some(Articles::read(store, None)?);
        }
        counts.push(all.get_or_insert_default().search(store, &query, Readings::NONE)?.close);
    }
    Ok(counts)
}

/// Returns the query of the view `name`.
fn view(name: &str) -> Result<String, Failure> {
    match View::named(name) {
        Some(View::Verdict(verdict)) => return Ok(format!("is:{}", verdict.name())),
        Some(View::All | View::Saved(_)) => return Ok(String::new()),
        None => {}
    }
    let (config, _, _) = settings::load(&paths()?, None);
    if let Some(view) = named(&config.views, name) {
        return Ok(view.query.clone());
    }
    let names = config.views.iter().map(|view| view.name.as_str()).chain(View::ALL.iter().map(View::name));
    let near = suggestion(nearest(name, names));
    Err(msg!("view-unknown", name = quote(name), near = near).into())
}

/// Returns how a word is searched for.
fn read_as(word: &Word) -> Message {
    let word_text = &word.text;
    match word.how {
        How::Begin => msg!("explain-begin", word = word_text),
        How::Words => msg!("explain-words", word = word_text),
        How::Exact => msg!("explain-exact", word = word_text),
        How::Fuzzy => msg!("explain-fuzzy", word = word_text),
        How::Start => msg!("explain-start", word = word_text),
        How::End => msg!("explain-end", word = word_text),
        How::Whole => msg!("explain-whole", word = word_text),
    }
}

/// Prints how farz reads the query.
fn explain(asked: &Asked) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    let query = asked.query();
    writeln!(out, "{}", shown(query.explain()))?;
    let mut said: Vec<String> = Vec::new();
    query.tree().leaves(true, &mut |leaf, _| {
        if let Tree::Word(word) = leaf {
            let line = text(&read_as(word));
            if !said.contains(&line) {
                said.push(line);
            }
        }
    });
    for line in said {
        writeln!(out, "  {}", shown(line))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints an article as a line for people if neither `form` nor `json` says otherwise.
fn print_row(out: &mut impl Write, store: &Store, row: &Row, form: Option<Form>, json: bool) -> Result<(), Failure> {
    if form.is_none() && !json {
        return print_line(out, row);
    }
    let Some(article) = store.article(row.id)? else { return Ok(()) };
    match form {
        None => print_json(out, &article, row),
        Some(form) => Ok(export::article(out, form, &article, &row.triage, &store.origins(row.id)?)?),
    }
}

fn print_line(out: &mut impl Write, row: &Row) -> Result<(), Failure> {
    let Row { id, title, source, triage, .. } = row;
    let read = if triage.read { ' ' } else { '*' };
    let tags: String = triage.tags.iter().map(|tag| format!("  #{tag}")).collect();
    let verdict = padded(&triage.verdict.to_string(), 5);
    writeln!(out, "{}  {verdict} {read} {title}  [{source}]{tags}", id.short())?;
    Ok(())
}

fn print_json(out: &mut impl Write, article: &Article, row: &Row) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, &Record::new(article, &row.triage, None)).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
