/// What a server is asked for: a page, or a file.
struct IndexRequest: Sendable {
  /// Where it is.
  let url: IndexURL
  /// What the request says beside who asks.
  let headers: [(name: String, value: String)]
  /// Whether an answer may be that nothing has changed.
  let isConditional: Bool
  /// What takes the body as it comes; nil where all of it is wanted at once.
  let receiver: (any FileReceiver)?
  /// Bytes that the body may have.
  let limit: Int

  /// The forms of a page that pip asks for, in its words and its order (PEP 691).
  private static let acceptedTypes = [
    "application/vnd.pypi.simple.v1+json",
    "application/vnd.pypi.simple.v1+html; q=0.1",
    "text/html; q=0.01",
  ].joined(separator: ", ")

  /// Asks for a page, if it has changed.
  static func page(_ url: IndexURL, _ validators: PageValidators?, limit: Int) -> IndexRequest {
    var headers = [
      (name: "Accept", value: acceptedTypes), (name: "Accept-Encoding", value: "gzip"),
    ]
    if let tag = validators?.entityTag { headers.append(("If-None-Match", tag)) }
    if let time = validators?.lastModified { headers.append(("If-Modified-Since", time)) }
    return IndexRequest(
      url: url,
      headers: headers,
      isConditional: validators != nil,
      receiver: nil,
      limit: limit
    )
  }

  /// Asks for a file; what is compressed once more would have another digest.
  static func file(
    _ url: IndexURL,
    into receiver: any FileReceiver,
    limit: Int
  ) -> IndexRequest {
    IndexRequest(
      url: url,
      headers: [(name: "Accept", value: "*/*"), (name: "Accept-Encoding", value: "identity")],
      isConditional: false,
      receiver: receiver,
      limit: limit
    )
  }
}
