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

## The library, feeds and pages

# A text that is complete as it stands: a reason that the system or a server gives.
verbatim = { $text }
library-ended = The storage has ended.
library-mismatch = The storage gave an answer of the wrong kind. This is a fault in farz.
fetch-no-such-feed = No followed feed matches "{ $word }". `farz sources` lists the feeds; `farz add ADDRESS` follows a new one.
fetch-no-network = The network cannot be used: { $reason }
fetch-at = { $address }: { $reason }
fetch-stopped = Fetching was stopped.
fetch-unchanged = The server reports no change, although farz has no earlier copy.
fetch-gone = The page is gone for good (HTTP 410).
fetch-busy = The server is busy (HTTP { $status }). Try again later.
fetch-not-html = The link does not lead to an HTML page.
fetch-no-story = farz found no story in the page.

## Hooks

hook-no-program = The hook names no program.
hook-not-started = { $program } cannot be started: { $reason }
hook-status = { $program }: { $status }
hook-status-said = { $program }: { $status }: { $said }

## Settings

settings-not-read = { $file }: cannot read the file: { $reason }
settings-not-written = { $file }: cannot save the views: { $reason }
settings-foreign-view = { $file }:{ $line }: farz does not write this file. Change the view "{ $view }" there.

## The terminal's name

term-unset = TERM is not set, so farz cannot draw on this terminal. Set TERM to the name of the terminal (for most, TERM=xterm-256color), or use the command line: farz list, farz show, farz mark.
term-dumb = TERM is "dumb", so farz cannot draw on this terminal. Set TERM to the name of the terminal (for most, TERM=xterm-256color), or use the command line: farz list, farz show, farz mark.

## The log

log-level-unknown = FARZ_LOG is "{ $value }". The levels are error, warn, info, debug and trace.
log-not-opened = The log { $path } cannot be opened: { $reason }
doctor-log-off = { $path } (off; `FARZ_LOG=debug farz` or `farz --log FILE` turns it on)
doctor-log-off-left = { $path } (off, { $bytes } bytes from before; `FARZ_LOG=debug farz` or `farz --log FILE` turns it on)
doctor-log-on = { $path } (level { $level }, { $bytes } bytes)
