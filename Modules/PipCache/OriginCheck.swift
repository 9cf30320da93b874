internal import PipPackaging

/// Checks what is said to be the origin of wheels: an `origin.json` (PEP 610), which pip writes
/// beside those that it built (`pip/_internal/cache.py`, `record_download_origin`).
package enum OriginCheck {
  /// No origin has more bytes.
  package static let sizeLimit = 1 << 20

  private struct Content: Decodable {
    let url: String
    let archive: Anything?
    let repository: Anything?
    let directory: Anything?

    enum CodingKeys: String, CodingKey {
      case url
      case archive = "archive_info"
      case repository = "vcs_info"
      case directory = "dir_info"
    }

    var kinds: Int { [archive, repository, directory].count { $0 != nil } }
  }

  /// Any object.
  private struct Anything: Decodable {
    init(from decoder: any Decoder) throws {
      _ = try decoder.container(keyedBy: AnyKey.self)
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Returns what is wrong with an origin.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - wheels: the wheels beside it.
  /// - Returns: what is wrong, nil where nothing is.
  static func problem(of bytes: [UInt8], beside wheels: [WheelFileName]) -> EntryProblem? {
    guard let content = PythonJSON.decode(Content.self, from: bytes),
      content.kinds == 1
    else { return .originUnreadable }
    guard content.archive != nil, let file = fileName(of: URLReference(content.url)) else {
      return nil
    }
    // A repository may be called other than the project in it: what counts is the version.
    let isOther = wheels.contains { wheel in
      SdistFileName(file, for: wheel.name).map { $0.version != wheel.version } ?? false
    }
    return isOther ? .origin(SafeText.line(file) ?? "another file") : nil
  }

  private static func fileName(of reference: URLReference) -> String? {
    reference.path.split(separator: UInt8(ascii: "/")).last
      .map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) }
  }
}
