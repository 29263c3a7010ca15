export const connection = {
  title: 'Connection',
  certificate: 'CA certificate',
  reveal: 'Reveal',
  hide: 'Hide',
  copy: 'Copy',
  copied: 'Copied',
  readOnly: 'Address for reading:',
  certificateHint: 'Clients verify the server with it. Save it as ca.crt in the folder where the client runs.',
  download: 'Download ca.crt',
  verification: 'Server verification',
  verifications: {
    verified: 'Verified with ca.crt (all clients)',
    libpq: 'Not verified (psql, psycopg, pgx, JDBC)',
    node: 'Not verified (node-postgres)',
  },
  reset: 'Reset the password …',
  resetHint: (user: string) =>
    `The role ${user} gets a new password. The old one no longer works for new connections; open ones stay open.`,
  resetNow: 'Reset the password',
  newPassword: 'This is the new password. It is hidden again after a minute.',
  unverified: 'Encrypted, but the certificate of the server is not verified.',
};
