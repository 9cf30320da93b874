internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache info`.
struct CacheInfoReport: Report {
  struct Result: Encodable, Sendable {
    let directory: FilePath
    let inventory: CacheInventory

    private enum CodingKeys: String, CodingKey {
      case directory
      case directoryBytes
      case areas
      case total
    }

    private struct Numbers: Encodable {
      var name: String?
      var entries: Int
      var files: Int
      var bytes: Int64
      var bytesOnDisk: Int64

      init(_ totals: CacheInventory.Totals, name: String? = nil) {
        self.name = name
        entries = totals.entries
        files = totals.files
        bytes = totals.bytes
        bytesOnDisk = totals.bytesOnDisk
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        directory.systemText,
        forKey: .directory,
        bytesKey: .directoryBytes
      )
      let areas = CacheArea.allCases.map { Numbers(inventory[$0], name: $0.rawValue) }
      try container.encode(areas, forKey: .areas)
      try container.encode(Numbers(inventory.total), forKey: .total)
    }
  }

  let directory: FilePath
  let inventory: CacheInventory
  let diagnostics: [Diagnostic]

  var result: Result { Result(directory: directory, inventory: inventory) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(Page.Span(directory.systemText, .strong))
    let heads = ["", "entries", "files", "size", "on disk"].map { Page.Span($0, .faint) }
    // The cache directory itself takes room as well, and is nothing that anybody asks for.
    let areas = CacheArea.allCases.filter { area in
      inventory[area].files > 0 || (area != .other && inventory[area].bytesOnDisk > 0)
    }
    let rows = areas.map { row("  \($0.rawValue)", inventory[$0]) }
    page.table([heads] + rows + [row("  total", inventory.total)], numbers: [1, 2, 3, 4])
  }

  private func row(_ name: String, _ totals: CacheInventory.Totals) -> [Page.Span] {
    [
      Page.Span(name),
      Page.Span("\(totals.entries)"),
      Page.Span("\(totals.files)"),
      Page.Span(ByteCount(totals.bytes).description),
      Page.Span(ByteCount(totals.bytesOnDisk).description),
    ]
  }
}
