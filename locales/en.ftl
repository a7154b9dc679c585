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
network-thread-ended = the network thread ended unexpectedly
fetch-stopped = Fetching was stopped.
fetch-unchanged = The server reports no change, although farz has no earlier copy.
fetch-gone = The page is gone for good (HTTP 410).
fetch-busy = The server is busy (HTTP { $status }). Try again later.
fetch-not-html = The link does not lead to an HTML page.
fetch-no-story = farz found no story in the page.

## How a feed stands

# Why a feed failed, stored with it.
feed-gone = is gone for good (HTTP 410); `farz sources --remove` stops following it
feed-busy = asks farz to wait (HTTP { $status })
feed-no-feed = is no longer a feed
feed-unreadable = cannot be read: it { $why }
import-no-thread = cannot read any source: { $why }
feed-state = { $articles }  { $fetched }, { $next }
feed-fetched = fetched { $span } ago
feed-never-fetched = never fetched
feed-due = due now
feed-due-in = due in { $span }
feed-retry = tried again in { $span }
feed-not-retried = not tried again
feed-fails = FAILS: { $why }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } { $count ->
    [one] day
   *[other] days
 }

## Hooks

hook-no-program = The hook names no program.
hook-not-started = { $program } cannot be started: { $reason }
hook-status = { $program }: { $status }
hook-status-said = { $program }: { $status }: { $said }

## Settings

file-always-locked = other programs keep writing the file
settings-not-read = cannot read the file: { $reason }
settings-not-written = { $file }: cannot save the views: { $reason }
settings-foreign-view = { $file }:{ $line }: farz does not write this file. Change the view "{ $view }" there.

## The terminal's name

term-unset = TERM is not set, so farz cannot draw on this terminal. Set TERM to the name of the terminal (for most, TERM=xterm-256color), or use the command line: farz list, farz show, farz mark.
term-dumb = TERM is "dumb", so farz cannot draw on this terminal. Set TERM to the name of the terminal (for most, TERM=xterm-256color), or use the command line: farz list, farz show, farz mark.

## Commands of the reader, one line each

command-keep = Keep the article, or every selected one
command-later = Put the article off until later
command-drop = Drop the article
command-inbox = Move the article back to the inbox
command-edit-tags = Edit the tags
command-edit-note = Write a one-line note
command-toggle-read = Mark the article as read or unread
command-add-tag = Add a tag
command-remove-tag = Remove a tag
command-undo = Undo the last step
command-redo = Redo the last undone step
command-history = List recent steps and undo one of them
command-repeat = Repeat the last decision on this article
command-next-article = Go to the next article
command-previous-article = Go to the previous article
command-next-undecided = Go to the next undecided article
command-previous-undecided = Go to the previous undecided article
command-first-article = Go to the first article or line
command-last-article = Go to the last article or line
command-open-article = Read the article
command-back = Go back to the list
command-page-or-next = Page down; at the end of the text, go to the next undecided article
command-scroll-down = Scroll down one line
command-scroll-up = Scroll up one line
command-page-down = Go down one page
command-page-up = Go up one page
command-half-page-down = Go down half a page
command-half-page-up = Go up half a page
command-text-start = Go to the start of the text
command-text-end = Go to the end of the text
command-select = Select or deselect the article
command-select-range = Select every article from here to where you move
command-select-all = Select every article shown
command-clear = Clear the selection, then the filter, then stop fetching
command-filter = Filter the list as you type, or by a given query; in the help, search
command-find = Find in the text
command-find-in-texts = Filter the list by the text of the articles
command-view-inbox = Show the inbox
command-view-later = Show the articles put off until later
command-view-kept = Show the kept articles
command-view-dropped = Show the dropped articles
command-view-all = Show every article
command-view = Show a view by name
command-save-view = Save the current filter as a named view
command-rename-view = Rename the current view
command-bind-view = Assign keys to the current view, or none
command-remove-view = Delete one of your views by name; asks first
command-refresh = Remove decided articles from the view and load decisions made elsewhere
command-fetch = Fetch the feeds of the article
command-fetch-all = Fetch every feed
command-full-text = Switch between the full text of the web page and the text of the feed
command-split-story = Give each source of this text a row of its own
command-sources = List the feeds, when each was fetched, and any errors
command-cycle-layout = Change the layout: side by side, stacked, single pane, automatic
command-switch-pane = Go to the other pane
command-open-browser = Open the article in the browser
command-copy-link = Copy the link of the article
command-copy-text = Copy the text of the article
command-open-text-link = Open a link in the text by its label
command-copy-text-link = Copy a link in the text by its label
command-accept = Accept the input or the highlighted suggestion; in the history, undo the highlighted step
command-cancel = Close without changes
command-caret-left = Move the cursor left
command-caret-right = Move the cursor right
command-caret-word-left = Move the cursor one word left
command-caret-word-right = Move the cursor one word right
command-caret-start = Move the cursor to the start of the line
command-caret-end = Move the cursor to the end of the line
command-select-left = Extend the selection one character left
command-select-right = Extend the selection one character right
command-select-word-left = Extend the selection one word left
command-select-word-right = Extend the selection one word right
command-select-to-start = Extend the selection to the start of the line
command-select-to-end = Extend the selection to the end of the line
command-delete-back = Delete the character before the cursor
command-delete-forward = Delete the character after the cursor
command-delete-word-back = Delete the word before the cursor
command-delete-word-forward = Delete the word after the cursor
command-delete-to-start = Delete everything before the cursor
command-delete-to-end = Delete everything after the cursor
command-next-proposal = Highlight the next suggestion; in the filter, the next article
command-previous-proposal = Highlight the previous suggestion; in the filter, the previous article
command-complete = Insert the highlighted or first suggestion
command-run = Run a program on the article: fields in FARZ_ variables, text on standard input
command-shell = Run a shell command on the article
command-pipe = Pipe the article to a program as text, html or json: pipe json jq .title
command-open-in-editor = Open a copy of the text in $VISUAL or $EDITOR
command-open-in-pager = Open the text in $PAGER
command-record-macro = Start or stop recording a macro
command-replay-macro = Replay the last recorded macro, or one by name
command-palette = Find and run any command
command-help = Show the keys
command-help-down = Scroll the help down
command-help-up = Scroll the help up
command-keymap-errors = Show the errors in the keymap and config files
command-messages = Show the messages of this run
command-redraw = Redraw the screen
command-suspend = Suspend farz; `fg` resumes it
command-quit = Quit farz

# A command with its argument.
action-with-argument = { $command }: { $argument }
# Two actions that the same key runs.
action-then = { $first }; then: { $second }

group-decide = Decide
group-read = Move and read
group-select = Select
group-show = Show
group-write = Write
group-program = Program

context-global = In the list and the reading view
context-list = In the article list
context-reader = In the reading view
context-tags = In the tag editor
context-note = While writing a note
context-filter = In the filter
context-palette = In the command palette
context-help = In the help
context-history = In the history

# The argument that a command takes, as part of a sentence: "{ $command } needs a tag".
takes-nothing = nothing
takes-tag = a tag
takes-query = a query
takes-words = a program and its arguments
takes-line = a shell command
takes-macro = the name of a macro
takes-view = the name of a view
takes-name = a name
takes-keys = keys, or none

## What is wrong at a place of a query: beside the filter, and after the quoted part

explain-begin = { $word }: at the beginning of a word
explain-words = { $word }: as a whole word
explain-exact = { $word }: anywhere in the text
explain-fuzzy = { $word }: fuzzy, its letters in this order
explain-start = { $word }: at the start of the text
explain-end = { $word }: at the end of the text
explain-whole = { $word }: the whole text
query-too-long = farz reads only the first { $bytes } bytes
query-too-many-terms = farz reads only the first { $terms } terms
query-no-negated = expected a term right after { $sign }
query-no-negated-here = expected a term to negate
query-no-value = expected a value right after { $field }:
query-unknown-field = unknown field { $field }; did you mean { $near }:?
query-no-word = expected a word
query-open-phrase = expected " at the end of the phrase
query-one-of = expected one of { $names }{ $near }
query-no-date = expected a date: 2026-11-01, 2026-11, today, yesterday, 7d, "last monday"
query-no-span = expected a time span: <3d, >2w, <6h (h, d, w, m for months, y)
query-no-number = expected a number of words: >800, <200
query-no-order = expected one of { $names }, with - before it to reverse the order{ $near }
query-nothing-before-or = expected a term before this operator
query-nothing-after-or = expected a term after this operator
query-extra-close = unmatched )
query-too-deep = farz reads { $levels } levels of parentheses and ignores this one
query-open-group = expected ) at the end

rule-mistake = its query has an error: { $why }
rule-no-query = its query is empty or has too many terms

## Where a name is not known

# The end of the sentence, the variable $near of other messages. $name is in quotation marks.
did-you-mean = ; did you mean { $name }?

## Keymap files and keys: src/keymap/. $name and $keys are in quotation marks where the text does not have them.

toml-twice = defined twice; the first value is used
toml-invalid = invalid TOML: { $reason }
keymap-unknown = unknown keymap { $name }{ $near }
keymap-unknown-context = unknown context { $name }{ $near }
keymap-unknown-field = unknown field { $name }{ $near }
keymap-unknown-command = unknown command { $name }{ $near }
keymap-unknown-macro = unknown macro { $name }{ $near }
keymap-unknown-key = unknown key { $key }{ $near }
keymap-shifted-control = terminals send { $key } as { $sent }; write { $sent }
keymap-expected-keymap = expected the name of a keymap
keymap-expected-label = expected a label of 1 to { $most } characters
keymap-expected-actions = expected the name of a command, a list of names, or "none"
keymap-expected-command = expected the name of a command
keymap-expected-argument = expected one command with its argument: {"{"} add-tag = "later" {"}"}
keymap-context-no-table = "{ $context }" is a context; write its bindings under [{ $context }]
keymap-macro-in-macro = a macro cannot record or replay a macro
keymap-esc-not-first = "esc" cancels keys that have begun; it can only be the first key
keymap-key-types = { $key } types a character in "{ $context }"; it cannot begin a sequence
keymap-empty-list = the list is empty; write "none" to unbind the keys
keymap-none-in-list = "none" is not a command; it cannot be in a list
keymap-no-argument = "{ $command }" needs { $what }: write {"{"} { $command } = "..." {"}"}
keymap-wrong-argument = "{ $command }" needs { $what }
keymap-takes-nothing = "{ $command }" takes no argument
keymap-wrong-context = "{ $command }" cannot run in "{ $context }", only in { $contexts }
keymap-bound-already = { $keys } is already bound in line { $line }; the first binding is used
keymap-hides = { $keys } would hide { $hidden } of line { $line }; it is ignored
keymap-no-way-out = no key leaves "{ $context }"; { $key } stays bound to { $command }
keymap-view-key-taken = { $keys } does something else in "{ $context }"; choose another key
keymap-bad-name = { $name } cannot be the name of a keymap
keymap-unreadable = cannot read the keymap { $name }: { $reason }
keymap-inherits-itself = the keymap { $name } inherits from itself
keymap-default-used = { $what } (farz uses the default keymap)
keymap-shipped-used = { $what } (farz uses the keymap of this name that comes with it)
# Why a key needs the kitty keyboard protocol.
keymap-sent-as = other terminals send { $key }
keymap-sent-without-ctrl = other terminals send it without ctrl, or do not send it

## Settings and saved views: src/config/. $name and $part are in quotation marks where the text does not have them.

config-unknown-setting = unknown setting { $name }{ $near }
config-unknown-verdict = unknown verdict { $name }{ $near }
config-expected-boolean = expected true or false
config-expected-number = expected a number from { $least } to { $most }
config-expected-text = expected text in quotation marks
config-expected-one-of = expected one of { $names }{ $near }
config-expected-keyboards = expected auto or a list of { $names }{ $near }
config-expected-tables = expected a list; write [[{ $name }]] before each entry
config-expected-headers = expected a table: {"{"} Name = "value" {"}"}
config-expected-tags = expected a list of tags: ["news"]
config-expected-time = expected a time from "1m" to "366d": a number and s, m, h or d
config-expected-program = expected a program and its arguments: ["notify-send", "kept"]
config-bad-tag = { $tag } is not a valid tag: { $why }
config-source-no-url = a source needs an address: url = "https://..."
config-rule-no-query = a rule needs a query: when = "..."
config-rule-does-nothing = a rule needs something to do: tag, verdict or full-text
config-view-name = expected the name of a view, which does not begin or end with a space
config-view-name-long = expected a name of at most { $most } characters
config-view-built-in = farz has a view called { $name }; choose another name
config-view-exists = { $name } is a view already ({ $file }:{ $line }); choose another name
config-view-query = in the query at { $part }: { $why }
config-view-no-name = a view needs a name: name = "..."
config-view-no-query = a view needs a query: query = "..."
config-views-only = expected only [[views]] here, not { $name }
config-views-most = farz reads at most { $most } views; it ignores this one
config-views-mistake = { $mistake }; nothing is saved until this is corrected
config-views-unknown = { $file }: there is no view { $name } in this file
config-views-form = { $file }:{ $line }: farz cannot change a view in this form; edit the file
config-key-taken = the key { $keys } already runs { $commands }; choose another key
config-key-begins = other keys begin with { $keys }; choose another key

## What is wrong with a file, a feed or an address: src/ingest/. The sentence goes on after its name: "a.pdf: is a PDF document".

ingest-empty = is empty
ingest-unreadable = cannot be read: { $why }
ingest-unreadable-after = cannot be read after line { $line }: { $why }
ingest-unreadable-end = cannot be read to its end: { $why }
ingest-unopened = cannot be opened: { $why }
ingest-no-stdin = nothing can be read from standard input; pipe a text into it
ingest-pipe = is a named pipe; pipe it in instead: `farz - < PIPE`
ingest-socket = is a socket, not a file
ingest-device = is a device, not a file
ingest-no-file = is neither a file nor a folder
ingest-too-large = is larger than { $most } MB; split it and add the parts
ingest-line-too-long = is a line longer than { $most } MB
ingest-skipped = { $what }; skipped
ingest-bad-byte = byte { $at } is not valid { $encoding }; unreadable bytes are shown as {"\uFFFD"}
ingest-pdf = is a PDF document; convert it to text or HTML and add that
ingest-zip = is a ZIP archive (or EPUB, DOCX, ODT); unpack or convert it and add that
ingest-compressed = is compressed with { $program }; unpack it and add that
ingest-picture = is a picture
ingest-media = is a picture, sound or film
ingest-sound = is sound or film
ingest-program = is a program
ingest-database = is a database
ingest-rtf = is an RTF document; convert it to text or HTML and add that
ingest-office = is an old Office document; convert it to text or HTML and add that
ingest-binary = is not text (it holds binary data)
ingest-xml = is XML but neither a feed nor a page
ingest-xml-no-feed = is XML but not a feed: it begins with none of rss, feed, rdf:RDF
ingest-no-text = has neither a title nor a text
ingest-source-address = is an address on the web, which is fetched, not read
ingest-source-empty = an empty name is not a source; name a file, a folder or -
ingest-feed-no-root = is not a feed that can be read: it has no root element
ingest-feed-no-head = has a broken head: its title is not known
ingest-no-items = is a feed without items
ingest-item-cut = is an item that is cut off or broken; farz kept what stands before the break
ingest-item-unreadable = is an item that cannot be read: { $why }
ingest-item-empty = it holds nothing
ingest-json-syntax = is not valid JSON: { $reason } (column { $column })
ingest-json-no-object = is valid JSON but not an object with a title and content
ingest-json-unknown = is JSON but neither a feed (with items) nor an article (with a title and content)
ingest-json-cut = is cut off here; farz read the items before
ingest-list = is a list of subscriptions (OPML), which holds no articles; `farz add FILE` follows its feeds
ingest-list-empty = is a list of subscriptions with no feed in it
ingest-list-most = is skipped with everything after it: farz reads at most { $most } feeds of a list
# An address in a list, in quotation marks, and what is wrong with it: "is not an address ...".
ingest-list-address = { $address } { $why }

# What is wrong in newsboat's list of feeds. $name, $part and $pattern are in quotation marks.
ingest-newsboat-program = runs a program ({ $kind }), which farz does not do; let that program write to `farz add -`
ingest-newsboat-view = the view { $name } is left out: { $why }
ingest-filter-unexpected = { $part } is not expected
ingest-filter-open-text = a text has no end
ingest-filter-open-parenthesis = a ")" is missing
ingest-filter-too-deep = the parentheses are too deep
ingest-filter-end = it ends too early
ingest-filter-no-operator = an operator is missing after "{ $attribute }"
ingest-filter-no-value = a value is missing after "{ $attribute }"
ingest-filter-attribute = a query cannot ask for "{ $attribute }"
ingest-filter-pattern = { $pattern } is a pattern, which a query cannot express
ingest-filter-condition = a query cannot express { $attribute } { $operator } { $value }

# Why an address is not fetched.
ingest-no-address = is not an address that farz can fetch: { $why }
ingest-address-login = it holds a login, which would be shown and exported; set user and password in its [[sources]]
ingest-address-scheme = { $scheme } is neither http nor https
ingest-redirect = redirects to { $to }, which is neither http nor https
ingest-redirect-nowhere = redirects to no address
ingest-redirects = redirects more than { $most } times
ingest-private = leads into a private network ({ $host }); to allow this, set private = true in its [[sources]]
ingest-status = answers { $status }
ingest-status-login = answers { $status } (it wants a login: set user and password in its [[sources]])
ingest-status-forbidden = answers { $status } (forbidden)
ingest-status-not-found = answers { $status } (not found)
ingest-status-proxy = answers { $status } (the proxy wants a login)
ingest-status-fault = answers { $status } (the server has a fault)
ingest-answer-too-large = is larger than { $most } MB
ingest-slow = did not answer in full within { $seconds } s
ingest-unfetched = cannot be fetched: { $why }
ingest-connection-failed = the connection failed
ingest-program-ends = farz is ending

## Why right-to-left text is written as it is: src/terminal/probe/

probe-known = identified as { $name }
probe-unknown = unknown terminal; this is right on most terminals
probe-bidi-mode = it has a bidi mode, and farz sets it
probe-silent = the terminal has not answered
probe-screen = GNU screen does not tell which terminal is outside
probe-tmux = { $name } outside of tmux, where its bidi mode cannot be set

## The reference of keys: keymaps/README.md and `farz keys`

reference-title = Keys
reference-intro = This file is generated from the command table and from [default.toml](default.toml); a test fails when it is out of date. The top of default.toml explains how to change keys.
reference-context = Context { $name }.
reference-keys = keys
reference-command = command
reference-help = what it does
reference-group = group
reference-contexts = contexts
reference-unbound = Commands without a key
reference-unbound-intro = Run them from the palette.
reference-unbound-palette = Commands without a key (run them from the palette)
reference-where = Where each command works

## Counts, as parts of sentences

count-articles = { $count ->
    [one] { $count } article
   *[other] { $count } articles
 }
count-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
 }

## Errors of several commands

file-error = { $file }: { $why }
tag-invalid = "{ $tag }" is not a valid tag: { $why }
# $name is in quotation marks; $near is empty or a suggestion that begins with "; ".
view-unknown = There is no view { $name }{ $near }

verdict-inbox = inbox
verdict-keep = keep
verdict-later = later
verdict-drop = drop

## farz

open-no-terminal = The reader needs a terminal, and standard output is not one. `farz list` prints the articles instead.

## farz add

# $feed: the feed and what came from it.
add-following = Following { $feed }  ({ $url })
add-page = { $address }: This page has no feed. farz added it as an article: { $outcome }
add-view-failed = The view "{ $name }" was not saved: { $why }
add-views = Saved { $saved ->
    [one] one view
   *[other] { $saved } views
 }; { $already } already saved. `farz views` lists your views.
add-feeds = Following { $new ->
    [one] one new feed
   *[other] { $new } new feeds
 }; { $already } already followed. `farz fetch` downloads the articles.
add-outcome = added { $added }, already there { $known }{ $changed ->
    [0] {""}
   *[other] , changed { $changed }
 }, failed { $failed }

newsboat-item = { $file }: item "{ $guid }": { $why }
newsboat-unreadable = { $file }: farz cannot read this newsboat cache: { $why }

## farz fetch

fetch-failed = { $feed }: { $why }
# $cut: whether the feed was truncated, 0 or not.
fetch-done = { $feed }: { $new } new{ $changed ->
    [0] {""}
   *[other] , { $changed } changed
 }{ $failed ->
    [0] {""}
   *[other] , { $failed } unreadable
 }{ $cut ->
    [0] {""}
   *[other] , truncated: farz keeps the known text of the last article
 }
fetch-progress = [{ $done }/{ $of }] { $feed }
fetch-nothing-due = No feed is due. `farz fetch --all` fetches every feed; `farz sources` shows when each is due.

## farz sources

sources-ambiguous = "{ $name }" matches several feeds. Give the address: { $feeds }
sources-removed = Stopped following { $feed } ({ $url }). Its articles stay in the library.
sources-none = You follow no feeds yet. `farz add ADDRESS` follows one; `farz add FILE.opml` follows every feed in a list.

## farz rules

rules-none = There are no rules. Add [[rules]] with when, tag and verdict to config.toml.
rules-inert = { $rule }: has no effect: { $why }
rules-fuzzy = { $query } (fuzzy words) matches { $count ->
    [one] 1 article
   *[other] { $count } articles
}
rules-matches = { $rule }: { $does }: { $count } of { $of }

## farz list

list-other-layout = Nothing matches "{ $query }". These articles match "{ $layout }", the same keys on another keyboard layout.
list-empty-query = The query is empty and would match every article. No article was changed.

## farz show

show-gone = The article is no longer in the library.

## farz mark, farz tag

mark-tags = tags
mark-done = { $what }: { $changed } changed, { $unchanged } unchanged
mark-hook-slow = The decision is saved. The hook for "{ $hook }" is still running after { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
 }.{ $left ->
    [0] {""}
    [one] {" "}It did not run for one more article.
   *[other] {" "}It did not run for { $left } more articles.
 }
mark-hook-failed = The decision is saved, but the hook for "{ $hook }" failed: { $why }
tag-usage = Name articles and tags: farz tag ID... +TAG -TAG, farz tag --query QUERY +TAG -TAG, or farz tag --view NAME +TAG -TAG

## farz undo, farz redo, farz log

undo-no-step = "{ $name }" is not the name of a step. `farz log` lists the steps.
undo-no-count = "{ $what }" is neither a number of steps nor the name of one. `farz log` lists the steps.
undo-elsewhere = Step { $step } was made on another machine. Undo it there.
undo-already = Step { $step } is already undone.
undo-unknown = Step { $step } does not exist or is too old. `farz log` lists the steps.
undo-overwritten = Step { $step } ({ $label }) cannot be undone: everything it changed was changed again since.
undo-nothing = There is nothing to undo.
undo-nothing-more = There is nothing more to undo.
redo-nothing = There is nothing to redo.
redo-nothing-more = There is nothing more to redo.
undo-done = Undone: { $step }, { $articles }{ $left ->
    [0] {""}
   *[other] ; { $left } changed since and left as they are
 }
redo-done = Redone: { $step }, { $articles }{ $left ->
    [0] {""}
   *[other] ; { $left } changed since and left as they are
 }
log-here = here
log-undone = (undone)

## farz tags

tags-exists = The tag "{ $new }" already exists. `farz tags merge { $old } { $new }` merges the two.
tags-same = The tag is already called "{ $tag }".
tags-unused = No article has { $count ->
    [one] the tag
   *[other] any of the tags
 } { $tags }. `farz tags` lists the tags in use.
tags-renamed = Renamed the tag on { $articles }.
tags-merged = Merged the tags on { $articles }.
tags-deleted = Deleted the tag from { $articles }.

## farz views

views-no-query = A view needs a query.
views-saved = Saved the view "{ $name }".
# As view-unknown.
views-unknown = You have no view { $name }{ $near }. `farz views` lists your views.
views-renamed = The view "{ $old }" is now called "{ $new }".
views-bound = { $keys } now shows the view "{ $name }".
views-unbound = No key shows the view "{ $name }" any more.
views-removed = Removed the view "{ $name }": { $query }
views-no-key = { $keys } is not a key sequence: { $why }

## farz export, farz import, farz backup, farz compact

standard-output = standard output
transfer-no-file-name = { $file } is not a file name.
transfer-written = { $file }: { $articles }, { $steps }
transfer-imported = Imported { $articles } and { $steps }; { $known } already in the library.
transfer-foreign = { $file }: skipped { $count ->
    [one] one line that does
   *[other] { $count } lines that do
 } not belong to an export.
transfer-cut-within = { $file }:{ $line }: The file is truncated in this line. farz imported every complete line before it.
transfer-cut-after = { $file }:{ $line }: The file is truncated: its end marker is missing. farz imported what the file contains.
transfer-cut-otherwise = { $file }:{ $line }: The end marker counts other steps and articles than the file contains. farz imported what the file contains.
transfer-compacted = Journal of this machine: { $before } bytes before, { $after } bytes now.

## farz keys

keys-kitty = note: { $key } needs a terminal with the kitty keyboard protocol: { $why }
keys-in-order = The keymap and config files have no errors.
keys-pending = starts longer sequences; next: { $keys }
keys-typed = types its character
keys-nothing = does nothing
keys-bad-name = "{ $name }" cannot be the name of a keymap.
keys-exists = { $file } already exists. farz left it unchanged.
keys-written = Wrote { $file }. To use it, run `farz --keymap { $name }` or set keymap = "{ $name }" in config.toml.

## farz doctor

# The names of the lines.
doctor-config = config
doctor-data = data
doctor-state = state
doctor-journal = journal
doctor-replica = replica
doctor-last-saved = last saved
doctor-library = library
doctor-rebuilt = rebuilt
doctor-terminal = terminal
doctor-asked = asked
doctor-answered = answered
doctor-bidi = bidi
doctor-problem = problem

doctor-in-order = No problems found.
doctor-unwritable = { $folder }: cannot be written: { $why }
doctor-rebuilt-what = The library's copy of the triage state, from the journal.
doctor-journal-size = { $lines ->
    [one] one line
   *[other] { $lines } lines
 } in { $files ->
    [one] one file
   *[other] { $files } files
 } from { $machines ->
    [one] one machine
   *[other] { $machines } machines
 }, { $bytes } bytes
doctor-journal-unread = { $lines ->
    [one] one line
   *[other] { $lines } lines
 } not understood, { $bytes } bytes not yet in the library
doctor-journal-rewritten = { $lines ->
    [one] One of them was truncated and written again in full. Nothing
   *[other] { $lines } of them were truncated and written again in full. Nothing
 } is lost.
doctor-never = never
doctor-library-size = { $articles }, { $triaged } with triage, { $bytes } bytes, schema { $schema }
doctor-bidi-no-terminal = not tested: standard output is not a terminal
doctor-no-answer = nothing
doctor-asked-screen = nothing: GNU screen does not forward the questions
doctor-bidi-mode = bidi mode: { $mode }
doctor-bidi-config = set by bidi.strategy in the config
doctor-bidi-calibrated = chosen with `farz calibrate`
doctor-bidi-no-marks = vowel marks are not shown
doctor-terminal-local = { $term }, { $size }, standard output is a terminal
doctor-terminal-ssh = { $term }, { $size }, standard output is a terminal, over SSH
doctor-terminal-none = { $term }, { $size }, standard output is not a terminal
doctor-terminal-none-ssh = { $term }, { $size }, standard output is not a terminal, over SSH

## Help of the command line: `help-mark-query` is about the argument `query` of `farz mark`

help-farz = Work through a stack of articles in the terminal: read, decide, tag, and find everything again
help-farz-after =
    Without a command, farz adds the given sources and opens the reader.
    A source is a file or folder (plain text, Markdown, HTML, RSS, Atom, JSON Feed, JSON Lines), a web address, a list of
    feeds (OPML, newsboat's urls file), or - for standard input.
    In the reader, ? shows the keys.
help-farz-sample = Open a dozen sample articles in a temporary library
help-farz-keymap = Use this keymap: default, vim, newsboat, mutt, emacs, or the name of a file in the keymaps folder, without .toml
help-farz-sources = Files and folders to add first; - is standard input
help-add = Add articles to the library
help-add-sources = Files, folders, addresses of feeds and pages, lists of feeds (OPML, newsboat's urls and cache.db); - is standard input
help-fetch = Fetch the feeds that are due, or the given ones
help-fetch-sources = Feeds, by address or part of the title
help-fetch-all = Fetch every feed, even those not due yet
help-sources = List the feeds that you follow
help-sources-opml = Print OPML for other readers
help-sources-remove = Stop following this feed; its articles stay
help-rules = Work with the rules for new articles
help-rules-test = Show which articles in the library each rule would match, without changing anything
help-rules-test-view = Test only the articles in this view
help-list = List articles, newest first; with a query, best match first
help-list-query = What to search for: words, and everything else that the filter understands
help-list-verdict = List only articles with this verdict
help-list-view = List the articles in this view, in its order
help-list-json = Print one JSON object per article
help-list-explain = Explain how the query is read instead of listing
help-list-format = Output format
help-list-format-line = One line per article, for people
help-list-format-jsonl = One JSON object per article, with its text
help-list-format-markdown = Markdown with front matter; each article starts with a line of ---
help-list-format-csv = Comma-separated values (RFC 4180), without texts
help-list-schema = Print the JSON Schema of --json and --format jsonl instead of listing
help-list-limit = List at most this many
help-show = Print an article
help-show-id = The article, by its id or the start of it
help-show-width = Width of the text in columns
help-show-text = Print the lines as the reader shows them, or plain text in logical order
help-show-text-visual = The lines exactly as the reader shows them
help-show-text-logical = Plain text
help-show-json = Print one JSON object, with the text
help-mark = Decide on articles
help-mark-verdict = The verdict
help-mark-ids = Articles, each by its id or the start of it
help-mark-query = Decide on every article that this query matches, instead of articles by id
help-mark-view = Decide on every article in this view; with --query, on those that match
help-verdict-inbox = Undecided
help-verdict-keep = Worth keeping
help-verdict-later = For later
help-verdict-drop = Not wanted
help-tag = Add and remove tags
help-tag-query = Tag every article that this query matches, instead of articles by id; comes before the tags
help-tag-view = Tag every article in this view; with --query, those that match; comes before the tags
help-tag-words = Articles (ids or the start of them), then +TAG to add and -TAG to remove
help-undo = Undo the last step, the last few, or a given one
help-undo-what = How many steps, or the name of one as `farz log` shows it
help-redo = Redo undone steps
help-redo-count = How many steps
help-log = List the last steps: name, time, machine, label, number of articles
help-log-limit = List at most this many
help-tags = List the tags with their number of articles; rename, merge or delete tags everywhere
help-tags-rename = Rename a tag
help-tags-rename-old = The tag
help-tags-rename-new = Its new name, which no other tag has
help-tags-merge = Merge several tags into one
help-tags-merge-tags = The tags to replace
help-tags-merge-into = The tag to use instead; it may be new
help-tags-delete = Delete a tag from every article
help-tags-delete-tag = The tag
help-views = List your views with their number of articles; add, rename, bind or remove views
help-views-add = Save a query as a view
help-views-add-name = Its name
help-views-add-query = Its query, as in the filter
help-views-add-key = The keys that show it in the reader, written as in a keymap
help-views-rename = Rename a view
help-views-rename-old = The view
help-views-rename-new = Its new name
help-views-key = Change the keys of a view
help-views-key-name = The view
help-views-key-keys = The keys that show it in the reader, written as in a keymap; none for no keys
help-views-remove = Remove a view
help-views-remove-name = The view
help-export = Write all articles and decisions to standard output
help-export-format = Output format
help-export-format-jsonl = JSON Lines: the steps of the journal, then the articles
help-import = Import an export or a backup
help-import-file = The file
help-backup = Write everything to a file, even while farz is open
help-backup-file = The file, which is overwritten if it exists
help-compact = Shorten this machine's journal files; the last thousand steps can still be undone
help-keys = Print the keys: what each does, the file that binds it, and the commands without a key
help-keys-keymap = Use this keymap
help-keys-check = Report every error in the current keymap, or in a file; exit status 1 if there is one
help-keys-check-file = A keymap file
help-keys-which = Explain what keys do in each context
help-keys-which-keys = Keys, written as in a keymap: "g g"
help-keys-init = Write a commented starter keymap; an existing file stays unchanged
help-keys-init-name = Its name
help-doctor = Show where farz keeps its data and check it for problems
help-doctor-rebuild = Rebuild the library's copy of the triage state from the journal
help-calibrate = Show a sample line in each way of writing right-to-left text, and remember which one this terminal shows correctly
help-man = Print the manual page, for man(1)
help-completions = Print the completion script of a shell
help-completions-shell = The shell
help-farz-log = Write what farz does to this file; FARZ_LOG sets how much (error, warn, info, debug, trace)

## The log

log-level-unknown = FARZ_LOG is "{ $value }". The levels are error, warn, info, debug and trace.
log-not-opened = The log { $path } cannot be opened: { $reason }
doctor-log = log
doctor-log-off = { $path } (off; `FARZ_LOG=debug farz` or `farz --log FILE` turns it on)
doctor-log-off-left = { $path } (off, { $bytes } bytes from before; `FARZ_LOG=debug farz` or `farz --log FILE` turns it on)
doctor-log-on = { $path } (level { $level }, { $bytes } bytes)

## The reader: panes, the status line, background tasks

screen-top = This is the top.
screen-bottom = This is the end.
screen-your-views = Your views
screen-problems-heading = Errors in the keymap and config files
find-none = "{ $text }" is not in this text.
find-no-other = There is no other article with a hit.
find-wrapped = The search continued at the other end of the text.
fetch-no-article = There is no article here whose source farz could fetch. { $all } fetches all feeds.
fetch-already = farz is already fetching. { $stop } stops it.
fetch-started = Fetching. { $stop } stops it.
fetch-page-already = farz is already fetching a page. { $stop } stops it.
fetch-page-started = Fetching the page. { $stop } stops it.
article-no-link = This article has no link.
split-none = There is no article here to split.
messages-newest = This is the newest message.
messages-oldest = This is the oldest message of this run.
messages-no-search = The messages cannot be searched.
links-no-text = There is no text on the screen. { $open } shows it.
links-elsewhere = There is no link on the screen. The text has { $count }, listed at its end.
tags-none = There is no article here to tag.
note-none = There is no article here to write a note on.
problems-none = The keymap and config files have no errors.
messages-none = There are no messages in this run yet.
article-loading = The article is still loading. Try again.
program-none = There is no article here to run a program on.
pane-no-other = There is nothing further in this direction.
pane-nothing-to-complete = There is nothing here to complete.
command-no-number = { $command } takes no number. It ran once.
decide-already = Nothing changed: { $decision } already.
decide-none = There is no article here to decide on.
decide-all-done = Everything here is decided.
repeat-none = There is no decision to repeat yet.
palette-no-match = No command matches "{ $typed }".
undo-made-elsewhere = { $label } was made on another machine. Undo it there.
undo-made-already = { $label } is already undone. { $key } redoes it.
undo-made-overwritten = { $label } cannot be undone: what it changed was changed again since.
undo-made-old = { $label } is too old to undo.
undo-loading = The history is still loading. farz does this as soon as it is there.
undo-nothing-either = There is nothing to undo or to redo.
list-empty = There is no article here.
history-loading = The history is still loading.
history-newest = This is the latest step.
history-oldest = This is the oldest step shown.
history-none = There is no step here to undo.
links-no-letters = No link here has the letters { $typed }{ $letter }.
view-title = { $view ->
    [Inbox] Inbox
    [Later] Later
    [Kept] Kept
    [Dropped] Dropped
    [All] All
   *[saved] { $view }
}
view-already = { $view } is already shown.
view-no-such = There is no view "{ $name }". :view lists the views.
query-skipped = Skipped { $part }: { $reason }.
view-filter-wrong = This filter cannot be saved: { $reason }.
view-no-keys = These are not keys: { $error }
view-not-yours = You have no view "{ $name }".
view-remove-again = To remove the view "{ $name }" ({ $query }), run :remove-view { $again } again.
view-built-in = { $view } is a view of farz. Show one of your own first.
view-gone = The view "{ $name }" is gone. farz shows all articles.
view-no-filter = There is no filter in force to save as a view.
list-number = This is article { $number } here.
quit-unsaved = { $waiting } steps are not saved ({ $why }). Leave again to lose them.
macro-started = Recording. { $key } ends it.
macro-none = Nothing is recorded. { $key } records.
macro-unknown = There is no macro "{ $name }".
view-refreshed = The view is up to date.
undecided-none = No other article here is undecided.
open-none = There is no article here to read.
open-already = The article is already open.
back-in-list = You are in the list.
page-none = There is no text here.
scroll-none = There is no text here to scroll.
text-at-start = This is the start of the text.
text-at-end = This is the end of the text.
select-none = There is no article here to select.
select-all-already = All articles shown here are already selected.
clear-nothing = There is nothing to clear here.
macro-recording = You cannot replay a macro while you record one.
articles-new = { $count } new
list-first = This is the first article here.
list-last = This is the last article here.
not-saved = NOT SAVED ({ $count }): { $why }
saving-again = Saving works again.
settings-in-force = The saved keys and settings are in force.
history-empty = No decisions yet.
text-gone = The text of this article is no longer in the library.
tags-hint = Enter adds, empty Enter saves, Esc cancels; -x removes x
import-ended-why = { $counts }: { $why }
import-progress = Adding: { $so_far } so far
hook-no-thread = farz cannot run hooks: { $error }
fetch-no-thread = farz cannot fetch: { $error }
sources-unreadable = farz cannot read the sources: { $error }
split-done = Split into separate articles: { $count } more, undecided.
split-failed = farz cannot split the story: { $error }
fetch-done-failed = Fetched { $done }: { $new } new or changed, { $failed } failed: { $why }
split-one-source = No other source has this text under another link.
fetch-none = There is no feed to fetch: you follow none of these, or all of them wait after a failure.
text-of-source = This is the text of the source.
text-of-page = This is the text of the page.
text-of-page-new = This is the text of the page. The same key shows the text of the source.
locale-ascii = This locale is not UTF-8, so other letters show as ?. If the terminal is UTF-8: export LANG=C.UTF-8
saved-library-behind = Saved, but the library is behind: { $error }
library-behind = The library is behind: { $error }
library-caught-up = The library is up to date again.
schedule-failed = farz cannot fetch feeds on its own: { $error }
program-done = { $name }: exit status 0
program-not-started = { $name } cannot be started: { $error }
program-status = { $name }: { $status }
link-opened = Opened { $link }
suspend-no-shell = farz cannot suspend: no shell would bring it back.
fetching-progress = Fetching { $done } of { $of }: { $line }
fetching-done = Fetched { $done }: { $new } new or changed.
following-none = You follow no feeds. `farz add ADDRESS` follows one.
tag-not-valid = "{ $text }" is not a tag: { $error }
key-does-nothing = { $keys } does nothing here.
key-does-nothing-help = { $keys } does nothing here; { $help } shows the keys.
paste-no-line = Pasted text goes into a line that is being written.
paste-no-line-filter = Pasted text goes into a line that is being written: { $filter } opens the filter.
decide-many = { $decision }: { $count ->
    [one] 1 article
   *[other] { $count } articles
 }; { $undo } undoes it
links-prompt-open = letters of the link to open: { $typed }
links-prompt-copy = letters of the link to copy: { $typed }
links-none = This text has no links.
command-needs-argument = { $command } needs { $what }: :{ $command } ...
macro-recorded = Recorded { $count ->
    [one] 1 command
   *[other] { $count } commands
 }. { $key } replays them.
undo-end = undone: { $count ->
    [one] 1 step
   *[other] { $count } steps
 }; there are no more
redo-end = redone: { $count ->
    [one] 1 step
   *[other] { $count } steps
 }; there are no more
turned-end = done: { $count ->
    [one] 1 step
   *[other] { $count } steps
 }; there are no more
turned-undone = undone: { $what }{ $left ->
    [0] {""}
   *[other] ; { $left } changed since and left alone
 }
turned-redone = redone: { $what }{ $left ->
    [0] {""}
   *[other] ; { $left } changed since and left alone
 }
turned-label = { $label }, { $articles } articles
turned-steps = { $steps } steps, { $articles ->
    [one] 1 article
   *[other] { $articles } articles
 }
problems-first = { $place } (:keymap-errors): { $what }
problems-more = { $place } (and { $more } more: :keymap-errors): { $what }
problems-refused = { $problem }; the keys and settings stay as they were
layout-now = Layout: { $layout ->
    [beside] beside
    [stacked] stacked
    [single] single
   *[auto] auto
}
text-loading = Loading...
hooks-unfinished = the hooks take too long: farz did not run or wait for all of them
steps-unsaved = { $count ->
    [one] 1 step
   *[other] { $count } steps
 } could not be saved
hook-failed = The hook of { $verdict } failed{ $count ->
    [one] {""}
   *[other] { " " }({ $count } times)
 }: { $why }
link-copied-here = No browser here. Copied: { $link }
link-shown-here = No browser here: { $link }
copied = Copied the { $what } ({ $count } characters).
not-copied = The { $what } is { $why }.
what-link = link
what-text = text
view-saved-as = Saved as the view "{ $name }".
view-saved-as-key = Saved as the view "{ $name }"; { $key } shows it.
head-sources = Also from: { $sources }
head-changed = The text changed at its source since you last read it.
state-loading = loaded { $read } of { $total }
state-selected = { $count } selected
state-selected-hidden = { $count } selected ({ $hidden } more not shown)
state-range = range
state-recording = recording
state-searching = searching
state-found = { $rows } of { $of }
state-layout = ~ read as { $layout }
state-other-scripts = ~{ $count } in other scripts
state-hit = hits { $at } of { $count }
state-hits = hits { $count }
state-texts = texts { $read } of { $total }
hint-keep = keep
hint-later = later
hint-drop = drop
hint-tags = tags
hint-filter = filter
hint-back = back
hint-keys = keys
state-place = { $place }/{ $rows }
state-not-saved = NOT SAVED ({ $count })
state-saved = saved
state-saving = saving
state-filter = filter: { $filter }
tags-title = { $count ->
    [one] Tags
   *[other] Tags of { $count } articles
 }
history-title = History   (enter undoes a step, esc closes)
history-articles = { $count ->
    [one] 1 article
   *[other] { $count } articles
 }
messages-title = Messages of this run, times in UTC   (j k scroll, q closes)
screen-title = { $title }   (j k scroll, / searches, q closes)
screen-keys = Keys
screen-problems = Problems
sources-title = Sources
sources-fails = FAILS: { $error }
hints-title = { $keys }   (esc cancels)
screen-too-small = farz needs { $columns }x{ $rows }
palette-title = Commands
list-loading = Loading the library...
list-no-articles =
    The library is empty.

    Leave with q, then add articles:
    {"  "}farz add FILE FOLDER   files, folders, feeds
    {"  "}cat story.txt | farz - standard input
    {"  "}farz --sample          a dozen to try it on

    ? shows the keys.
list-searching = Searching...
list-looser = { $count ->
    [one] 1 looser match
   *[other] { $count } looser matches
}: { $key } shows { $count ->
    [one] it
   *[other] them
}
list-no-match = Nothing matches. Esc clears the filter.
list-nothing = Nothing here.
list-inbox-empty =
    Everything is decided.

    2 Later  3 Kept  4 Dropped  5 All  q quit
list-view-empty =
    Nothing here.

    1 Inbox  5 All
calibration-question =
    Which line reads right? From the right: two words with their letters joined, then in
    brackets a word and the year, then three Latin letters.
calibration-keys = 1 to 5: remember it for this terminal   0: forget   q: change nothing
