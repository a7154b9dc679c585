//! `farz list`: lists articles, for people and for scripts.

use super::args::{FormatArg, List};
use super::words::{complain, shown, text, warn};
use super::{Failure, paths, store};
use crate::app::search::joined;
use crate::config::SavedView;
use crate::config::views::named;
use crate::domain::{ArticleId, Catalogue, RowIndex, Verdict, View};
use crate::export::{self, Form, Record, SCHEMA};
use crate::filter::query::Mistake;
use crate::filter::{Look, Matches, Query, Readings, search};
use crate::keymap::diagnostic::{nearest, quote, suggestion};
use crate::message::{Message, msg};
use crate::service::clock::now;
use crate::service::rules::answers;
use crate::service::settings;
use crate::storage::{Cursor, Store};
use crate::text::padded;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// The number of rows read at a time.
const CHUNK: usize = 4096;

/// Prints the articles, the explanation of the query, or the schema.
pub fn run(list: &List) -> Result<ExitCode, Failure> {
    if list.schema {
        io::stdout().write_all(SCHEMA.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let asked = Asked::of(list.view.as_deref(), Some(&list.query.join(" ")))?;
    if list.explain {
        return explain(&asked);
    }
    for mistake in asked.mistakes() {
        complain(text(&mistake))?;
    }
    let mut store = store()?;
    let (catalogue, found) = look(&mut store, &asked.query(), list.verdict.map(Verdict::from), Readings::default())?;
    if let Some(layout) = &found.layout {
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
    for &row in found.rows.iter().take(list.limit.unwrap_or(usize::MAX)) {
        match form {
            None if list.json => print_json(&mut out, &store, &catalogue, row)?,
            None => print_line(&mut out, &catalogue, row)?,
            Some(form) => {
                let Some(id) = catalogue.get(row).map(|article| article.id()) else { continue };
                if let Some(article) = store.article(id)? {
                    let sources = store.origins(id)?;
                    export::article(&mut out, form, &article, &catalogue.triage(row), &sources)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The query of a view, a query from the command line, or both. An article must match each.
#[derive(Debug)]
pub struct Asked(Vec<String>);

impl Asked {
    /// Creates the combination of `query` and the query of the view `name`.
    ///
    /// # Errors
    /// If there is no such view.
    pub fn of(name: Option<&str>, query: Option<&str>) -> Result<Self, Failure> {
        let view = name.map(view).transpose()?;
        Ok(Self(view.into_iter().chain(query.map(str::to_owned)).collect()))
    }

    /// Joins both queries into one.
    fn text(&self) -> String {
        joined(self.0.iter().map(|text| text.trim()))
    }

    fn query(&self) -> Query {
        Query::parse_at(&self.text(), now())
    }

    /// Returns the errors in each query as written. Joined, the queries would no longer show which part has the error.
    fn mistakes(&self) -> Vec<Message> {
        let whole = self.text();
        let texts = self.0.iter().map(String::as_str).chain([whole.as_str()]);
        let mut said: Vec<Message> = Vec::new();
        for text in texts {
            let query = Query::parse_at(text, now());
            said.extend(query.mistakes().iter().map(|mistake| self::said(text, mistake)));
        }
        said.dedup();
        said
    }

    /// Returns the articles that match, for a decision on all of them. Refuses a query with an error and tries no
    /// other readings, so that no decision applies to articles that the user did not mean.
    ///
    /// # Errors
    /// If the query is empty or has an error, or the library cannot be read.
    pub fn matching(&self, store: &mut Store) -> Result<Vec<ArticleId>, Failure> {
        if let Some(mistake) = self.mistakes().into_iter().next() {
            return Err(msg!("list-undecided", why = mistake).into());
        }
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
        let (catalogue, found) = look(store, &self.query(), None, Readings::NONE)?;
        Ok(found.rows.iter().filter_map(|row| Some(catalogue.get(*row)?.id())).collect())
    }
}

/// Returns the number of articles in each of these views.
///
/// # Errors
/// If the library cannot be read.
pub fn counts(store: &mut Store, views: &[SavedView]) -> Result<Vec<usize>, Failure> {
    let (catalogue, rows) = read(store, None)?;
    let (snapshot, candidates) = (catalogue.snapshot(), Arc::new(rows));
    let mut count = |view: &SavedView| {
        let query = Query::parse_at(&view.query, now());
        let answers = answers(store, &query)?;
        let readings = Readings::NONE;
        let look = Look { snapshot: &snapshot, query: &query, answers: &answers, readings, candidates: &candidates };
        Ok(search(&look).rows.len())
    };
    views.iter().map(&mut count).collect()
}

/// Returns all articles, and those with this verdict that match the query.
fn look(
    store: &mut Store,
    query: &Query,
    verdict: Option<Verdict>,
    readings: Readings,
) -> Result<(Catalogue, Arc<Matches>), Failure> {
    let answers = answers(store, query)?;
    let (catalogue, rows) = read(store, verdict)?;
    let (snapshot, candidates) = (catalogue.snapshot(), Arc::new(rows));
    let found = search(&Look { snapshot: &snapshot, query, answers: &answers, readings, candidates: &candidates });
    Ok((catalogue, found))
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

/// Prints how farz reads the query, and the errors in it.
fn explain(asked: &Asked) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", shown(asked.query().explain()))?;
    for mistake in asked.mistakes() {
        writeln!(out, "{}", shown(text(&mistake)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the message about an error, with the part of the query that has it.
fn said(text: &str, mistake: &Mistake) -> Message {
    let part: String = text.get(mistake.range.clone()).unwrap_or("").chars().take(40).collect();
    msg!("query-mistake", part = part, why = mistake.expected.clone())
}

fn read(store: &Store, verdict: Option<Verdict>) -> Result<(Catalogue, Vec<RowIndex>), Failure> {
    let (mut catalogue, mut rows, mut after) = (Catalogue::default(), Vec::new(), None);
    loop {
        let chunk = store.rows(after, CHUNK)?;
        for row in &chunk {
            let (at, new) = catalogue.insert(row);
            if new && verdict.is_none_or(|wanted| row.triage.verdict == wanted) {
                rows.push(at);
            }
        }
        after = chunk.last().map(Cursor::after);
        if chunk.len() < CHUNK {
            return Ok((catalogue, rows));
        }
    }
}

fn print_line(out: &mut impl Write, catalogue: &Catalogue, row: RowIndex) -> Result<(), Failure> {
    if let Some(article) = catalogue.get(row) {
        let read = if article.read() { ' ' } else { '*' };
        let tags: String = article.tags().iter().map(|tag| format!("  #{tag}")).collect();
        let (id, verdict, title, source) = (article.id().short(), article.verdict(), article.title(), article.source());
        let verdict = padded(&verdict.to_string(), 5);
        writeln!(out, "{id}  {verdict} {read} {title}  [{source}]{tags}")?;
    }
    Ok(())
}

fn print_json(out: &mut impl Write, store: &Store, catalogue: &Catalogue, row: RowIndex) -> Result<(), Failure> {
    let Some(id) = catalogue.get(row).map(|article| article.id()) else { return Ok(()) };
    if let Some(article) = store.article(id)? {
        serde_json::to_writer(&mut *out, &Record::new(&article, &catalogue.triage(row), None))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}
