/// How far a command has come with something that may take long.
///
/// ```swift
/// let wheels = try await context.cachedFiles().filter { $0.kind == "wheel" }
/// var progress = Progress("looking at wheels", count: 0, unit: "wheels", fraction: 0)
/// for _ in wheels {
///   progress.count += 1
///   progress.fraction = Double(progress.count) / Double(wheels.count)
///   context.showProgress?(progress)
/// }
/// progress.activity = "comparing"
/// ```
public struct Progress: Sendable, Hashable {
  /// What is being done, in a few words: `looking at the cache`.
  public var activity: String

  /// How many things are done.
  public var count: Int

  /// What these are, in the plural: `entries`.
  public var unit: String

  /// Which part of the whole is done, from 0 to 1; nil where nobody knows the whole.
  public var fraction: Double?

  /// Creates a state of progress.
  public init(_ activity: String, count: Int, unit: String, fraction: Double? = nil) {
    self.activity = activity
    self.count = count
    self.unit = unit
    self.fraction = fraction
  }
}
