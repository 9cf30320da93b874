/// What a distribution offers to others by name: its file `entry_points.txt` (PyPA entry points
/// specification), as Python's `importlib.metadata` reads it.
package struct EntryPoints: Sendable, Hashable {
  /// One thing that is offered.
  package struct Entry: Sendable, Hashable {
    /// What it is called.
    package let name: String
    /// What it is, mostly an object reference.
    package let value: String
  }

  private var groups: [String: [Entry]] = [:]

  /// Creates the entry points of a distribution that offers nothing.
  package init() {}

  /// Reads the file, or returns nil where it is no UTF-8 or a line in a group has no name.
  package init?(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var group: String?
    for line in PythonLines.split(bytes[...]).map({ PythonWhitespace.trimming($0) }) {
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      if first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
        let brackets = "[]".utf8
        let name = line.drop { brackets.contains($0) }
        group = String(decoding: name.prefix { !brackets.contains($0) }, as: UTF8.self)
        continue
      }
      guard let group else { continue }
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = PythonWhitespace.trimming(line[..<equals])
      let value = PythonWhitespace.trimming(line[(equals + 1)...])
      guard !name.isEmpty else { return nil }
      let entry = Entry(
        name: String(decoding: name, as: UTF8.self),
        value: String(decoding: value, as: UTF8.self)
      )
      // As of the keys of a dict: of equal names the last counts, where the first stood.
      let place = groups[group]?.firstIndex { $0.name.utf8.elementsEqual(entry.name.utf8) }
      if let place {
        groups[group]?[place] = entry
      } else {
        groups[group, default: []].append(entry)
      }
    }
  }

  /// What is offered in a group, such as `console_scripts`, in its order.
  package subscript(group: String) -> [Entry] { groups[group] ?? [] }

  /// The names of all groups, in their order.
  package var groupNames: [String] { groups.keys.sorted() }
}
