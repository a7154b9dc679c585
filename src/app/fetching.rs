//! What is being fetched.

/// What is being fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetching {
    feeds: bool,
    page: bool,
    /// Whether nobody asked for it: then little is said of it.
    quietly: bool,
}

impl Fetching {
    /// Whether anything is.
    #[must_use]
    pub fn any(self) -> bool {
        self.feeds || self.page
    }

    /// Whether feeds are.
    #[must_use]
    pub fn feeds(self) -> bool {
        self.feeds
    }

    /// Whether a page is.
    #[must_use]
    pub fn page(self) -> bool {
        self.page
    }

    /// Whether feeds are fetched that nobody asked for.
    #[must_use]
    pub fn quietly(self) -> bool {
        self.quietly
    }

    /// Fetching feeds began; `quietly` where nobody asked for it.
    pub fn begin_feeds(&mut self, quietly: bool) {
        (self.feeds, self.quietly) = (true, quietly);
    }

    /// Fetching feeds ended.
    pub fn end_feeds(&mut self) {
        self.feeds = false;
    }

    /// Fetching a page began.
    pub fn begin_page(&mut self) {
        self.page = true;
    }

    /// Fetching a page ended.
    pub fn end_page(&mut self) {
        self.page = false;
    }
}
