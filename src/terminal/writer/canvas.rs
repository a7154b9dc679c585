//! A ratatui backend that draws nothing: it gives widgets ratatui's frame, and records where they put the cursor.

use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::convert::Infallible;

/// The size to draw at, and the cursor of the last frame.
#[derive(Debug)]
pub(super) struct Canvas {
    size: Size,
    place: Position,
    visible: bool,
}

impl Canvas {
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = Size::new(columns, rows);
    }

    /// Returns where the last frame put the cursor.
    pub(super) fn cursor(&self) -> Option<Position> {
        self.visible.then_some(self.place)
    }
}

/// Returns a ratatui terminal that writes nowhere.
pub(super) fn terminal(columns: u16, rows: u16) -> Terminal<Canvas> {
    let canvas = Canvas { size: Size::new(columns, rows), place: Position::ORIGIN, visible: false };
    let Ok(terminal) = Terminal::new(canvas);
    terminal
}

impl Backend for Canvas {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.place)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.place = position.into();
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
