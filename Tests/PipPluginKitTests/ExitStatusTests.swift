import PipPluginKit
import Testing

@Suite struct ExitStatusTests {
  @Test(
    arguments: [
      (PipPluginKit.ExitStatus.success, 0), (.failure, 1), (.no, 2), (.usage, 64),
      (.interrupted, 130),
    ] as [(PipPluginKit.ExitStatus, Int32)]
  )
  func `the numbers are what scripts rely on`(status: PipPluginKit.ExitStatus, code: Int32) {
    #expect(status.code == code)
  }
}
