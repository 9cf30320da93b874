extension WheelFileName {
  /// Returns the name that a wheel would have by what is in it, or nil where it does not say enough.
  ///
  /// Project and version are spelled as in the folder of the metadata, tags are sorted, so that one
  /// content has one name; the real name may order them otherwise.
  ///
  /// - Parameters:
  ///   - stem: the name of the `.dist-info` folder without its ending.
  ///   - headers: the headers of the file WHEEL (PEP 427).
  /// - Returns: the name.
  package static func rebuilt(stem: String, from headers: MetadataHeaders) -> String? {
    // Byte for byte: with a mark behind it, a dash is another character.
    let tags = headers.values(of: "tag").prefix(tagLimit).map {
      Array($0.utf8).split(separator: ASCII.dash, omittingEmptySubsequences: false)
    }
    guard !tags.isEmpty, tags.allSatisfy({ $0.count == 3 }) else { return nil }
    let parts = (0..<3).map { column in
      Set(tags.map { $0[column] }).sorted { $0.lexicographicallyPrecedes($1) }
        .map { String(decoding: $0, as: UTF8.self) }
    }
    let build = headers["build"].map { "-\($0)" } ?? ""
    let compressed = parts.map { $0.joined(separator: ".") }.joined(separator: "-")
    let name = "\(stem)\(build)-\(compressed).whl"
    return WheelFileName(name) == nil ? nil : name
  }
}
