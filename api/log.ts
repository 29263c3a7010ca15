import { type Logger, pino } from 'pino';

/** JSON lines on stdout. What could hold a secret is cut out here, whoever logs it. */
export const createLog = (level: string): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['password', 'token', 'authorization', '*.password', '*.token', '*.authorization', '*.uri'], censor: '(hidden)' },
  });
