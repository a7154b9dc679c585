# What farz says, in English. Project Fluent: https://projectfluent.org/fluent/guide/
# A test checks that every id is used, and that each use passes the variables of the pattern.

## Lists

# How two values of a list are joined.
list-join = { $first }, { $second }

## Article ids on the command line

id-not-hexadecimal = "{ $id }" is not an article id. Ids are hexadecimal; `farz list` shows them.
id-unknown = No article id starts with { $id }. `farz list` shows the ids.
# $articles: a line for each, beginning with a line feed.
id-ambiguous = Several article ids start with { $id }. Type more of it:{ $articles }

## farz calibrate

calibrate-no-terminal = `farz calibrate` needs a terminal on standard input and standard output.
calibrate-unchanged = Nothing changed.
calibrate-forgotten = The setting for this terminal is gone. farz uses what the terminal reports.
calibrate-chosen = farz uses the strategy { $strategy } in this terminal from now on. `farz doctor` shows it.
