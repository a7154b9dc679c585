//! Tests of the line editor.

use super::*;
use proptest::prelude::*;

fn columns(editor: &mut LineEditor, step: fn(&mut LineEditor), times: usize) -> Vec<usize> {
    let mut columns = vec![editor.view(80).caret];
    for _ in 0..times {
        step(editor);
        columns.push(editor.view(80).caret);
    }
    columns
}

#[test]
fn typing_and_deleting() {
    let mut editor = LineEditor::with_text("one two  ");
    editor.delete_word_back();
    assert_eq!(editor.text(), "one ");
    editor.insert("a\nb\x1b\u{202E}\t");
    assert_eq!(editor.text(), "one a b ");
    editor.home();
    editor.delete();
    assert_eq!((editor.text(), editor.caret()), ("ne a b ", 0));
    editor.word_right();
    editor.delete_to_end();
    assert_eq!(editor.text(), "ne");
    editor.left();
    editor.delete_to_start();
    assert_eq!(editor.text(), "e");
    editor.set("");
    editor.backspace();
    editor.delete();
    assert!(editor.is_empty());
}

#[test]
fn a_word_is_deleted_in_either_direction_of_reading() {
    let mut editor = LineEditor::with_text("אחת  שתיים, three");
    editor.home();
    editor.delete_word_forward();
    assert_eq!((editor.text(), editor.caret()), ("  שתיים, three", 0));
    editor.delete_word_forward();
    assert_eq!(editor.text(), ", three");
    editor.end();
    editor.delete_word_forward();
    assert_eq!(editor.text(), ", three", "there is none after the caret");
    editor.delete_word_back();
    assert_eq!(editor.text(), ", ");
}

#[test]
fn backspace_takes_the_mark_and_delete_the_letter_with_its_marks() {
    let mut editor = LineEditor::with_text("بَّت");
    editor.home();
    editor.delete();
    assert_eq!(editor.text(), "ت");
    let mut editor = LineEditor::with_text("بَّ");
    editor.backspace();
    assert_eq!(editor.text(), "ب\u{64E}");
    editor.backspace();
    assert_eq!(editor.text(), "ب");
}

#[test]
fn the_caret_in_arabic_starts_at_the_right_and_goes_left() {
    let mut editor = LineEditor::with_text("بيت");
    assert_eq!(editor.view(80).caret, 0);
    editor.home();
    assert_eq!(columns(&mut editor, LineEditor::left, 4), [3, 2, 1, 0, 0]);
    assert_eq!(editor.caret(), editor.text().len());
    assert_eq!(columns(&mut editor, LineEditor::right, 4), [0, 1, 2, 3, 3]);
    assert_eq!(editor.caret(), 0);
}

#[test]
fn every_edge_of_mixed_text_is_reached_in_visual_order() {
    let mut editor = LineEditor::with_text("abאבcd");
    assert_eq!(columns(&mut editor, LineEditor::left, 7), [6, 5, 4, 3, 2, 1, 0, 0]);
    assert_eq!(columns(&mut editor, LineEditor::right, 7), [0, 1, 2, 3, 4, 5, 6, 6]);
    let mut editor = LineEditor::with_text("ab");
    editor.insert("א");
    assert_eq!(editor.view(80).caret, 2, "the next Hebrew letter will come at the left of this one");
}

#[test]
fn lam_alef_is_one_step() {
    let mut editor = LineEditor::with_text("لا");
    assert_eq!(columns(&mut editor, LineEditor::right, 1), [0, 1]);
    assert_eq!(editor.caret(), 0);
    editor.end();
    editor.backspace();
    assert_eq!(editor.text(), "ل");
}

#[test]
fn words_follow_the_direction_of_the_line() {
    let mut editor = LineEditor::with_text("אב גד");
    editor.word_right();
    assert_eq!(editor.caret(), "אב ".len());
    editor.word_left();
    assert_eq!(editor.caret(), editor.text().len());
}

#[test]
fn a_long_line_is_seen_around_the_caret() {
    let mut editor = LineEditor::with_text(&"0123456789".repeat(5));
    let view = editor.view(10);
    assert_eq!((view.caret, view.line.width), (9, 9));
    editor.home();
    assert_eq!(editor.view(10).caret, 0);
    assert_eq!(editor.view(1), EditorView { line: VisualLine::default(), caret: 0, selected: 0..0 });
    assert_eq!(editor.view(0).caret, 0);
}

#[test]
fn what_is_selected_is_replaced_deleted_and_left() {
    let mut editor = LineEditor::with_text("one two");
    editor.select(LineEditor::word_left);
    assert_eq!(&editor.text()[editor.selected()], "two");
    editor.insert("3");
    assert_eq!((editor.text(), editor.caret(), editor.selected()), ("one 3", 5, 5..5));
    editor.select(LineEditor::home);
    editor.select(LineEditor::right);
    assert_eq!(&editor.text()[editor.selected()], "ne 3", "the other end moves");
    editor.backspace();
    assert_eq!(editor.text(), "o");
    editor.select(LineEditor::left);
    editor.select(LineEditor::right);
    assert!(editor.selected().is_empty(), "back where it began");
    editor.set("abcd");
    editor.left();
    editor.select(LineEditor::left);
    editor.select(LineEditor::left);
    editor.right();
    assert_eq!((editor.caret(), editor.selected()), (3, 3..3), "at the right end of what was selected");
    editor.select(LineEditor::left);
    editor.delete();
    assert_eq!(editor.text(), "abd");
    editor.select(LineEditor::home);
    editor.insert("\u{202E}");
    assert_eq!(editor.text(), "abd", "nothing typed, nothing replaced");
}

#[test]
fn a_selection_from_right_to_left_goes_with_what_is_seen() {
    let mut editor = LineEditor::with_text("بَيت");
    editor.home();
    editor.select(LineEditor::left);
    // The letter with its mark, at the right end of the line.
    assert_eq!(&editor.text()[editor.selected()], "بَ");
    let view = editor.view(20);
    let seen: Vec<bool> = view.line.cells.iter().map(|cell| view.is_selected(cell)).collect();
    assert_eq!((seen, view.caret), (vec![false, false, true], 2));
    editor.left();
    assert_eq!(editor.caret(), "بَ".len(), "left of what was selected");
    editor.select(LineEditor::end);
    editor.right();
    assert_eq!(editor.caret(), "بَ".len());
    // Mixed text: one range, two pieces on the screen.
    let mut editor = LineEditor::with_text("abאבcd");
    editor.select(|editor| (0..3).for_each(|_| editor.back()));
    let view = editor.view(20);
    let seen: Vec<bool> = view.line.cells.iter().map(|cell| view.is_selected(cell)).collect();
    assert_eq!(seen, [false, false, true, false, true, true]);
    let mut editor = LineEditor::with_text("لا");
    editor.select(LineEditor::back);
    let view = editor.view(20);
    assert!(view.is_selected(&view.line.cells[0]), "half of a lam-alef is shown as all of it");
}

proptest! {
    #[test]
    fn whatever_is_pressed_the_caret_is_on_a_boundary_and_in_the_window(
        keys in prop::collection::vec(0usize..20, 0..40), width in 1usize..20,
    ) {
        let mut editor = LineEditor::new();
        for key in keys {
            match key {
                0 => editor.insert("ab "),
                1 => editor.insert("لا بي"),
                2 => editor.insert("\u{64E}"),
                3 => editor.insert("👩\u{200D}"),
                4 => editor.insert("日"),
                5 => editor.backspace(),
                6 => editor.delete(),
                7 => editor.delete_word_back(),
                8 => editor.left(),
                9 => editor.right(),
                10 => editor.word_left(),
                11 => editor.word_right(),
                12 => editor.home(),
                13 => editor.select(LineEditor::left),
                14 => editor.select(LineEditor::right),
                15 => editor.select(LineEditor::word_left),
                16 => editor.select(LineEditor::end),
                17 => editor.select(LineEditor::back),
                18 => editor.select(LineEditor::home),
                _ => editor.insert("\u{301}1\u{200C}"),
            }
            let caret = editor.caret();
            prop_assert!(caret == ceil_boundary(editor.text(), caret));
            let selected = editor.selected();
            prop_assert_eq!(selected.start, ceil_boundary(editor.text(), selected.start));
            prop_assert_eq!(selected.end, ceil_boundary(editor.text(), selected.end));
            let view = editor.view(width);
            prop_assert!(view.caret < width);
            prop_assert!(view.line.width < width);
        }
        let line = visual(editor.text(), Base::FirstStrong);
        // One more press, because the first may only end a selection.
        for _ in 0..=line.cells.len() {
            editor.left();
        }
        prop_assert_eq!(editor.edge(&line), 0);
        for _ in 0..line.cells.len() {
            editor.right();
        }
        prop_assert_eq!(editor.edge(&line), line.width);
    }
}
