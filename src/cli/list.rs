//! `farz list`: lists articles, for people and for scripts.

use super::args::{FormatArg, List};
use super::refused::Refused;
use super::words::{shown, text, warn};
use super::{Failure, paths, store};
use crate::app::search::joined;
use crate::config::SavedView;
use crate::config::views::named;
use crate::domain::{ArticleId, Catalogue, RowIndex, Verdict, View};
use crate::export::{self, Form, Record, SCHEMA};
use crate::filter::query::Meaning;
use crate::filter::query::tree::{How, Tree, Word};
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
    asked.check()?;
    if list.explain {
        return explain(&asked);
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
    let shown = if asked.view { found.parts.close() } else { found.rows.len() };
    for &row in found.rows.iter().take(shown.min(list.limit.unwrap_or(usize::MAX))) {
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
        let (catalogue, found) = look(store, &self.query(), None, Readings::NONE)?;
        // Of a view, what the reader shows unasked: nobody decides on scattered letters by accident.
        let rows = if self.view { found.rows.get(..found.parts.close()).unwrap_or(&[]) } else { &found.rows };
        Ok(rows.iter().filter_map(|row| Some(catalogue.get(*row)?.id())).collect())
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
        Ok(search(&look).parts.close())
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
