/// What is to be done about a plugin that runs: the rules of its way from greeting to end, without any time or
/// process.
struct PluginWatch: Sendable, Hashable {
  /// Something that happens while a plugin runs.
  enum Happening: Sendable, Hashable {
    case greeted
    /// It has told how far it has come.
    case moved
    case answered
    /// Its process is gone, whoever still holds its output.
    case gone
    /// It closed its output, or is gone and all of it was read.
    case ended
    case violation(ProtocolViolation)
    /// It took too long for something.
    case late(Stage)
    /// It took too long for all of it.
    case lateAltogether
  }

  /// What a plugin has still to do.
  enum Stage: Sendable, Hashable {
    case greeting
    case answer
    case leaving
  }

  /// What is done about it.
  enum Act: Sendable, Hashable {
    /// It is listened to.
    case listen
    /// It is asked, and has its time to answer.
    case ask
    /// How far it has come is shown.
    case show
    /// It is told that nothing more is wanted, and has its time to leave.
    case dismiss
    /// What it has written is read, for as long as it would have had to leave.
    case hearOut
    /// It is not listened to any more; whether it may still end by itself.
    case end(isPatient: Bool)
  }

  /// What it has still to do.
  private(set) var stage = Stage.greeting
  /// Why there is no answer, where that is not to be seen in what it has said.
  private(set) var failure: PluginFailure?

  /// Takes in what happens, and returns what is done about it.
  mutating func take(_ happening: Happening) -> Act {
    switch happening {
    case .greeted:
      // It may be gone by now.
      if stage == .greeting { stage = .answer }
      return .ask
    case .moved: return .show
    case .answered:
      stage = .leaving
      return .dismiss
    case .gone:
      guard stage != .leaving else { return .listen }
      stage = .leaving
      return .hearOut
    case .ended: return .end(isPatient: true)
    case .violation(let violation):
      failure = .violation(violation)
      return .end(isPatient: false)
    case .late(let late): return late == stage ? endLate() : .listen
    case .lateAltogether: return stage == .leaving ? .listen : endLate()
    }
  }

  /// A plugin that has answered, or is gone, may be late to leave: its answer counts.
  private mutating func endLate() -> Act {
    if stage != .leaving { failure = .late(greeting: stage == .greeting) }
    return .end(isPatient: false)
  }
}
