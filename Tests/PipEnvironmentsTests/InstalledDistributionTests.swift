import Foundation
import PipEnvironments
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct InstalledDistributionTests {
  private func find(_ name: String, in folders: FilePath...) throws -> InstalledDistribution? {
    InstalledDistribution.find(try #require(PackageName(name)), in: folders)
  }

  private func metadata(_ version: String) -> String {
    "Metadata-Version: 2.1\nName: pip\nVersion: \(version)\n\nThe description.\n"
  }

  @Test func `a wheel's folder tells version and installer`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip-23.0.dist-info/METADATA", metadata("23.0.1"))
      try folder.write("pip-23.0.dist-info/INSTALLER", "pip\n")
      let found = try #require(try find("pip", in: folder))
      #expect(found.name == .pip)
      #expect(found.version == Version("23.0.1"))
      #expect(found.installer == "pip")
      #expect(found.metadata == folder.appending("pip-23.0.dist-info"))
    }
  }

  @Test(
    arguments: [
      ("My-Package", "my_package-1.0.dist-info"),
      ("my.package", "My_Package-1.0.dist-info"),
      ("MY__package", "my-package-1.0.dist-info"),
      ("my_package", "my.package-1.0.dist-info"),
      ("my-package", "my_package-1.0-py3.11.egg-info"),
      ("my-package", "My.Package-1.0.egg-info"),
    ]
  )
  func `spellings of one name are the same project`(name: String, entry: String) throws {
    try withScratchDirectory { folder in
      let file = entry.hasSuffix(".egg-info") ? "PKG-INFO" : "METADATA"
      try folder.write("\(entry)/\(file)", "Name: any\n")
      #expect(try find(name, in: folder)?.version == Version("1.0"))
    }
  }

  @Test(
    arguments: [
      ".dist-info", "-1.0.dist-info", "pip.dist-info", "~ip-1.0.dist-info", "pip-1.0.dist-info.bak",
      "pip-1.0.DIST-INFO", "pipx-1.0.dist-info", "pip-tools-1.0.dist-info", ".egg-info", "pip",
      "xpip-1.0.dist-info", "pip-1.0", "-pip-1.0.egg-info",
    ]
  )
  func `what only looks alike is passed over`(entry: String) throws {
    try withScratchDirectory { folder in
      try folder.write("\(entry)/METADATA", metadata("1.0"))
      #expect(try find("pip", in: folder) == nil)
    }
  }

  @Test func `an egg's folder has its version in PKG-INFO`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip-9.0-py3.6.egg-info/PKG-INFO", metadata("9.0.3"))
      try folder.write("pip-9.0-py3.6.egg-info/INSTALLER", "conda\n")
      let found = try #require(try find("pip", in: folder))
      #expect(found.version == Version("9.0.3"))
      #expect(found.installer == "conda")
    }
  }

  @Test func `an egg that is a file is its own metadata and has no installer`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip-9.0.egg-info", metadata("9.0.3"))
      let found = try #require(try find("pip", in: folder))
      #expect(found.version == Version("9.0.3"))
      #expect(found.installer.isEmpty)
    }
  }

  @Test func `an egg without a version in its name is found`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip.egg-info/PKG-INFO", metadata("24.1.dev0"))
      #expect(try find("pip", in: folder)?.version == Version("24.1.dev0"))
    }
  }

  @Test(
    "where metadata states no version, the folder's name does",
    arguments: [
      "Name: pip\n", "Version: not a version\n", "Version:\n", "Name: pip\nVersion",
      "Name: pip\n\nVersion: 99\n", "Name: pip\r\n\r\nVersion: 99\r\n",
      "Name: pip\nX-Version: 99\n", "Name: pip\n Version: 99\n",
    ]
  )
  func fallsBackToName(content: String) throws {
    try withScratchDirectory { folder in
      try folder.write("pip-23.0.dist-info/METADATA", content)
      #expect(try find("pip", in: folder)?.version == Version("23.0"))
    }
  }

  @Test(
    arguments: [
      "pip-99.0.dist-info/RECORD", "pip-99.0.dist-info/METADATA", "pip-99.0.dist-info/PKG-INFO",
      "pip-99.0.dist-info", "pip-99.0.egg-info/RECORD", "pip-99.0.egg-info/PKG-INFO",
      "pip-99.0.egg-info",
    ],
    ["", "\nVersion: 99.0\n", "Version", "X-Version: 99.0\n"]
  )
  func `what an interrupted upgrade left is not installed`(file: String, content: String) throws {
    try withScratchDirectory { folder in
      try folder.write(file, content)
      #expect(try find("pip", in: folder) == nil)
      try folder.write("pip-23.0.dist-info/METADATA", metadata("23.0"))
      #expect(try find("pip", in: folder)?.version == Version("23.0"))
    }
  }

  @Test func `a version that is none at all is no version`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip-unknown.dist-info/METADATA", metadata("unknown"))
      let found = try #require(try find("pip", in: folder))
      #expect(found.version == nil)
    }
  }

  @Test(arguments: ["version: 24.0\n", "VERSION:24.0\r\n", "Name: pip\r\nVersion:  24.0  \r\n"])
  func `headers are read in any case and with either line ending`(content: String) throws {
    try withScratchDirectory { folder in
      try folder.write("pip-23.0.dist-info/METADATA", content)
      #expect(try find("pip", in: folder)?.version == Version("24.0"))
    }
  }

  @Test func `of a huge file only the beginning is read`() throws {
    try withScratchDirectory { folder in
      let file = try folder.write("pip-23.0.dist-info/METADATA", "Version: 24.0\n")
      // Sparse: it takes no room on the disk, but whoever reads all of it takes a gigabyte.
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.string))
      try handle.truncate(atOffset: 1 << 30)
      try handle.close()
      let clock = ContinuousClock()
      let start = clock.now
      #expect(try find("pip", in: folder)?.version == Version("24.0"))
      #expect(clock.now - start < .seconds(10))
    }
  }

  @Test func `bytes that are no UTF-8 harm only the line they are in`() throws {
    try withScratchDirectory { folder in
      let bytes = Array("Author: Jos".utf8) + [0xE9, 0x0A] + Array("Version: 24.0\n".utf8)
      try folder.write("pip-23.0.dist-info/METADATA", bytes)
      try folder.write("pip-23.0.dist-info/INSTALLER", [0xFF, 0xFE, 0x0A])
      let found = try #require(try find("pip", in: folder))
      #expect(found.version == Version("24.0"))
      #expect(found.installer != "pip")
    }
  }

  @Test(
    arguments: [
      ("pip\n", "pip"), ("pip", "pip"), ("\n\n  \npip\nuv\n", "pip"), ("pip\r\n", "pip"),
      ("\r\n \t\r\n  pip \r\n", "pip"), ("", ""), ("\n\n", ""), ("  uv pip  \n", "uv pip"),
    ]
  )
  func `the installer is the first line that is not blank`(content: String, name: String) throws {
    try withScratchDirectory { folder in
      try folder.write("pip-23.0.dist-info/METADATA", metadata("23.0"))
      try folder.write("pip-23.0.dist-info/INSTALLER", content)
      #expect(try find("pip", in: folder)?.installer == name)
    }
  }

  @Test func `without the file there is no installer`() throws {
    try withScratchDirectory { folder in
      try folder.write("pip-23.0.dist-info/METADATA", metadata("23.0"))
      #expect(try find("pip", in: folder)?.installer == "")
    }
  }

  @Test func `of two versions side by side the newer counts`() throws {
    try withScratchDirectory { folder in
      for version in ["9.0", "23.10", "23.9", "1.0.dev1"] {
        try folder.write("pip-\(version).dist-info/METADATA", metadata(version))
      }
      try folder.write("pip-what.dist-info/METADATA", "Name: pip\n")
      #expect(try find("pip", in: folder)?.version == Version("23.10"))
    }
  }

  @Test func `the first folder that has it counts, even with an older version`() throws {
    try withScratchDirectory { folder in
      try folder.write("first/other-1.0.dist-info/METADATA", metadata("1.0"))
      try folder.write("second/pip-20.0.dist-info/METADATA", metadata("20.0"))
      try folder.write("third/pip-24.0.dist-info/METADATA", metadata("24.0"))
      let folders = ["first", "second", "third"].map { folder.appending($0) }
      #expect(try find("pip", in: folders[0], folders[1], folders[2])?.version == Version("20.0"))
    }
  }

  @Test func `folders that cannot be read are passed over`() throws {
    try withScratchDirectory { folder in
      let file = try folder.write("archive.zip", "no folder")
      let dangling = try folder.link("dangling", to: "nowhere")
      let loop = try folder.link("loop", to: "loop")
      try folder.write("good/pip-24.0.dist-info/METADATA", metadata("24.0"))
      let missing = folder.appending("missing")
      let good = folder.appending("good")
      #expect(
        try find("pip", in: file, dangling, loop, missing, good)?.version == Version("24.0")
      )
    }
  }

  @Test(.enabled("needs a user who is not root") { ProcessInfo.processInfo.userName != "root" })
  func `a folder that forbids reading is passed over`() throws {
    try withScratchDirectory { folder in
      try folder.write("closed/pip-20.0.dist-info/METADATA", metadata("20.0"))
      let closed = folder.appending("closed")
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed.string)
      defer {
        try? FileManager.default.setAttributes(
          [.posixPermissions: 0o755],
          ofItemAtPath: closed.string
        )
      }
      #expect(try find("pip", in: closed) == nil)
    }
  }

  @Test func `a site-packages that is a link is followed`() throws {
    try withScratchDirectory { folder in
      try folder.write("real/pip-24.0.dist-info/METADATA", metadata("24.0"))
      let link = try folder.link("site-packages", to: "real")
      let found = try #require(try find("pip", in: link))
      #expect(found.version == Version("24.0"))
      #expect(found.metadata == link.appending("pip-24.0.dist-info"))
    }
  }

  @Test func `a FIFO in place of a file keeps nobody waiting`() throws {
    try withScratchDirectory { folder in
      let place = folder.appending("pip-23.0.dist-info")
      try FileManager.default.createDirectory(
        atPath: place.string,
        withIntermediateDirectories: true
      )
      for name in ["METADATA", "INSTALLER"] {
        #expect(unsafe mkfifo(place.appending(name).string, 0o600) == 0)
      }
      #expect(try find("pip", in: folder) == nil)
      try place.appending("METADATA").unlink()
      try place.write("METADATA", "Name: pip\n")
      let found = try #require(try find("pip", in: folder))
      #expect(found.version == Version("23.0"))
      #expect(found.installer.isEmpty)
    }
  }

  @Test func `entries whose names are no UTF-8 are passed over`() throws {
    try withScratchDirectory { folder in
      let odd = folder.appending(entrySystemText: SystemText.string(decoding: [0x70, 0xFF, 0x70]))
      let file = try FileDescriptor.open(
        odd,
        .writeOnly,
        options: [.create],
        permissions: .ownerReadWrite
      )
      try file.close()
      try folder.write("pip-24.0.dist-info/METADATA", metadata("24.0"))
      #expect(try find("pip", in: folder)?.version == Version("24.0"))
    }
  }
}
