package import PipPackaging

/// What a source answers where a project's page is asked for.
package enum PageAnswer: Sendable, Hashable {
  /// The page, and how to ask later whether it changed.
  case page(IndexPage, PageValidators?)
  /// It is still the page that the validators came with.
  case notModified
  /// The source does not know the project.
  case notFound
}
