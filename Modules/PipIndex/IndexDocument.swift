/// A page as it came from a server, not yet read.
struct IndexDocument: Sendable {
  /// Where it came from in the end, after redirects: references in it are relative to this.
  var url: IndexURL
  /// The media type, as the server wrote it.
  var contentType: String
  /// How to ask later whether it changed.
  var validators: PageValidators?
  var body: [UInt8]

  /// What a server can answer where a page is asked for.
  enum Answer: Sendable {
    case document(IndexDocument)
    case notModified
    case notFound
  }
}
