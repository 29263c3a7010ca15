/**
 * Runs a script's work and ends the process with its exit code. What goes wrong is told by its message: these are
 * commands for people, and a stack trace tells them nothing.
 */
export async function attempt(work: () => number | Promise<number>): Promise<void> {
  // a terminal that was closed takes no more text, which is no reason to leave something half-done
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
