import Testing

@testable import PipExternalPlugins

/// What happens, what is done about it, and what comes of it.
@Suite struct PluginWatchTests {
  /// A way from start to end.
  struct Way: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let happenings: [PluginWatch.Happening]
    let acts: [PluginWatch.Act]
    var failure: PluginFailure?
  }

  static let ways = [
    Way(
      testDescription: "it does all that it should",
      happenings: [.greeted, .moved, .answered, .gone, .ended],
      acts: [.ask, .show, .dismiss, .listen, .end(isPatient: true)]
    ),
    Way(
      testDescription: "it does not greet",
      happenings: [.late(.greeting)],
      acts: [.end(isPatient: false)],
      failure: .late(greeting: true)
    ),
    Way(
      testDescription: "its limit to greet comes after its greeting",
      happenings: [.greeted, .late(.greeting), .late(.answer)],
      acts: [.ask, .listen, .end(isPatient: false)],
      failure: .late(greeting: false)
    ),
    Way(
      testDescription: "it has answered and does not go",
      happenings: [.greeted, .answered, .late(.answer), .lateAltogether, .late(.leaving)],
      acts: [.ask, .dismiss, .listen, .listen, .end(isPatient: false)]
    ),
    Way(
      testDescription: "all of it takes too long before its greeting",
      happenings: [.lateAltogether],
      acts: [.end(isPatient: false)],
      failure: .late(greeting: true)
    ),
    Way(
      testDescription: "all of it takes too long before its answer",
      happenings: [.greeted, .lateAltogether],
      acts: [.ask, .end(isPatient: false)],
      failure: .late(greeting: false)
    ),
    Way(
      testDescription: "it is gone, and what it has said is read afterwards",
      happenings: [.gone, .greeted, .answered, .late(.leaving)],
      acts: [.hearOut, .ask, .dismiss, .end(isPatient: false)]
    ),
    Way(
      testDescription: "it is gone, and somebody else holds its output",
      happenings: [.greeted, .gone, .late(.answer), .late(.leaving)],
      acts: [.ask, .hearOut, .listen, .end(isPatient: false)]
    ),
    Way(
      testDescription: "it closes its output",
      happenings: [.greeted, .ended],
      acts: [.ask, .end(isPatient: true)]
    ),
    Way(
      testDescription: "it goes on after its answer",
      happenings: [.greeted, .answered, .violation(.afterAnswer)],
      acts: [.ask, .dismiss, .end(isPatient: false)],
      failure: .violation(.afterAnswer)
    ),
  ]

  @Test("what happens decides what is done", arguments: ways)
  func follows(_ way: Way) {
    var watch = PluginWatch()
    #expect(way.happenings.map { watch.take($0) } == way.acts)
    #expect(watch.failure == way.failure)
  }
}
