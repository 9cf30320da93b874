/// Why no whole answer came from a server.
package enum ConnectionProblem: Sendable, Hashable {
  /// The name could not be looked up.
  case hostNotFound(String)
  /// No connection could be made, with the system's words for why.
  case notConnected(String)
  /// The server ended the connection before its answer was whole.
  case closedEarly
  /// What came is not HTTP, or not allowed in it.
  case notHTTP(String)
  /// The server answered in plain text where TLS was expected.
  case notTLS
  /// The proxy did not do as asked.
  case proxy(String)
  /// One redirect led to another, too often or in a circle.
  case redirectedTooOften
  /// A redirect leads to what is no address of a server.
  case redirectedNowhere
  /// A file came in an encoding that nobody has asked for.
  case encoded(String)
  /// A file came, and could not be written, with the system's words for why.
  case notKept(String)
  /// A file or folder cannot be read, with the system's words for why.
  case notReadable(String)

  /// Whether another try may find it gone.
  var isPassing: Bool {
    switch self {
    case .hostNotFound, .notConnected, .closedEarly: true
    case .notHTTP, .notTLS, .proxy, .redirectedTooOften, .redirectedNowhere, .encoded, .notKept,
      .notReadable:
      false
    }
  }

  /// What happened, for people.
  var reason: String {
    switch self {
    case .hostNotFound(let host): "the host \(host) was not found"
    case .notConnected(let reason): reason
    case .closedEarly: "the server closed the connection before its answer was whole"
    case .notHTTP(let reason): "the answer is not HTTP: \(reason)"
    case .notTLS: "it answered in plain text"
    case .proxy(let reason): "the proxy refused: \(reason)"
    case .redirectedTooOften: "it redirects too often or in a circle"
    case .redirectedNowhere: "it redirects to something that is no address"
    case .encoded(let encoding): "it comes in the encoding \(encoding), which nobody has asked for"
    case .notKept(let reason), .notReadable(let reason): reason
    }
  }
}
