import PipFiles
import SystemPackage
import Testing

@Suite struct PublishedModeTests {
  @Test(
    "a file is read and written by whom its directory is, and by its owner always",
    arguments: [
      (0o300, 0o600), (0o700, 0o600), (0o777, 0o666), (0o755, 0o644), (0o750, 0o640),
      (0o770, 0o660), (0o000, 0o600), (0o2775, 0o664), (0o1777, 0o666), (0o007, 0o606),
    ] as [(CModeT, CModeT)]
  )
  func inherits(directory: CModeT, file: CModeT) {
    let permissions = PublishedMode.inherited(
      fromDirectoryWith: FilePermissions(rawValue: directory)
    )
    #expect(permissions == FilePermissions(rawValue: file))
  }
}
