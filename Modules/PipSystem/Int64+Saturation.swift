extension Int64 {
  /// Returns the sum, or the nearest number that there is: sizes that files claim may be anything.
  package func saturatingAdding(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    guard isOver else { return sum }
    return other < 0 ? .min : .max
  }
}
