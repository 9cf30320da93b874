package import PipDiagnostics

/// Why a page of an index could not be read.
package enum PackagingError: Error, Sendable, Hashable {
  /// It has more bytes than are read.
  case pageTooLarge(url: String, limit: Int)

  /// It has more members than are read, which few bytes make.
  case pageMembersTooMany(url: String, limit: Int)

  /// It is no JSON, or not the JSON of an index.
  case pageMalformed(url: String)

  /// It follows a later protocol.
  case pageVersionUnsupported(url: String, version: String)
}

extension PackagingError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .pageTooLarge(let url, let limit):
      Diagnostic(
        .error,
        code: "packaging.page-too-large",
        message: "the index page \(shown(url)) has more than \(limit) bytes"
      )
    case .pageMembersTooMany(let url, let limit):
      Diagnostic(
        .error,
        code: "packaging.page-members-too-many",
        message: "the index page \(shown(url)) has more than \(limit) members"
      )
    case .pageMalformed(let url):
      Diagnostic(
        .error,
        code: "packaging.page-malformed",
        message: "the index page \(shown(url)) is not in the format that it claims",
        hint: "check that the index address leads to a simple repository"
      )
    case .pageVersionUnsupported(let url, let version):
      Diagnostic(
        .error,
        code: "packaging.page-version-unsupported",
        message:
          "the index page \(shown(url)) follows version \(version) of the repository protocol",
        causes: ["versions up to 1 are understood"],
        hint: "use a newer swiftpip or another index"
      )
    }
  }

  private func shown(_ url: String) -> String { URLReference(url).redactedText }
}
