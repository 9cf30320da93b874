/// A line of a configuration file that no pip can read, and why.
package struct BrokenLine: Sendable, Hashable {
  /// What is wrong with a line.
  ///
  /// The line itself is left out: it may hold a password.
  package enum Problem: Sendable, Hashable {
    /// An option or other text stands before the first `[section]`.
    case noSection
    /// The file begins with a byte order mark, which pip takes for text before the first section.
    case byteOrderMark
    /// The line has neither `=` nor `:`.
    case noDelimiter
    /// Nothing stands before the `=` or `:`.
    case noName
    /// The section was there before.
    case duplicateSection(String)
    /// The option was there before in the same section.
    case duplicateOption(String, section: String)
  }

  /// The number of the line, from 1.
  package var number: Int
  /// What is wrong with it.
  package var problem: Problem
}

extension BrokenLine: CustomStringConvertible {
  package var description: String {
    let what =
      switch problem {
      case .noSection: "text before the first [section]"
      case .byteOrderMark: "the file begins with a byte order mark"
      case .noDelimiter: "neither = nor : in the line"
      case .noName: "no name before the = or :"
      case .duplicateSection(let name): "[\(name)] was there before"
      case .duplicateOption(let name, let section): "\(name) was in [\(section)] before"
      }
    return "line \(number): \(what)"
  }
}
