import PipDiagnostics
import PipPackaging
import PipSelfCheck

/// An index that says what it was told to say, and counts the questions.
actor ScriptedIndex {
  private let answer: IndexAnswer
  private let work: @Sendable () async -> Void
  private(set) var questions = 0
  private(set) var known: [PageMemory] = []

  init(_ answer: IndexAnswer, working work: @escaping @Sendable () async -> Void = {}) {
    self.answer = answer
    self.work = work
  }

  init(newest: Version, pages: [PageMemory] = []) {
    self.init(
      .newest(newest, from: "https://index.example/simple/", pages: pages, warnings: [])
    )
  }

  func ask(_ pages: [PageMemory]) async -> IndexAnswer {
    questions += 1
    known = pages
    await work()
    return answer
  }

  static let unreachable = IndexAnswer.failed([
    Diagnostic(.error, code: "index.unreachable", message: "nobody is there")
  ])
}
