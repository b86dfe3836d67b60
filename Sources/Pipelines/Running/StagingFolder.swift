import Workspace

/// A folder in which a run's outputs are written before they get their names; it goes with the run.
final class StagingFolder {
  let path: String

  /// An empty folder in a workspace; what a run that was killed left there is removed.
  init(in workspace: String) throws(WorkspaceError) {
    path = "\(workspace)/.staging.tmp"
    try Folder.remove(path)
    try Folder.create(path)
  }

  deinit {
    // What can't be removed now is removed by the next run.
    try? Folder.remove(path)
  }
}
