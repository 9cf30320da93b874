/// Why a source of packages could not be asked.
///
/// Every address in a case is masked already: no credential is ever part of an error.
package enum IndexError: Error, Sendable, Hashable {
  /// No whole answer came.
  case unreachable(String, ConnectionProblem)
  /// The deadline passed, or the server was silent for longer than the timeout.
  case timedOut(String)
  /// The server answered with a status that is none of success.
  case status(String, Int)
  /// The server's certificate is not valid, or TLS failed; with the library's words for why.
  case untrusted(String, String)
  /// There was more than a limit of so many bytes or entries.
  case tooLarge(String, limit: Int, Unit = .bytes)
  /// The answer is no page of a simple repository, with what is wrong about it.
  case malformedPage(String, String)
  /// A setting has a value that cannot be used.
  case unusable(Setting, Fault)
  /// Whoever asked no longer wants to know.
  case cancelled

  /// What a limit counts.
  package enum Unit: Sendable, Hashable {
    case bytes
    case entries
  }

  /// What a user can set wrong.
  package enum Setting: Sendable, Hashable {
    /// An index, by its masked address.
    case index(String)
    /// A place for files, by its masked address or path.
    case findLinks(String)
    /// The certificates, by `--cert`.
    case cert
    /// The proxy, by `--proxy` or a variable.
    case proxy
    /// The file of user names and passwords, `.netrc`.
    case netrc
    /// A variable of the environment.
    case variable(String)
  }

  /// What is wrong about a setting.
  package enum Fault: Sendable, Hashable {
    /// It is neither an address nor a path.
    case notAnAddress
    /// It leads over plain HTTP to a host that is neither this machine nor trusted.
    case insecure
    /// It is of a kind that cannot be used.
    case unsupported(String)
    /// A file or folder is missing or unreadable, or holds no certificate.
    case unreadable(String)
  }
}

extension IndexError {
  /// Whether a setting cannot be used: that is no failure of an index.
  package var isOfASetting: Bool {
    guard case .unusable = self else { return false }
    return true
  }
}
