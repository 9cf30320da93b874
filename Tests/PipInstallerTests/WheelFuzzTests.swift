import Foundation
import PipArchives
import PipEnvironments
import PipHashing
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

/// Wheels that nobody would make: refused, or installed as their RECORD says, and never anything elsewhere.
@Suite struct WheelFuzzTests {
  private static let tokens = [
    "../", "..", "/", "./", "//", "\\", ":", "\u{0}", "\u{7F}", "demo-1.0.data/", "other.data/",
    "scripts/", "purelib/", "platlib/", "headers/", "data/", "nowhere/", ".dist-info/", "RECORD",
    "RECORD.jws", "WHEEL", "METADATA", "INSTALLER", "REQUESTED", "direct_url.json",
    "entry_points.txt", "[console_scripts]", "[gui_scripts]", "x = demo:main", "../x = demo:main",
    "/x = a:b", "#!python", "120777", "100755", "40755", "104755", "20666", "sha256=", "md5=", ",,",
    "Wheel-Version: 2.0", "Root-Is-Purelib: false", "Name: other", "\n", "\t", "\u{FC}", "DEMO/",
  ]

  /// A wheel as text: a line for each member, its mode, its path and its content, parted by tabs; `\n` in a
  /// content stands for a line feed.
  private static let honest = """
    100644\tdemo/__init__.py\tx = 1
    100755\tdemo/run.sh\t#!/bin/sh
    100644\tdemo-1.0.data/scripts/tool\t#!python\\nx
    100644\tdemo-1.0.data/data/share/x\tdata
    100644\tdemo-1.0.data/headers/x.h\theader
    100644\tdemo-1.0.dist-info/METADATA\tMetadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n
    100644\tdemo-1.0.dist-info/WHEEL\tWheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n
    100644\tdemo-1.0.dist-info/entry_points.txt\t[console_scripts]\\ndemo = demo:main\\n
    """

  /// Packs a wheel that is text; RECORD names all that is in it, as it is.
  private static func packed(_ text: [UInt8]) -> [UInt8] {
    var writer = ZipWriter()
    var record = ""
    for line in text.split(separator: 0x0A).prefix(64) {
      let words = line.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
      guard words.count == 3, let mode = Int(String(decoding: words[0], as: UTF8.self), radix: 8)
      else { continue }
      let path = String(decoding: words[1], as: UTF8.self)
      let content = String(decoding: words[2], as: UTF8.self).replacing("\\n", with: "\n")
      writer.add(path, content, mode: mode)
      let digest = HashAlgorithm.sha256.digest(of: content).urlSafeBase64
      record += "\"\(path.replacing("\"", with: "\"\""))\",sha256=\(digest),\(content.utf8.count)\n"
    }
    writer.add("demo-1.0.dist-info/RECORD", record, mode: 0o100644)
    return writer.finished()
  }

  private static func verdict(_ wheel: [UInt8]) throws -> FuzzRun.Verdict {
    let folder = try ScratchFolder()
    let path = try folder.write("wheel", wheel)
    let prefix = try folder.makeFolder("env")
    var flaws: [String] = []
    do {
      try install(path, into: prefix)
      flaws = Self.flaws(in: prefix)
    } catch {
      let outside = Self.names(in: folder.path).filter { $0 != "wheel" && !$0.hasPrefix("env") }
      return outside.isEmpty ? .refused : .broken(["something is elsewhere"])
    }
    let outside = Self.names(in: folder.path).filter { $0 != "wheel" && !$0.hasPrefix("env") }
    if !outside.isEmpty { flaws.append("something is elsewhere") }
    return flaws.isEmpty ? .read : .broken(flaws)
  }

  private static func install(_ path: FilePath, into prefix: FilePath) throws {
    let name = try #require(WheelFileName("demo-1.0-py3-none-any.whl"))
    var wheel = try Wheel(FileRange(OwnedDescriptor.openRegularFile(path)), named: name)
    let scheme = InstallScheme.test(prefix)
    let site = InstallSite(
      scheme: scheme,
      staging: scheme,
      interpreter: "/usr/bin/python3",
      pythonMajor: 3,
      pythonMinor: 11
    )
    try WheelInstallation(into: site, of: wheel.contents.project).install(&wheel, InstallRequest())
  }

  private static func names(in folder: FilePath) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder.string)?.allObjects ?? []
    return names.compactMap { $0 as? String }
  }

  /// What is wrong with an environment in which the wheel is installed.
  private static func flaws(in prefix: FilePath) -> [String] {
    let library = prefix.appending("lib/site-packages")
    let others = prefix.appending("lib64/site-packages")
    for folder in [library, others] {
      let metadata = folder.appending("demo-1.0.dist-info/RECORD")
      guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: metadata.string)),
        let record = RecordFile(Array(bytes))
      else { continue }
      var recorded: Set<FilePath> = []
      for row in record.rows {
        let path = folder.appending(FilePath(row.path).components).lexicallyNormalized()
        guard path.starts(with: prefix) else { return ["RECORD leads elsewhere"] }
        recorded.insert(path)
        guard let status = try? path.status(following: .nothing), status.kind == .regular else {
          return ["a file is missing, or none"]
        }
        guard status.mode.isDisjoint(with: [.setUserID, .setGroupID, .saveText]) else {
          return ["a file has a mode that none may have"]
        }
        guard let digest = row.digest else { continue }
        let content = (try? Data(contentsOf: URL(fileURLWithPath: path.string))) ?? Data()
        guard HashAlgorithm.sha256.digest(of: Array(content)).urlSafeBase64 == digest else {
          return ["a file is not what RECORD says"]
        }
      }
      let there = names(in: prefix).map { prefix.appending(FilePath($0).components) }
        .filter { (try? $0.status(following: .nothing).kind) != .directory }
      return Set(there) == recorded ? [] : ["a file is there that RECORD does not name"]
    }
    return ["there is no RECORD"]
  }

  @Test func `what a wheel has is refused or installed as RECORD says`() throws {
    let run = FuzzRun("wheel-members", tokens: Self.tokens)
    let findings = try run.findings(from: [Array(Self.honest.utf8)]) { text in
      try Self.verdict(Self.packed(text))
    }
    #expect(findings.isEmpty)
  }

  @Test func `what a wheel is made of is refused or installed as RECORD says`() throws {
    let pieces: [[UInt8]] = [
      [0x50, 0x4B, 0x01, 0x02], [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06],
      [0x50, 0x4B, 0x06, 0x06], [0x50, 0x4B, 0x06, 0x07], [0x50, 0x4B, 0x07, 0x08], [1, 0, 16, 0],
      [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [8, 0],
    ]
    let run = FuzzRun("wheel-bytes", tokens: Self.tokens, pieces: pieces)
    let honest = Self.packed(Array(Self.honest.utf8))
    let findings = try run.findings(from: [honest]) { try Self.verdict($0) }
    #expect(findings.isEmpty)
  }
}
