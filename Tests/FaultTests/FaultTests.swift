import Testing

/// Processes of the product that are killed, stopped, and let loose on one another.
///
/// One after another: each has both cores to itself.
@Suite(.serialized) struct FaultTests {}
