/// Reads the lines of a `pip.conf` one after the other.
struct ConfigurationFileParser {
  private typealias Text = ArraySlice<Unicode.Scalar>

  /// An option whose value can still grow by continuation lines.
  private struct OpenOption {
    var name: String
    var position: Int
    var lines: [Text]
  }

  /// A name as it is compared: scalar by scalar, unlike strings, which compare by canonical
  /// equivalence.
  private struct Element: Hashable {
    var section: [Unicode.Scalar]
    var option: [Unicode.Scalar]?
  }

  /// More broken lines than anybody reads.
  private static let brokenLineLimit = 8

  private var file: ConfigurationFile
  private var section: [Unicode.Scalar]?
  private var option: OpenOption?
  private var seen: Set<Element> = []
  private var indentation = 0
  private var broken: [BrokenLine] = []
  private var number = 0

  init(isUTF8: Bool) {
    file = ConfigurationFile(isUTF8: isUTF8)
  }

  mutating func parse(
    _ content: [Unicode.Scalar]
  ) throws(ConfigurationFile.Unreadable) -> ConfigurationFile {
    var rest = content[...]
    while !rest.isEmpty {
      number += 1
      try read(Self.takeLine(from: &rest))
    }
    closeOption()
    guard broken.isEmpty else { throw ConfigurationFile.Unreadable(lines: broken) }
    return file
  }

  /// Takes a line off the text; `\n`, `\r` and `\r\n` end lines, as in Python's text files.
  private static func takeLine(from rest: inout Text) -> Text {
    guard let end = rest.firstIndex(where: { $0 == "\n" || $0 == "\r" }) else {
      defer { rest = [] }
      return rest
    }
    let line = rest[..<end]
    let isPair = rest[end] == "\r" && rest[(end + 1)...].first == "\n"
    rest = rest[(end + (isPair ? 2 : 1))...]
    return line
  }

  private mutating func read(_ line: Text) throws(ConfigurationFile.Unreadable) {
    let content = line.trimmingPythonSpace
    guard let first = content.first else {
      // An empty line belongs to the value around it; at its end it is cut off again.
      option?.lines.append([])
      return
    }
    guard first != "#", first != ";" else { return }
    let lineIndentation = content.startIndex - line.startIndex
    if option != nil, lineIndentation > indentation {
      option?.lines.append(content)
      return
    }
    indentation = lineIndentation
    if let name = Self.sectionName(content) {
      try begin(section: name)
    } else if let section {
      try begin(optionIn: content, of: section)
    } else {
      throw unreadable(first == "\u{FEFF}" && number == 1 ? .byteOrderMark : .noSection)
    }
  }

  /// Returns the name between the first bracket and the last one; text may follow it.
  private static func sectionName(_ content: Text) -> [Unicode.Scalar]? {
    guard content.first == "[", let end = content.lastIndex(of: "]") else { return nil }
    let name = content[(content.startIndex + 1)..<end]
    return name.isEmpty ? nil : Array(name)
  }

  private mutating func begin(
    section name: [Unicode.Scalar]
  ) throws(ConfigurationFile.Unreadable) {
    closeOption()
    section = name
    // Only this section may come again.
    guard name[...].string != "DEFAULT" else { return }
    guard seen.insert(Element(section: name, option: nil)).inserted else {
      throw unreadable(.duplicateSection(name[...].string))
    }
    file.sections[name[...].string] = [:]
  }

  private mutating func begin(
    optionIn content: Text,
    of section: [Unicode.Scalar]
  ) throws(ConfigurationFile.Unreadable) {
    guard let delimiter = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
      note(.noDelimiter)
      return
    }
    closeOption()
    let name = content[..<delimiter].droppingTrailingPythonSpace.string.lowercased()
    guard !name.isEmpty else {
      note(.noName)
      return
    }
    let element = Element(section: section, option: Array(name.unicodeScalars))
    guard seen.insert(element).inserted else {
      throw unreadable(.duplicateOption(name, section: section[...].string))
    }
    let value = content[(delimiter + 1)...].trimmingPythonSpace
    option = OpenOption(name: name, position: seen.count, lines: [value])
  }

  private mutating func closeOption() {
    guard let option, let section else { return }
    self.option = nil
    let value = ArraySlice(option.lines.joined(separator: ["\n"])).droppingTrailingPythonSpace
    let entry = ConfigurationFile.Entry(value: value.string, position: option.position)
    let name = ConfigurationFile.normalizedName(option.name)
    let sectionName = section[...].string
    if sectionName == "DEFAULT" {
      file.defaults[name] = entry
    } else {
      file.sections[sectionName, default: [:]][name] = entry
    }
  }

  /// Remembers a broken line after which reading can go on.
  private mutating func note(_ problem: BrokenLine.Problem) {
    guard broken.count < Self.brokenLineLimit else { return }
    broken.append(BrokenLine(number: number, problem: problem))
  }

  private func unreadable(_ problem: BrokenLine.Problem) -> ConfigurationFile.Unreadable {
    ConfigurationFile.Unreadable(lines: broken + [BrokenLine(number: number, problem: problem)])
  }
}
