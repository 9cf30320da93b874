import Foundation
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipEnvironments

@Suite struct InstalledDistributionFuzzTests {
  private static let contents = [
    "Metadata-Version: 2.1\nName: pip\nVersion: 23.0.1\n\nThe description.\n",
    "Name: pip\nVersion: not a version\n", "\n\n  pip \r\nuv\n", "Version: 24.0", "", "\n",
    "Version:",
    "Name: pip\nno header\nVersion: 99\n", String(repeating: "Version: 1\n ", count: 3000),
  ].map { Array($0.utf8) }

  private static let names = [
    "pip-23.0.dist-info", "PIP-1.0.egg-info", "pip-9.0-py3.6.egg-info", "pip.egg-info",
    "-1.0.dist-info", ".dist-info", ".egg-info", "pip-\u{301}1.0.dist-info",
    "pip-1.0\u{600}.dist-info", "pip\u{600}-1.0.egg-info", "p.i.p-1.dist-info",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "Name: pip\n", "Version: ", "\n", "\r", " ", "\t", "1.0", ".dist-info", ".egg-info", "-", "pip",
    "_", ".", "\u{301}", "\u{600}", "\u{0}", "\u{A0}", "!",
  ]

  /// Longer names no file system takes.
  private static let longestName = 255

  @Test func `whatever is in the files, the installer is one line and the version one`() throws {
    try withScratchDirectory { folder in
      let run = FuzzRun("installed-contents", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
      let findings = try run.findings(from: Self.contents) { bytes in
        try folder.write("pip-1.0.dist-info/METADATA", bytes)
        try folder.write("pip-1.0.dist-info/INSTALLER", bytes)
        guard let found = InstalledDistribution.find(.pip, in: [folder]) else { return .refused }
        let stated = MetadataHeaders(Array(bytes.prefix(65_536)))["version"]
        return .read([
          "the installer is one line": !found.installer.utf8.contains(0x0A),
          "there is no blank around it": [found.installer.utf8.first, found.installer.utf8.last]
            .allSatisfy { $0.map { $0 != 0x20 && !(0x09...0x0D).contains($0) } ?? true },
          "the version is that of the metadata, or else of the folder": found.version
            == (stated.flatMap { Version($0) } ?? Version("1.0")),
        ])
      }
      #expect(findings.isEmpty)
    }
  }

  @Test func `a folder of metadata is called by name, version and ending, byte for byte`() throws {
    try withScratchDirectory { folder in
      let run = FuzzRun("installed-names", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
      let findings = try run.findings(from: Self.names) { bytes in
        guard bytes.count <= Self.longestName, let name = EntryName(bytes) else { return .refused }
        let site = folder.appending("site")
        let place = site.appending(entrySystemText: name.systemText)
        try place.makeDirectories(permissions: .ownerReadWriteExecute)
        defer { try? FileManager.default.removeItem(atPath: site.string) }
        for file in ["METADATA", "PKG-INFO"] {
          // Not by Foundation, which takes no name that is no UTF-8.
          let open = try FileDescriptor.open(
            place.appending(file),
            .writeOnly,
            options: .create,
            permissions: .ownerReadWrite
          )
          try open.closeAfter { _ = try open.writeAll("Name: pip\n".utf8) }
        }
        guard let found = InstalledDistribution.find(.pip, in: [site]) else { return .refused }
        let ending = [".dist-info", ".egg-info"].first {
          bytes.suffix($0.utf8.count) == Array($0.utf8)[...]
        }
        let start = bytes.prefix { $0 != UInt8(ascii: "-") }.dropLast(bytes.contains(0x2D) ? 0 : 9)
        return .read([
          "it is the folder": found.metadata.bytes == place.bytes,
          "it ends like one": ending != nil,
          "it begins with the name": PackageName(String(decoding: start, as: UTF8.self)) != nil,
          "a version of a folder is in its name": found.version.map {
            bytes.count > $0.release.count
          } ?? true,
        ])
      }
      #expect(findings.isEmpty)
    }
  }
}
