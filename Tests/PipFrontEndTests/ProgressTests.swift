import PipPluginKit
import Synchronization
import Testing

@testable import PipFrontEnd

@Suite struct ProgressTests {
  @Test(
    arguments: [
      (Progress("looking", count: 0, unit: "files"), 2, "looking: 0 files"),
      (Progress("looking", count: 1200, unit: "files"), 2, "looking: 1,200 files, 600/s"),
      (
        Progress("looking", count: 1_234_567, unit: "files", fraction: 0.25), 10,
        "looking: 1,234,567 files, 123,457/s, 30 s left"
      ),
      (
        Progress("looking", count: 10, unit: "files", fraction: 0.01), 10,
        "looking: 10 files, 1/s, 17 min left"
      ),
      (Progress("looking", count: 10, unit: "files", fraction: 0), 10, "looking: 10 files, 1/s"),
      (
        Progress("looking", count: 10, unit: "files", fraction: 1), 10,
        "looking: 10 files, 1/s, 0 s left"
      ),
    ] as [(Progress, Int, String)]
  )
  func `a line has number, rate and time left`(state: Progress, seconds: Int, text: String) {
    #expect(ProgressLine(state: state, elapsed: .seconds(seconds)).text(width: 79) == text)
  }

  @Test func `no line is wider than it may be, and no state is too odd for one`() {
    for fraction in [nil, -1, 0, 1e-300, 0.5, 2, .nan, .infinity] as [Double?] {
      for count in [Int.min, -1, 0, 1, Int.max] {
        let state = Progress("x", count: count, unit: "y", fraction: fraction)
        for elapsed in [Duration.zero, .nanoseconds(1), .seconds(1 << 40)] {
          let text = ProgressLine(state: state, elapsed: elapsed).text(width: 20)
          #expect(text.count <= 20)
        }
      }
    }
  }
}
