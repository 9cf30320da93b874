import PipPluginKit

/// The answer of `swiftpip tree`.
struct TreeReport: Report {
  /// A package in the tree.
  struct Node: Encodable, Sendable, Hashable {
    let name: String
    let version: String
    let wanted: String
    let isMet: Bool
    let isCircle: Bool
    let requires: [Node]
  }

  struct Result: Encodable, Sendable {
    let packages: [Node]
    let missing: [String]
  }

  let roots: [Node]
  let missing: [String]

  var result: Result { Result(packages: roots, missing: missing) }

  var diagnostics: [Diagnostic] {
    missing.map {
      Diagnostic(.warning, code: "tree.missing", message: "\($0), which is not installed")
    }
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    for root in roots { write(root, "", "", to: &page) }
  }

  private func write(_ node: Node, _ branch: String, _ indent: String, to page: inout Page) {
    var line = [
      Page.Span(branch, .faint), Page.Span(node.name, .strong), Page.Span(" \(node.version)"),
    ]
    if !node.wanted.isEmpty {
      line.append(Page.Span(" (\(node.wanted))", node.isMet ? .faint : .bad))
    }
    if node.isCircle { line.append(Page.Span(" ...", .faint)) }
    page.line(line)
    for (index, child) in node.requires.enumerated() {
      let isLast = index == node.requires.count - 1
      write(child, indent + (isLast ? "`- " : "|- "), indent + (isLast ? "   " : "|  "), to: &page)
    }
  }
}
