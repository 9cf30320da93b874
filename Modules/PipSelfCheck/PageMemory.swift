/// What an index page said last, so that it need not say it again.
package struct PageMemory: Sendable, Hashable, Codable {
  /// The SHA-256 of the page's URL: the URL itself may hold a secret.
  package var page: String

  /// The page's `ETag`, if it had one.
  package var etag: String?

  /// The page's `Last-Modified`, if it had one.
  package var lastModified: String?

  /// The newest version that could be installed from it, nil where there was none.
  package var latest: String?

  /// What the choice depended on: another interpreter may choose otherwise from the same page.
  package var chooser: String

  /// Creates a memory of a page.
  package init(
    page: String,
    etag: String?,
    lastModified: String?,
    latest: String?,
    chooser: String
  ) {
    self.page = page
    self.etag = etag
    self.lastModified = lastModified
    self.latest = latest
    self.chooser = chooser
  }
}
