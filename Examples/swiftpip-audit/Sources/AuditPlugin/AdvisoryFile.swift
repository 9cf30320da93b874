import FoundationEssentials
import PipPluginKit

/// A file with an advisory, or with a list of them.
struct AdvisoryFile {
  let advisories: [Advisory]

  /// Reads a file.
  ///
  /// - Throws: `AdvisoryFileError`.
  init(at path: String) throws(AdvisoryFileError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(path)
    }
    do {
      advisories = try JSONDecoder().decode([Advisory].self, from: data)
    } catch {
      guard let one = try? JSONDecoder().decode(Advisory.self, from: data) else {
        throw .malformed(path, "\(error)")
      }
      advisories = [one]
    }
  }
}

/// Why a file has no advisories.
enum AdvisoryFileError: Error, Explainable {
  case unreadable(String)
  case malformed(String, String)

  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let path):
      Diagnostic(.error, code: "audit.unreadable", message: "\(path) cannot be read")
    case .malformed(let path, let reason):
      Diagnostic(
        .error,
        code: "audit.malformed",
        message: "\(path) has no advisories in the form of OSV",
        causes: [reason]
      )
    }
  }
}
