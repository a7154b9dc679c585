//! What is being fetched.

/// What is being fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetching {
    feeds: bool,
    page: bool,
    /// Whether nobody requested the fetch: then it reports little.
    quietly: bool,
}

impl Fetching {
    /// Returns whether anything is being fetched.
    #[must_use]
    pub fn any(self) -> bool {
        self.feeds || self.page
    }

    /// Returns whether feeds are being fetched.
    #[must_use]
    pub fn feeds(self) -> bool {
        self.feeds
    }

    /// Returns whether a page is being fetched.
    #[must_use]
    pub fn page(self) -> bool {
        self.page
    }

    /// Returns whether nobody requested the latest fetch of feeds.
    #[must_use]
    pub fn quietly(self) -> bool {
        self.quietly
    }

    /// Records that fetching feeds began; `quietly` if nobody requested it.
    pub fn begin_feeds(&mut self, quietly: bool) {
        (self.feeds, self.quietly) = (true, quietly);
    }

    /// Records that fetching feeds ended.
    pub fn end_feeds(&mut self) {
        self.feeds = false;
    }

    /// Records that fetching a page began.
    pub fn begin_page(&mut self) {
        self.page = true;
    }

    /// Records that fetching a page ended.
    pub fn end_page(&mut self) {
        self.page = false;
    }
}
