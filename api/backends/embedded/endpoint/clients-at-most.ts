/** What the platform itself opens: files it copies, its API and streams, its own sessions. */
const OTHER_FILES = 1024;

/** The types of Node leave it out. */
type Reporter = NodeJS.ProcessReport & { excludeNetwork?: boolean };

interface Limits {
  readonly userLimits?: { readonly open_files?: { readonly soft: number | string } };
}

/** How many clients fit below the limit of open files of this process; each takes two, its own and that of its server. */
export function clientsAtMost(): number {
  const limit = openFilesLimit();
  const spare = Math.min(OTHER_FILES, limit / 2);
  return Math.floor((limit - spare) / 2);
}

function openFilesLimit(): number {
  const report: Reporter = process.report;
  report.excludeNetwork = true; // it would look up the names of all connections
  const { userLimits } = report.getReport() as Limits; // as documented in "Diagnostic report"
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : 65_536;
}
