//! The JSON form of an article is valid against its schema for every article.

use crate::support::tui::Home;
use serde_json::Value;
use std::process::{Command, Output, Stdio};

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farz"));
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

fn says(home: &Home, arguments: &[&str]) -> String {
    let output = farz(home, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the name of a value's type in a schema.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Checks the two patterns in the schema, without a regular expression engine.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[0-9a-f]{20}$" => text.len() == 20 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')),
        "^(https?://.+)?$" => {
            let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
            text.is_empty() || rest.is_some_and(|rest| !rest.is_empty())
        }
        other => panic!("the schema has a pattern that this test does not know: {other}"),
    }
}

/// Finds the errors in a value, by the keywords that the schema uses (JSON Schema 2020-12). An unknown keyword fails
/// the test, because it would not be checked.
fn wrong(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut say = |what: &str| found.push(format!("{at}: {what}: {value}"));
    let mut inner = Vec::new();
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" => {}
            "type" => {
                let all = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                if !all.iter().any(|one| one == kind(value)) {
                    say("another type");
                }
            }
            "enum" => {
                if !wanted.as_array().unwrap().contains(value) {
                    say("none of those that there are");
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        say(&format!("lacks {name}"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().unwrap() {
                    inner.extend(value.get(name).map(|value| (schema, value, format!("{at}.{name}"))));
                }
                // Additional fields are allowed, but the schema must describe them.
                for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
                    if wanted.get(name).is_none() {
                        say(&format!("has {name}, which is not described"));
                    }
                }
            }
            "items" => {
                let values = value.as_array().into_iter().flatten();
                inner.extend(values.map(|value| (wanted, value, format!("{at}[]"))));
            }
            "uniqueItems" => {
                let mut seen = Vec::new();
                for value in value.as_array().into_iter().flatten() {
                    if seen.contains(&value) {
                        say("the same twice");
                    }
                    seen.push(value);
                }
            }
            "minLength" => {
                let least = usize::try_from(wanted.as_u64().unwrap()).unwrap();
                if value.as_str().is_some_and(|text| text.chars().count() < least) {
                    say("too short");
                }
            }
            "pattern" => {
                if value.as_str().is_some_and(|text| !fits(wanted.as_str().unwrap(), text)) {
                    say("does not fit the pattern");
                }
            }
            "format" => {
                assert_eq!(wanted, "date-time");
                if value.as_str().is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_err()) {
                    say("no date");
                }
            }
            other => panic!("the schema has a keyword that this test does not know: {other}"),
        }
    }
    for (schema, value, at) in inner {
        wrong(schema, value, &at, found);
    }
}

fn all_wrong(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    wrong(schema, value, "", &mut found);
    found
}

#[test]
fn what_is_written_keeps_to_the_schema_and_is_taken_in_again() {
    let home = Home::new();
    let lines = [
        r#"{"title":"قصة","text":"نص","url":"https://e.org/1","date":"2026-01-02","language":"ar","tags":["a","ب"],"author":"me"}"#,
        r#"{"title":"No date, no link","text":"x"}"#,
        r#"{"title":"<b>\u001b[2J\u202e","content":"<p>One <a href='https://e.org/2'>link</a></p>","url":"javascript:x"}"#,
    ];
    std::fs::write(home.path().join("a.jsonl"), lines.join("\n")).unwrap();
    says(&home, &["add", "a.jsonl"]);
    let schema: Value = serde_json::from_str(&says(&home, &["list", "--schema"])).unwrap();
    let id = says(&home, &["list"])[..8].to_owned();
    says(&home, &["mark", "keep", &id]);
    let whole = says(&home, &["list", "--format", "jsonl"]);
    let all = [whole.clone(), says(&home, &["list", "--json"]), says(&home, &["show", &id, "--json"])];
    let values: Vec<Value> =
        all.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(values.len(), 7);
    for value in &values {
        assert_eq!(all_wrong(&schema, value), [""; 0]);
    }
    // farz imports the complete output and gets the same articles.
    let other = Home::new();
    std::fs::write(other.path().join("b.jsonl"), &whole).unwrap();
    assert_eq!(says(&other, &["add", "b.jsonl"]), "added 3, already there 0, failed 0\n");
    let titles = |text: &str| {
        let mut titles: Vec<String> =
            text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["title"].to_string()).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(&says(&other, &["list", "--json"])), titles(&whole));
}

#[test]
fn what_does_not_keep_to_the_schema_is_found() {
    let schema: Value = serde_json::from_str(&says(&Home::new(), &["list", "--schema"])).unwrap();
    let good = serde_json::json!({
        "id": "00112233445566778899", "title": "t", "source": "", "author": "", "url": "", "published": null, "language": "",
        "direction": "ltr", "verdict": "inbox", "tags": ["a"], "read": false, "note": "", "changed": false
    });
    assert_eq!(all_wrong(&schema, &good), [""; 0]);
    for (name, value) in [
        ("id", serde_json::json!("0011")),
        ("title", serde_json::json!("")),
        ("url", serde_json::json!("javascript:x")),
        ("published", serde_json::json!("yesterday")),
        ("direction", serde_json::json!("up")),
        ("verdict", serde_json::json!(1)),
        ("tags", serde_json::json!(["a", "a"])),
        ("read", serde_json::json!("no")),
        ("more", serde_json::json!(1)),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(all_wrong(&schema, &bad).len(), 1, "{name}");
    }
    let mut bad = good;
    bad.as_object_mut().unwrap().remove("note");
    assert_eq!(all_wrong(&schema, &bad).len(), 1);
}
