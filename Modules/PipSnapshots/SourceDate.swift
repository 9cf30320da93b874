package import PipDiagnostics
package import PipSystem

/// When files of a snapshot were last changed: for all of them the same.
package enum SourceDate {
  /// Later times need more room than a header has.
  private static let limit: Int64 = 0x7FFF_FFFF

  /// Returns what `SOURCE_DATE_EPOCH` says, else 0: <https://reproducible-builds.org/specs/>.
  ///
  /// - Parameter environment: the variables.
  /// - Returns: seconds since 1970.
  /// - Throws: `Malformed` where it is no number that a header has room for.
  package static func seconds(in environment: Environment) throws -> Int64 {
    guard let text = environment.nonEmpty("SOURCE_DATE_EPOCH") else { return 0 }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text),
      seconds < limit
    else { throw Malformed(text: text) }
    return seconds
  }

  /// The variable is no such number.
  package struct Malformed: Error, Explainable {
    let text: String

    /// What people are told.
    package var diagnostic: Diagnostic {
      Diagnostic(
        .error,
        code: "snapshot.source-date",
        message: "SOURCE_DATE_EPOCH is no number of seconds from 1970 to 2038: \(text)"
      )
    }
  }
}
