internal import PipDiagnostics
internal import PipSystem

/// When files of a snapshot were last changed: for all of them the same.
enum SourceDate {
  /// Later times need more room than a header has.
  private static let limit: Int64 = 0x7FFF_FFFF

  /// Returns what `SOURCE_DATE_EPOCH` says, else 0: <https://reproducible-builds.org/specs/>.
  static func seconds(in environment: Environment) throws -> Int64 {
    guard let text = environment.nonEmpty("SOURCE_DATE_EPOCH") else { return 0 }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text),
      seconds < limit
    else { throw Malformed(text: text) }
    return seconds
  }

  struct Malformed: Error, Explainable {
    let text: String

    var diagnostic: Diagnostic {
      Diagnostic(
        .error,
        code: "cache.source-date",
        message: "SOURCE_DATE_EPOCH is no number of seconds from 1970 to 2038: \(text)"
      )
    }
  }
}
