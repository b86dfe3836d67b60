import Foundation
import TestKit
import Testing

@Suite("one run at a time for a workspace", .serialized)
struct LockTests {
  static let site = MadeUpSite(seed: 41, visitors: 600)

  /// Does `line` while a run of the job stands still in the middle of its work, its process in `$run`.
  private func beside(_ job: MadeUpRun, _ line: String) throws -> Command.Result {
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    return try Command.shell(
      """
      next="sojourn \(arguments)"
      for try in $(seq 20); do
        rm -rf workspace
        sojourn \(arguments) > first.out 2> first.err & run=$!
        until [ -s workspace/.lock ] || ! kill -0 $run 2> /dev/null; do :; done
        kill -STOP $run 2> /dev/null && [ ! -e workspace/runs/current ] && break
        kill -CONT $run 2> /dev/null; wait $run
        run=
      done
      [ -n "$run" ] || { echo 'no run could be caught at its work' >&2; exit 1; }
      \(line)
      """, in: job.folder.url)
  }

  @Test("a second run ends at once with 75 and names the process that holds the workspace")
  func refused() throws {
    let result = try beside(
      try MadeUpRun(Self.site),
      """
      eval "$next" > second.out 2> second.err; echo $?
      grep -q "$run" second.err && echo named
      kill -CONT $run; wait $run; echo $?
      """)
    #expect(result.lines == ["75", "named", "0"], "\(result.errors)")
  }

  @Test("with --wait it waits, and then finds the work done")
  func waits() throws {
    let result = try beside(
      try MadeUpRun(Self.site),
      """
      (eval "$next --wait" > second.out 2> second.err; echo $? > second.status) & second=$!
      sleep 0.3
      [ -e second.status ] || echo waiting
      kill -CONT $run; wait $run; echo $?
      wait $second; cat second.status
      grep -q 'has been done before' second.err && echo done
      """)
    #expect(result.lines == ["waiting", "0", "0", "done"], "\(result.errors)")
  }
}
