/// How much of a source is looked at before it counts as hostile.
package struct IndexLimits: Sendable, Hashable {
  /// Bytes of a page after decompression; the largest real ones have about 30 MiB.
  package var pageBytes = 64 << 20

  /// Bytes of a file of a project; a header of ustar says no more.
  package var fileBytes = (8 << 30) - 1

  /// Names in a find-links folder.
  package var folderEntries = 100_000

  /// Redirects of one request.
  package var redirects = 20

  /// Sources that are asked at the same time.
  package var simultaneousRequests = 4

  /// Creates the limits that hold by default.
  package init() {}
}
